"""Whose turn it is, and since when: a fold over the turns of a thread, oldest first.

What no person wrote (automatic mail, bounces, our own automatic letters) and junk never move it, nor does mail among
ourselves, nor what says how a meeting was and asks nothing, nor a letter of ours that thanks, hands over or reminds:
who is silent is so since we asked. A letter of ours that reached nobody moved nothing either: it leaves the turn with
us (domain.arrival).
`ours` runs from the first of their messages we have not answered, so that a second reminder of theirs never makes us
look faster; `theirs` runs from our latest message, so that nobody is reminded the day after we wrote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from liaison_sync.domain.arrival import returned
from liaison_sync.domain.view import Ball, Turn, Whose

# Calendar methods that ask for nothing (RFC 5546): an answer, news, or the end of the matter.
_SETTLES = frozenset({"REPLY", "CANCEL", "DECLINECOUNTER"})
_BESIDE = frozenset({"content", "told"})
_INFORMS = frozenset({"PUBLISH", "REFRESH"})


def ball(turns: Sequence[Turn], *, closed: bool) -> Ball:
    """The ball after `turns` (in any order); `closed`: a person said that no reply is needed."""
    state = Ball("nobody", reason="nothing_said")
    lost = returned(turns)
    for turn in sorted(turns, key=lambda t: (t.at, t.key)):
        state = moved(state, turn, lost.get(turn.key))
    return Ball("nobody", state.since, state.because, "closed") if closed and state.because else state


def moved(before: Ball, turn: Turn, lost: datetime | None = None) -> Ball:
    """The ball after one more, later turn of a thread nobody has closed; `lost`: when it came back from everybody."""
    return _after(before, turn, lost) if _counts(turn, before) else before


def standing(whose: Whose, since: datetime | None, because: str | None) -> Ball:
    """A ball as it was written down: what its reason would still change is in it.

    Not so where a person closed the thread, or where it is ours because of a letter of ours that reached nobody.
    """
    reasons = {"ours": "they_wrote", "theirs": "we_wrote", "nobody": "courtesy" if because else "nothing_said"}
    return Ball(whose, since, because, reasons[whose])


def _counts(turn: Turn, state: Ball) -> bool:
    if turn.junk or turn.ours_automatic or turn.direction == "internal" or turn.settled in _BESIDE:
        return False
    if turn.calendar_method in _INFORMS or (turn.calendar_method == "REQUEST" and turn.answered):
        return False
    # iTIP answers are sent by programs at a person's word; list mail counts once we have joined the talk.
    return turn.automatic is None or bool(turn.calendar_method) or (turn.automatic == "list" and bool(state.because))


def _after(state: Ball, turn: Turn, lost: datetime | None) -> Ball:
    if lost is not None and not turn.courtesy:
        return _never_said(state, turn, lost)
    if turn.calendar_method in _SETTLES:
        return _settled(state, turn)
    if turn.direction == "out":
        if turn.courtesy:
            return Ball("nobody", turn.at, turn.key, "courtesy")
        return Ball("theirs", turn.at, turn.key, "we_wrote")
    if state.whose == "ours":
        return _asked(state, turn)
    if turn.settled == "left_alone":
        return Ball("nobody", turn.at, turn.key, "left_alone")
    if turn.courtesy and state.whose == "theirs":
        return Ball("nobody", turn.at, turn.key, "courtesy")
    if turn.courtesy and state.reason in {"courtesy", "calendar_answer", "left_alone"}:
        return state
    return Ball("ours", turn.at, turn.key, "they_wrote")


def _never_said(state: Ball, turn: Turn, lost: datetime) -> Ball:
    """Who waited for us still does; what nobody waited for is ours to do anew since it came back."""
    if state.whose == "ours":
        return replace(state, reason="answer_undelivered" if state.reason != "undelivered" else state.reason)
    return Ball("ours", lost, turn.key, "undelivered")


def _asked(state: Ball, turn: Turn) -> Ball:
    """They wrote while it was ours: what they say makes the reason theirs again."""
    if turn.courtesy or turn.settled or state.reason not in {"undelivered", "answer_undelivered"}:
        return state
    if state.reason == "undelivered":
        return Ball("ours", turn.at, turn.key, "they_wrote")
    return replace(state, reason="they_wrote")


def _settled(state: Ball, turn: Turn) -> Ball:
    """An answer by calendar needs no answer; it settles what the other side waited for, never what it still owes."""
    waiting = "ours" if turn.direction == "out" else "theirs"
    if turn.calendar_method == "CANCEL" or state.whose in (waiting, "nobody"):
        return Ball("nobody", turn.at, turn.key, "calendar_answer")
    return state
