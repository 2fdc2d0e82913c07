"""Whose turn it is, and since when: a fold over the turns of a thread, oldest first.

What no person wrote (automatic mail, bounces, our own automatic letters) and junk never move it, nor does mail among
ourselves. `ours` runs from the first of their messages we have not answered, so that a second reminder of theirs never
makes us look faster; `theirs` runs from our latest message, so that nobody is reminded the day after we wrote.
"""

from __future__ import annotations

from collections.abc import Sequence

from liaison_sync.domain.view import Ball, Turn

# Calendar methods that ask for nothing (RFC 5546): an answer, news, or the end of the matter.
_SETTLES = frozenset({"REPLY", "CANCEL", "DECLINECOUNTER"})
_INFORMS = frozenset({"PUBLISH", "REFRESH"})


def ball(turns: Sequence[Turn], *, closed: bool) -> Ball:
    """The ball after `turns` (in any order); `closed`: a person said that no reply is needed."""
    state = Ball("nobody", reason="nothing_said")
    for turn in sorted(turns, key=lambda t: (t.at, t.key)):
        if _counts(turn, state):
            state = _after(state, turn)
    return Ball("nobody", state.since, state.because, "closed") if closed and state.because else state


def _counts(turn: Turn, state: Ball) -> bool:
    if turn.junk or turn.ours_automatic or turn.direction == "internal":
        return False
    if turn.calendar_method in _INFORMS or (turn.calendar_method == "REQUEST" and turn.answered):
        return False
    # iTIP answers are sent by programs at a person's word; list mail counts once we have joined the talk.
    return turn.automatic is None or bool(turn.calendar_method) or (turn.automatic == "list" and bool(state.because))


def _after(state: Ball, turn: Turn) -> Ball:
    if turn.calendar_method in _SETTLES:
        return _settled(state, turn)
    if turn.direction == "out":
        if turn.courtesy:
            return Ball("nobody", turn.at, turn.key, "courtesy")
        return Ball("theirs", turn.at, turn.key, "we_wrote")
    if state.whose == "ours":
        return state
    if turn.courtesy and state.whose == "theirs":
        return Ball("nobody", turn.at, turn.key, "courtesy")
    if turn.courtesy and state.reason in {"courtesy", "calendar_answer"}:
        return state
    return Ball("ours", turn.at, turn.key, "they_wrote")


def _settled(state: Ball, turn: Turn) -> Ball:
    """An answer by calendar needs no answer; it settles what the other side waited for, never what it still owes."""
    waiting = "ours" if turn.direction == "out" else "theirs"
    if turn.calendar_method == "CANCEL" or state.whose in (waiting, "nobody"):
        return Ball("nobody", turn.at, turn.key, "calendar_answer")
    return state
