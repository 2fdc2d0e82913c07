"""A reminder ends where a meeting tells that nothing is open any more."""

from __future__ import annotations

from dataclasses import replace

from tests.domain.followup_stage import meeting, wib
from tests.domain.test_followups import ASKED, decide, due, key


def test_a_meeting_agreed_since_then_ends_it_but_a_standing_one_does_not() -> None:
    agreed = meeting(agreed_at=wib("2026-11-20 10:00"))
    assert key(decide(ASKED, due(meetings=(agreed,)))) == ("cancelled", "meeting_agreed")
    assert decide(ASKED, due(meetings=(replace(agreed, agreed_at=wib("2026-06-01 10:00")),))) is None
    assert decide(ASKED, due(meetings=(replace(agreed, status="proposed"),))) is None


def test_a_meeting_of_the_thread_that_took_place_since_then_ends_it_though_nobody_agreed_to_it() -> None:
    took_place = meeting(status="proposed", conduct="held", start=wib("2026-11-20 10:00"), thread=ASKED.thread)
    assert key(decide(ASKED, due(meetings=(took_place,)))) == ("cancelled", "meeting_held")
    assert key(decide(ASKED, due(meetings=(replace(took_place, conduct="minuted"),)))) == ("cancelled", "meeting_held")
    for other in (
        {"conduct": "due_for_log"},
        {"conduct": "not_held"},
        {"thread": "elsewhere"},
        {"start": wib("2026-06-01 10:00")},
    ):
        assert decide(ASKED, due(meetings=(replace(took_place, **other),))) is None
