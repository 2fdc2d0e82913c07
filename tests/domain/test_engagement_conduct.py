"""Conduct: the clock and people move it, mail does not."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from liaison_sync.domain.conduct import Recorded, conduct
from liaison_sync.domain.scheduling import Status
from tests.domain.engagement_story import DAY0, at

LATER = DAY0 + timedelta(days=3)


def test_a_meeting_is_upcoming_until_it_has_ended() -> None:
    assert conduct("confirmed", at(4), at(3), (), DAY0) == "upcoming"
    assert conduct("confirmed", at(4), at(3), (), LATER) == "due_for_log"
    assert conduct("cancelled", at(4), at(3), (), LATER) == "cancelled"


def test_only_a_person_says_that_it_was_held() -> None:
    held, minuted = Recorded("held", LATER), Recorded("minuted", LATER + timedelta(hours=1))
    assert conduct("confirmed", at(4), at(3), (held,), LATER) == "held"
    assert conduct("confirmed", at(4), at(3), (minuted, held), LATER) == "minuted"


def test_a_correction_to_not_held_stands() -> None:
    steps = (Recorded("held", LATER), Recorded("not_held", LATER + timedelta(hours=1), "no_show_partner"))
    assert conduct("confirmed", at(4), at(3), steps, LATER) == "not_held"


@given(st.sampled_from(["proposed", "confirmed", "cancelled", "uninvited", "declined_by_us"]), st.integers(0, 23))
def test_p9_late_mail_never_changes_what_people_recorded(status: Status, hour: int) -> None:
    assert conduct(status, at(hour, 9), at(hour, 9), (Recorded("held", LATER),), LATER) == "held"
