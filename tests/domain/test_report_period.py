"""Which week is due, when, and that each is due once: in UTC+7, +8, +9, at every hour of the week, across week 53."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.report.period import Period, due_at, latest_due, period_named, period_of, skipped

ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
HOUR = timedelta(hours=1)
START = datetime(2026, 11, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("first", range(0, 168, 1))
def test_two_weeks_of_hours_bring_two_reports_each_at_its_hour(zone: str, first: int) -> None:
    begin = START + first * HOUR
    seen = [latest_due(begin + n * HOUR, zone, weekday=1, hour=7) for n in range(14 * 24 + 1)]
    turns = [begin + n * HOUR for n in range(1, len(seen)) if seen[n] != seen[n - 1]]
    assert len(turns) == 2
    assert all(
        (at.astimezone(ZoneInfo(zone)).isoweekday(), at.astimezone(ZoneInfo(zone)).hour) == (1, 7) for at in turns
    )
    assert [one.first for one in dict.fromkeys(seen)] == sorted({one.first for one in seen})


@pytest.mark.parametrize("zone", ZONES)
def test_a_week_begins_on_monday_at_midnight_of_the_reader(zone: str) -> None:
    week = period_of(datetime(2026, 11, 18, 3, tzinfo=UTC), zone)
    assert week.start.astimezone(ZoneInfo(zone)) == datetime(2026, 11, 16, tzinfo=ZoneInfo(zone))
    assert week.end - week.start == timedelta(days=7)
    assert period_of(week.start, zone) == week
    assert period_of(week.end, zone) == week.after


def test_the_same_instant_lies_in_other_weeks_in_other_zones() -> None:
    at = datetime(2026, 11, 15, 15, 30, tzinfo=UTC)  # Sunday 22.30 WIB, Monday 00.30 WIT
    assert period_of(at, "Asia/Jakarta").name == "2026-W46"
    assert period_of(at, "Asia/Jayapura").name == "2026-W47"


def test_week_53_is_a_period_of_its_own_between_the_years() -> None:
    week = period_of(datetime(2027, 1, 1, 12, tzinfo=UTC), "Asia/Jakarta")
    assert (week.name, week.first) == ("2026-W53", date(2026, 12, 28))
    assert (week.before.name, week.after.name) == ("2026-W52", "2027-W01")
    assert due_at(week, weekday=1, hour=7) == datetime(2027, 1, 4, 0, tzinfo=UTC)


def test_a_report_on_friday_is_about_the_week_before_that_friday() -> None:
    friday = datetime(2026, 11, 20, 2, tzinfo=UTC)  # 09.00 WIB
    assert latest_due(friday, "Asia/Jakarta", weekday=5, hour=9).name == "2026-W46"
    assert latest_due(friday - timedelta(minutes=1), "Asia/Jakarta", weekday=5, hour=9).name == "2026-W45"


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
@settings(max_examples=200)
def test_names_come_back_and_sort_like_their_weeks(day: date) -> None:
    week = period_of(datetime(day.year, day.month, day.day, 5, tzinfo=UTC), "Asia/Jakarta")
    assert period_named(week.name, week.zone) == week
    assert week.name < week.after.name
    assert week.before.after == week


@pytest.mark.parametrize("name", ["2025-W53", "2026-W54", "2026-W00", "2026W46", "", "../../x"])
def test_weeks_that_do_not_exist_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        period_named(name, "Asia/Jakarta")


def test_skipped_weeks_are_those_in_between_oldest_first() -> None:
    last, due = Period(date(2026, 12, 21), "Asia/Jakarta"), Period(date(2027, 1, 11), "Asia/Jakarta")
    assert [one.name for one in skipped(last, due)] == ["2026-W53", "2027-W01"]
    assert skipped(due.before, due) == []
    assert len(skipped(Period(date(2000, 1, 3), "Asia/Jakarta"), due)) == 53


def test_summer_time_moves_neither_hour_nor_week() -> None:
    week = Period(date(2026, 3, 23), "Europe/Oslo")  # clocks go forward on the 29th
    assert week.end - week.start == timedelta(days=7) - HOUR
    assert due_at(week, weekday=1, hour=7) == datetime(2026, 3, 30, 5, tzinfo=UTC)
    assert [day.astimezone(ZoneInfo("Europe/Oslo")).hour for day in week.steps()] == [0] * 8
