"""action_due and dormant: promises with a deadline, and partners nobody has heard of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.policy import ActionDue, Policy
from liaison_sync.domain.reconsider import reconsider
from liaison_sync.domain.renewal import renewed
from liaison_sync.domain.rhythm import Rhythm, usual_gap
from liaison_sync.domain.triggers import action_due, dormant
from liaison_sync.domain.view import ActionItem, Ball, Meeting
from liaison_sync.domain.workdays import Calendars, Holiday
from tests.domain.followup_stage import BUDI, LEAD, OFFICER, RINA, auto, context, meeting, thread, turn, wib

FRIDAY = datetime(2026, 12, 4, 23, 59, tzinfo=UTC)
OURS = ActionItem("a1", "Mengirim rancangan MoU", OFFICER, ours=True, due=FRIDAY)
THEIRS = replace(OURS, id="a2", owner=RINA, ours=False)
UNKNOWN = replace(THEIRS, id="a3", owner="Pak Joko")


def held(*items: ActionItem) -> Meeting:
    return meeting(conduct="minuted", held_at=wib("2026-11-26 11:05"), actions=items)


def called(view: Meeting, here: Context) -> list[FollowUp]:
    return list(action_due.TRIGGER.calls(view, here))


def test_each_owner_is_reminded_the_working_day_before_the_deadline() -> None:
    ours, theirs, unknown = called(held(OURS, THEIRS, UNKNOWN), context("2026-11-30 09:00"))
    assert {one.due_at for one in (ours, theirs, unknown)} == {wib("2026-12-03 08:00")}
    assert (ours.to, ours.audience, ours.approval) == ((OFFICER,), "internal", "automatic")
    assert (theirs.to, theirs.audience, theirs.approval) == ((RINA,), "partner", "review")
    assert (unknown.to, unknown.audience) == ((OFFICER,), "internal")  # nobody knows the address: we remind ourselves
    assert len({ours.id, theirs.id, unknown.id}) == 3


def test_a_name_is_matched_with_the_one_participant_who_bears_it() -> None:
    (found,) = called(held(replace(THEIRS, owner="rina")), context("2026-11-30 09:00"))
    assert found.to == (RINA,)


@pytest.mark.parametrize(
    ("now", "due", "week"),
    [
        ("2026-12-05 09:00", "2026-12-07 08:00", "2026-W50"),
        ("2026-12-08 09:00", "2026-12-07 08:00", "2026-W50"),
        ("2026-12-12 09:00", "2026-12-14 08:00", "2026-W51"),
        ("2026-12-30 09:00", "2026-12-28 08:00", "2026-W53"),
    ],
)
def test_what_is_overdue_is_told_once_a_week(now: str, due: str, week: str) -> None:
    (found,) = called(held(OURS), context(now))
    assert (found.step, found.due_at, found.about) == (2, wib(due), f"a1@2026-12-04@{week}")
    assert found.cc == (() if week == "2026-W50" else (LEAD,))


def test_reminders_end_after_the_weeks_of_the_policy_and_for_what_is_done_or_has_no_deadline() -> None:
    assert called(held(OURS), context("2027-01-04 09:00")) == []
    longer = context("2027-01-04 09:00", policy=Policy(action_due=ActionDue(weeks=9)))
    assert len(called(held(OURS), longer)) == 1
    for other in (replace(OURS, done=True), replace(OURS, due=None)):
        assert called(held(other), context("2026-11-30 09:00")) == []


@pytest.mark.parametrize("last", [date.max, date.max - timedelta(days=1), date.min])
def test_a_deadline_at_the_end_of_the_calendar_stops_nobody(last: date) -> None:
    """The console takes 9999-12-31: that has no day after it."""
    far = replace(OURS, id="a9", due=datetime.combine(last, time(), tzinfo=UTC))
    for now in ("2026-11-30 09:00", "9999-12-30 09:00"):
        found = called(held(far), context(now))
        assert all(one.expires_at is not None and one.due_at < one.expires_at for one in found)
    told = called(held(OURS), context("2026-11-30 09:00"))
    assert [one.expires_at for one in told] == [wib("2026-12-05 00:00")]


def test_a_reminder_is_dropped_once_the_item_is_done_gone_or_due_another_day_and_keeps_up_with_its_reader() -> None:
    now = context("2026-12-03 09:00")
    (found,) = called(held(OURS), now)
    assert reconsider(found, held(THEIRS, OURS), now, stage="plan") is None
    moved = replace(OURS, due=FRIDAY + timedelta(days=5))
    for view, key in ((held(replace(OURS, done=True)), "action_done"), (held(), "action_done"),
                      (held(moved), "deadline_moved")):  # fmt: skip
        move = reconsider(found, view, now, stage="plan")
        assert move is not None
        assert (move.to, move.reasons[0].key) == ("cancelled", key)
    other = renewed(found, held(THEIRS, replace(OURS, owner=LEAD)), now)
    assert other.to == (LEAD,)


def test_what_they_write_before_the_reminder_may_be_what_they_promised_so_a_person_is_asked() -> None:
    now = context("2026-12-03 09:00")
    (found,) = called(held(THEIRS), now)
    wrote = turn("w", "2026-12-01 09:00", began=wib("2026-12-01 09:00"))
    move = reconsider(found, held(THEIRS), replace(now, recent=(wrote,)), stage="plan")
    assert move is not None
    assert (move.to, move.reasons[0].key) == ("held", "perhaps_delivered")
    colleague = replace(now, recent=(replace(wrote, sender=BUDI),))
    assert reconsider(found, held(THEIRS), colleague, stage="plan") is None  # whoever approves it looks anyway
    alone = reconsider(replace(found, approval="automatic"), held(THEIRS), colleague, stage="plan")
    assert alone is not None
    assert alone.to == "held"


def test_their_word_after_the_reminder_left_answers_it() -> None:
    now = context("2026-12-03 09:00")
    (found,) = called(held(THEIRS), now)
    wrote = turn("w", "2026-12-03 10:00", began=wib("2026-12-03 08:01"))
    move = reconsider(replace(found, state="sent"), held(THEIRS), replace(now, recent=(wrote,)), stage="plan")
    assert move is not None
    assert (move.to, move.reasons[0].key) == ("answered", "answered_since")


def test_a_rhythm_is_the_median_gap_of_days_and_needs_four_of_them() -> None:
    days = [date(2026, 9, 1), date(2026, 9, 1), date(2026, 9, 8), date(2026, 9, 22), date(2026, 9, 29)]
    assert usual_gap(days) == 7.0
    assert usual_gap(days[:4]) is None


LAST = turn("last", "2026-10-05 10:00")
SILENT = thread(LAST, whose="nobody", closed=True)


def silent(gap: float | None, now: str = "2026-11-23 10:00") -> Context:
    return context(now, rhythms={"kementerian": Rhythm("last", LAST.at, "t1", gap)})


def test_the_owner_is_told_after_twice_the_partners_own_rhythm_and_three_weeks_at_least() -> None:
    often, seldom = dormant.watch(SILENT, silent(5)), dormant.watch(SILENT, silent(20))
    assert often is not None
    assert seldom is not None
    assert (often.due_at, often.to, often.audience) == (wib("2026-10-26 10:00"), (OFFICER,), "internal")
    assert seldom.due_at == wib("2026-11-16 08:00")  # 40 days later is a Saturday
    assert often.about == "last"
    assert reconsider(seldom, SILENT, silent(20), stage="plan") is None  # that its last matter is closed is no reason


def test_holidays_are_nobodys_silence() -> None:
    closed = {date(2026, 10, 12) + timedelta(days=n): Holiday("Lebaran") for n in range(12)}  # two weeks of work
    found = dormant.watch(SILENT, replace(silent(5), calendars=Calendars({"ID": closed})))
    assert found is not None
    assert found.due_at == wib("2026-11-05 10:00")  # three weeks and the ten days that nobody worked
    again = {**closed, date(2026, 11, 3): Holiday("Libur")}
    later = dormant.watch(SILENT, replace(silent(5), calendars=Calendars({"ID": again})))
    assert later is not None
    assert later.due_at == wib("2026-11-06 10:00")


def test_nobody_is_told_of_a_partner_without_rhythm_or_waiting_for_us() -> None:
    assert dormant.watch(SILENT, silent(None)) is None
    assert dormant.watch(SILENT, context()) is None
    assert dormant.watch(replace(SILENT, thread="t2"), silent(5)) is None
    assert dormant.watch(replace(SILENT, ball=Ball("ours")), silent(5)) is None


def test_a_word_of_theirs_or_a_meeting_ahead_ends_the_notice_and_an_automatic_mail_does_not() -> None:
    now = silent(5)
    found = dormant.watch(SILENT, now)
    assert found is not None
    wrote = turn("w", "2026-11-20 09:00", thread="t9")
    away = auto("w", "2026-11-20 09:00", "auto-reply")
    for here, key in (
        (replace(now, recent=(wrote,)), "heard_again"),
        (replace(now, recent=(away,)), None),
        (replace(now, meetings=(meeting(),)), "meeting_ahead"),
        (replace(now, meetings=(meeting(status="cancelled"),)), None),
    ):
        move = reconsider(found, SILENT, here, stage="plan")
        assert (move and move.reasons[0].key) == key
