"""Whether our letters arrived, and whose turn it is when they did not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from liaison_sync.domain.arrival import returned
from liaison_sync.domain.ball import ball
from liaison_sync.domain.reconsider import reconsider
from liaison_sync.domain.triggers import no_reply, we_owe
from liaison_sync.domain.view import Turn
from tests.domain.followup_stage import BUDI, HUMAS, RINA, context, thread, turn, wib
from tests.domain.test_followups import key

OURS = turn("ours", "2026-11-19 15:00", "out")
FIRST = turn("first", "2026-11-18 09:00")


def bounce(
    at: str = "2026-11-19 15:01", *, of: str | None = "<ours@x>", lost: tuple[str, ...] = (RINA,), **more: Any
) -> Turn:
    who: dict[str, Any] = {"sender": "mailer-daemon@x", "partner": None, "automatic": "bounce"}
    return turn("b", at, undelivered=lost, bounce_of=of, **(who | more))


def test_a_letter_that_came_back_from_everybody_leaves_the_turn_with_us_since_it_came_back() -> None:
    failed = bounce()
    state = ball([OURS, failed], closed=False)
    assert (state.whose, state.since, state.because, state.reason) == ("ours", failed.at, "ours", "undelivered")


def test_who_asked_us_and_never_got_our_answer_still_waits_since_they_asked() -> None:
    state = ball([FIRST, OURS, bounce()], closed=False)
    assert (state.whose, state.since, state.because, state.reason) == ("ours", FIRST.at, "first", "answer_undelivered")


def test_what_reached_one_of_them_waits_for_them() -> None:
    both = replace(OURS, recipients=(RINA, BUDI))
    assert ball([both, bounce()], closed=False).whose == "theirs"
    assert ball([both, bounce(lost=(RINA, BUDI))], closed=False).whose == "ours"
    apart = (bounce(), replace(bounce("2026-11-19 15:05", lost=(BUDI,)), key="b2"))
    assert ball([both, *apart], closed=False).since == apart[1].at
    copied = replace(OURS, recipients=(RINA, HUMAS), to_us=(HUMAS,))
    assert ball([copied, bounce()], closed=False).whose == "ours"


def test_a_delay_or_a_report_on_another_letter_returns_nothing() -> None:
    assert ball([OURS, bounce(lost=())], closed=False).whose == "theirs"
    assert ball([OURS, bounce(of="<other@x>")], closed=False).whose == "theirs"
    assert ball([OURS, bounce("2026-11-19 14:00", of=None)], closed=False).whose == "theirs"


def test_a_report_that_names_no_letter_is_on_the_latest_before_it_to_that_address() -> None:
    again = replace(OURS, key="again", message_id="<again@x>", at=OURS.at + timedelta(days=1))
    assert returned([OURS, again, bounce(of=None)]) == {"ours": bounce().at}


def test_writing_again_gives_the_turn_back_and_so_does_their_word() -> None:
    again = turn("again", "2026-11-20 09:00", "out")
    assert ball([OURS, bounce(), again], closed=False).whose == "theirs"
    spoke = turn("spoke", "2026-11-20 09:00")
    state = ball([OURS, bounce(), spoke], closed=False)
    assert (state.whose, state.because, state.reason) == ("ours", "spoke", "they_wrote")


def test_the_order_of_arrival_is_of_no_importance() -> None:
    turns = [FIRST, OURS, bounce(), turn("spoke", "2026-11-20 09:00")]
    assert len({ball(list(each), closed=False) for each in permutations(turns)}) == 1


@pytest.mark.parametrize(("refused", "expected"), [((), "undelivered"), ((RINA,), "refused_by_policy")])
def test_nobody_is_reminded_of_what_never_came_and_the_reminder_says_why(
    refused: tuple[str, ...], expected: str
) -> None:
    asked = thread(OURS)
    planned = no_reply.watch(asked, context())
    assert planned is not None
    failed = bounce(refused=refused)
    view = replace(asked, turns=(OURS, failed), ball=ball([OURS, failed], closed=False))
    assert key(reconsider(planned, view, context(), stage="plan")) == ("cancelled", expected)
    assert no_reply.watch(view, context()) is None


def test_an_answer_of_ours_that_came_back_does_not_end_the_nudge() -> None:
    owed = thread(FIRST, whose="ours")
    nudge = we_owe.watch(owed, context())
    assert nudge is not None
    turns = (FIRST, OURS, bounce())
    view = replace(owed, turns=turns, ball=ball(turns, closed=False))
    assert reconsider(nudge, view, context(), stage="plan") is None


def test_an_address_that_refuses_by_policy_is_put_to_a_person_with_what_to_do() -> None:
    at = context("2026-11-24 15:00")
    refuses = replace(at, contacts={**at.contacts, RINA: replace(at.contacts[RINA], refused=True)})
    planned = no_reply.watch(thread(OURS), refuses)
    assert planned is not None
    assert planned.to == (RINA,)
    assert key(reconsider(planned, thread(OURS), refuses, stage="plan")) == ("held", "recipient_refuses")
    assert wib("2026-11-24 15:00") == planned.due_at
