from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.policy import Hours, Season, WorkingTime
from liaison_sync.domain.workdays import Calendar, Calendars, Holiday, NoWorkingTime

WIB = ZoneInfo("Asia/Jakarta")


def wib(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WIB)


LEBARAN = {
    date(2026, 3, 18) + timedelta(days=offset): Holiday("Lebaran")
    for offset in range(7)  # Wednesday 18 to Tuesday 24 March 2026, as decreed
}
plain = Calendar()
lebaran = Calendar(LEBARAN)


def test_closing_time_is_no_longer_working_time() -> None:
    assert plain.is_working(wib("2026-11-23T08:00"))
    assert plain.is_working(wib("2026-11-23T16:29:59"))
    assert not plain.is_working(wib("2026-11-23T16:30"))
    assert not plain.is_working(wib("2026-11-22T10:00"))


def test_what_arrives_on_a_weekend_waits_for_monday_morning() -> None:
    assert plain.next_working(wib("2026-11-21T23:00")) == wib("2026-11-23T08:00")
    assert plain.next_working(wib("2026-11-23T09:15")) == wib("2026-11-23T09:15")


def test_three_working_days_skip_the_weekend_and_keep_the_wall_time() -> None:
    assert plain.add_working_days(wib("2026-11-19T15:00"), 3) == wib("2026-11-24T15:00")
    assert plain.add_working_days(wib("2026-11-20T18:00"), 3) == wib("2026-11-26T08:00")


def test_two_working_days_across_lebaran_take_nine_calendar_days() -> None:
    assert lebaran.add_working_days(wib("2026-03-16T10:00"), 2) == wib("2026-03-25T10:00")
    assert lebaran.opening_before(wib("2026-03-26T10:00"), 2) == wib("2026-03-17T08:00")


def test_two_working_days_mean_the_recipients_own_clock() -> None:
    for zone, hour in (("Asia/Makassar", 9), ("Asia/Jayapura", 10)):
        due = Calendar(zone=zone).add_working_days(wib("2026-11-23T08:30"), 2)
        assert due.astimezone(ZoneInfo(zone)).isoformat()[:16] == f"2026-11-25T{hour:02d}:30"


def test_eight_working_hours_from_noon_end_the_next_morning() -> None:
    assert plain.add_working_hours(wib("2026-11-23T12:00"), 8) == wib("2026-11-24T11:30")
    assert plain.working_hours_between(wib("2026-11-23T12:00"), wib("2026-11-24T11:30")) == 8


def test_a_half_day_is_free_after_its_hour() -> None:
    calendar = Calendar({date(2026, 12, 24): Holiday("Natal", until=time(12))})
    assert calendar.is_working(wib("2026-12-24T11:59"))
    assert not calendar.is_working(wib("2026-12-24T12:00"))
    assert calendar.working_hours_between(wib("2026-12-24T00:00"), wib("2026-12-25T00:00")) == 4


def test_ramadan_has_its_own_hours() -> None:
    ramadan = Season(date(2026, 2, 18), date(2026, 3, 17), Hours(time(8), time(15)))
    calendar = Calendar(working=WorkingTime(seasons=(ramadan,)))
    assert not calendar.is_working(wib("2026-03-02T15:10"))
    assert calendar.is_working(wib("2026-04-02T15:10"))


def test_daylight_saving_keeps_opening_at_eight_on_the_wall() -> None:
    berlin = Calendar(zone="Europe/Berlin")
    assert berlin.next_working(datetime(2026, 3, 28, 12, tzinfo=UTC)) == datetime(2026, 3, 30, 6, tzinfo=UTC)
    assert berlin.next_working(datetime(2026, 10, 24, 12, tzinfo=UTC)) == datetime(2026, 10, 26, 7, tzinfo=UTC)


def test_a_calendar_without_working_days_says_so_instead_of_searching_for_ever() -> None:
    closed = Calendar({date(2026, 1, 1) + timedelta(days=n): Holiday("tutup") for n in range(2500)})
    amid = wib("2029-06-04T10:00")
    for search in (closed.next_working, lambda at: closed.add_working_days(at, 1), closed.opening_before):
        with pytest.raises(NoWorkingTime):
            search(amid)
    with pytest.raises(ValueError, match="working_days"):
        WorkingTime(days=())
    with pytest.raises(ValueError, match="closes_first"):
        Hours(time(9), time(9))


def test_an_unknown_country_has_weekends_only() -> None:
    calendars = Calendars({"ID": LEBARAN})
    assert not calendars.of().is_working(wib("2026-03-20T10:00"))
    assert calendars.of("XX", "Asia/Jakarta").is_working(wib("2026-03-20T10:00"))


instants = st.datetimes(datetime(2025, 1, 1), datetime(2027, 11, 1), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Europe/Berlin", "America/New_York"])


@settings(max_examples=60, deadline=None)
@given(instants, zones, st.floats(0.1, 60))
def test_adding_hours_and_measuring_them_agree(at: datetime, zone: str, hours: float) -> None:
    calendar = Calendar(LEBARAN, zone)
    due = calendar.add_working_hours(at, hours)
    assert calendar.working_hours_between(at, due) == pytest.approx(hours, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(instants, zones, st.integers(1, 12))
def test_due_moments_lie_in_working_time_and_never_go_back(at: datetime, zone: str, days: int) -> None:
    calendar = Calendar(LEBARAN, zone)
    due = calendar.add_working_days(at, days)
    assert calendar.is_working(due)
    assert calendar.working_days_between(calendar.next_working(at), due) == days
    assert calendar.next_working(calendar.next_working(at)) == calendar.next_working(at) >= at
    assert calendar.opening_before(due, days) <= due


_EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
_ANY = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: _EPOCH + timedelta(minutes=minutes))


@settings(max_examples=150, deadline=None)
@given(_ANY, _ANY, st.sampled_from(["Asia/Jakarta", "America/New_York", "Europe/Berlin", "Pacific/Apia"]))
def test_ages_are_the_sum_of_their_days_however_long_they_are(start: datetime, end: datetime, zone: str) -> None:
    half = {date(2026, 6, 1) + timedelta(days=9 * n): Holiday("Libur", until=time(11)) for n in range(20)}
    ramadan = Season(date(2026, 2, 18), date(2026, 3, 19), Hours(time(8), time(15)))
    here = Calendar(LEBARAN | half, zone, WorkingTime(seasons=(ramadan,)))
    first, last = here.local(start).date(), here.local(end).date()
    between = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    open_days = [day for day in between if here.is_working_day(day)]
    spans = [span for day in open_days if (span := here.span(day))]
    hours = sum((max(timedelta(), min(end, closes) - max(start, opens)) for opens, closes in spans), timedelta())
    assert here.working_hours_between(start, end) == hours / timedelta(hours=1)
    assert here.working_days_between(start, end) == sum(day > first for day in open_days)


def test_the_shorter_hours_of_our_ramadan_are_those_of_no_partner_abroad() -> None:
    ramadan = Season(date(2027, 2, 8), date(2027, 3, 9), Hours(time(8), time(15)))
    every = Calendars({}, WorkingTime(seasons=(ramadan,)))
    home, abroad = every.of("ID", "Asia/Jakarta"), every.of("JP", "Asia/Tokyo")
    assert home.hours_of(date(2027, 2, 10)) == Hours(time(8), time(15))
    assert abroad.hours_of(date(2027, 2, 10)) == Hours()
    assert every.of(None, "Asia/Jayapura").hours_of(date(2027, 2, 10)) == Hours(time(8), time(15))
