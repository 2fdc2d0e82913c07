"""What is planned follows the calendar and the rules of today: cuti bersama is often decreed late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from liaison_sync.domain.followup import FollowUp, State
from liaison_sync.domain.policy import NoReply, Policy
from liaison_sync.domain.renewal import renewed
from liaison_sync.domain.triggers import no_reply
from liaison_sync.domain.workdays import Calendars, Holiday
from tests.domain.followup_stage import context, thread, turn, wib

OURS = turn("q", "2026-11-23 10:00", "out")
ASKED = thread(OURS, whose="theirs")
NOW = context("2026-11-24 09:00")
DECREED = replace(NOW, calendars=Calendars({"ID": {date(2026, 11, 25): Holiday("Cuti bersama", "joint_leave")}}))


def planned(state: State = "planned") -> FollowUp:
    found = no_reply.watch(ASKED, NOW)
    assert found is not None
    assert found.due_at == wib("2026-11-26 10:00")
    return replace(found, state=state)


def test_a_holiday_decreed_late_moves_the_day_a_letter_is_due_and_the_chain_says_so() -> None:
    found = renewed(planned(), ASKED, DECREED)
    assert found.due_at == wib("2026-11-27 10:00")
    assert (found.chain[-1].key, dict(found.chain[-1].params)["due"]) == ("due_moved", found.due_at)
    assert renewed(found, ASKED, DECREED) == found  # said once
    back = renewed(found, ASKED, NOW)
    assert back.due_at == planned().due_at


def test_a_rule_changed_since_moves_it_too() -> None:
    longer = replace(NOW, policy=Policy(no_reply=NoReply(working_days=5)))
    assert renewed(planned(), ASKED, longer).due_at == wib("2026-11-30 10:00")


@pytest.mark.parametrize("state", ["drafted", "approved", "queued", "postponed", "held", "cancelled", "sent"])
def test_what_was_due_or_put_off_by_a_person_keeps_its_time(state: State) -> None:
    assert renewed(planned(state), ASKED, DECREED).due_at == planned().due_at
