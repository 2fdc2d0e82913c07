"""Nothing goes out after an answer: 500 interleavings of answer, look and due instant under a virtual clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.context import Context, Sent
from liaison_sync.domain.followup import FollowUp, Move, approved, moved
from liaison_sync.domain.reconsider import reconsider
from liaison_sync.domain.triggers import no_reply
from liaison_sync.domain.view import Correspondence, Turn
from tests.domain.followup_stage import BUDI, OFFICER, RINA, context, thread, turn, wib

ASKED = turn("ours", "2026-11-17 10:00", "out")
THREAD = thread(ASKED)
DUE = wib("2026-11-20 10:00")
ALIAS = "rina.wulandari@kementerian.go.id"


def _planned() -> FollowUp:
    found = no_reply.watch(THREAD, context("2026-11-17 10:00"))
    assert found is not None
    assert found.due_at == DUE
    return moved(moved(found, Move("drafted")), approved(OFFICER, DUE - timedelta(hours=1)))


APPROVED = _planned()
# Who answers, and how: each as the turn it makes, whether it stands in our thread, and what must come of it.
Made = Callable[[datetime], Turn]
ANSWERS: dict[str, tuple[Made, bool]] = {
    "the person": (lambda at: turn("a", at), True),
    "an alias": (lambda at: turn("a", at, sender=ALIAS), True),
    "a colleague": (lambda at: turn("a", at, sender=BUDI), True),
    "the person, in a new thread": (lambda at: turn("a", at, began=at, thread="t2"), False),
    "a colleague, in a new thread": (lambda at: turn("a", at, sender=BUDI, began=at, thread="t2"), False),
    "by calendar": (lambda at: turn("a", at, calendar_method="REPLY", automatic="auto-reply"), True),
    "by calendar, in a new thread": (
        lambda at: turn("a", at, calendar_method="REPLY", automatic="auto-reply", began=at, thread="t2"), False,
    ),
    "through a list, in the thread": (lambda at: turn("a", at, automatic="list"), True),
}  # fmt: skip
NO_ANSWERS: dict[str, tuple[Made, bool]] = {
    "our own Sent copy": (lambda at: turn("a", at, "out", ours_automatic=True, automatic="auto-generated"), True),
    "an out-of-office": (lambda at: turn("a", at, automatic="out-of-office", return_date=at), True),
    "a robot": (lambda at: turn("a", at, automatic="auto-reply"), True),
    "a newsletter": (lambda at: turn("a", at, automatic="list", began=at, thread="t2"), False),
    "our colleagues among themselves": (lambda at: turn("a", at, "internal", sender=OFFICER), True),
    "another organisation": (
        lambda at: turn("a", at, sender="x@lain.co.id", partner="lain", began=at, thread="t2"), False,
    ),
}  # fmt: skip
SECONDS = st.integers(-10_000, 10_000).map(lambda n: timedelta(milliseconds=n))


@dataclass(frozen=True)
class Played:
    """One run: when the answer lay in the mailbox, when the look began, whether it was read, and what was decided."""

    lay: datetime
    looked: datetime
    read: bool
    move: Move | None


def play(made: tuple[Made, bool], lay: datetime, looked: datetime, submitted: datetime, *, late: bool) -> Played:
    """The last check: all that lay there when the look began is stored; of what came during it, perhaps (`late`)."""
    turn_, inside = made[0](lay), made[1]
    read = lay <= looked or (late and lay <= submitted)
    view: Correspondence = replace(THREAD, turns=(*THREAD.turns, turn_)) if read and inside else THREAD
    recent = (turn_,) if read else ()
    here: Context = context(submitted, recent=recent, looked_at=looked)
    return Played(lay, looked, read, reconsider(APPROVED, view, here, stage="send"))


@settings(max_examples=500, deadline=None)
@given(kind=st.sampled_from(sorted(ANSWERS)), lay=SECONDS, looked=SECONDS, waited=SECONDS.map(abs), late=st.booleans())
def test_nothing_goes_out_after_an_answer_was_stored_or_lay_in_the_mailbox(
    kind: str, lay: timedelta, looked: timedelta, waited: timedelta, late: bool
) -> None:
    began = DUE + looked
    one = play(ANSWERS[kind], DUE + lay, began, max(DUE, began + waited), late=late)
    if one.read:
        assert one.move is not None
        assert one.move.to == "cancelled"
        assert one.move.reasons[0].key in {"answered", "answered_by_colleague"}
    if one.move is None:  # it goes out
        assert one.lay > one.looked
        assert not one.read
        assert max(DUE, began + waited) - began <= timedelta(seconds=5)


@settings(max_examples=100, deadline=None)
@given(kind=st.sampled_from(sorted(NO_ANSWERS)), lay=SECONDS, late=st.booleans())
def test_what_is_no_answer_never_stops_it(kind: str, lay: timedelta, late: bool) -> None:
    one = play(NO_ANSWERS[kind], DUE + lay, DUE, DUE + timedelta(seconds=1), late=late)
    assert one.move is None or one.move.to == "postponed"
    assert kind == "an out-of-office" or one.move is None


def test_an_answer_that_comes_to_stand_in_our_thread_later_stops_it_from_wherever_it_stood() -> None:
    before = turn("a", DUE - timedelta(hours=3), began=DUE - timedelta(hours=3), thread="t2")
    for view, recent in ((THREAD, (before,)), (replace(THREAD, turns=(ASKED, before)), ())):
        move = reconsider(APPROVED, view, context(DUE, recent=recent, looked_at=DUE), stage="send")
        assert move is not None
        assert move.reasons[0].key == "answered"


def test_an_echo_that_answers_everything_gets_one_letter() -> None:
    """A machine that says so is looked at by a person before a second letter; one that does not has answered."""
    first = Sent(DUE, "no_reply", "ours", 1, "kementerian", (RINA,), "t1", "r1@x")
    ours = turn("r1", DUE, "out", message_id="r1@x", ours_automatic=True, automatic="auto-generated")
    for automatic, expected in (("auto-reply", "held"), (None, None)):
        echo = turn("e", DUE + timedelta(seconds=2), automatic=automatic)
        view = replace(thread(ASKED, ours, echo), ball=THREAD.ball if automatic else thread(echo, whose="ours").ball)
        now = context("2026-11-26 10:00", sent=(first,), looked_at=wib("2026-11-26 10:00"))
        second = no_reply.watch(view, now)
        if expected is None:
            assert second is None  # it is our turn now
            continue
        assert second is not None
        move = reconsider(second, view, now, stage="plan")
        assert move is not None
        assert (move.to, move.reasons[0].key) == ("held", "machine_answers")
