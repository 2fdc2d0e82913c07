"""Series beyond the RFC's own examples: overrides, exclusions, daylight saving, absurd rules."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from liaison_sync.app.inspect import occurrences
from liaison_sync.domain.invitation import Invitation, Moment
from liaison_sync.formats import ical, series
from tests.yardstick import within

CALENDARS = Path(__file__).parent / "calendars"
WINDOW = datetime(2024, 1, 1, tzinfo=UTC), datetime(2037, 1, 1, tzinfo=UTC)
EVER = datetime(1, 1, 3, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)
MINUTES = ",".join(str(each) for each in range(60))
HOURS = ",".join(str(each) for each in range(24))


def _series(*lines: str, start: str = "DTSTART;TZID=Asia/Jakarta:20261123T100000") -> tuple[Invitation, ...]:
    body = "\r\n".join(
        ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:seri", start, *lines, "END:VEVENT", "END:VCALENDAR", ""]
    )
    return ical.read(body.encode()).invitations


def _starts(name: str) -> list[str]:
    found = series.expand(ical.read((CALENDARS / f"{name}.ics").read_bytes()).invitations, *WINDOW)
    return [occurrences.iso(each.start) for each in found.occurrences if not each.cancelled]


@pytest.mark.parametrize(
    ("name", "starts"),
    [
        ("date_excluded_on_timed_series", ["2026-11-23T03:00:00Z", "2026-12-07T03:00:00Z", "2026-12-14T03:00:00Z"]),
        (
            "date_recurrence_id_on_timed_series",
            ["2026-11-23T03:00:00Z", "2026-12-01T06:00:00Z", "2026-12-07T03:00:00Z"],
        ),
        (
            "this_and_future",
            [
                "2026-11-23T03:00:00Z",
                "2026-11-24T03:00:00Z",
                "2026-11-25T07:00:00Z",
                "2026-11-26T07:00:00Z",
                "2026-11-27T07:00:00Z",
            ],
        ),
        ("cancelled_instance", ["2026-11-23T03:00:00Z", "2026-11-25T03:00:00Z"]),
        ("rdate_period", ["2026-11-23T03:00:00Z", "2026-12-01T01:00:00Z", "2026-12-02T01:00:00Z"]),
        ("until_as_date", ["2026-11-23T03:00:00Z", "2026-11-24T03:00:00Z", "2026-11-25T03:00:00Z"]),
        ("until_before_start", []),
        ("week_number_without_day", ["2026-05-13T03:00:00Z", "2027-05-19T03:00:00Z", "2028-05-17T03:00:00Z"]),
        # 02:30 does not exist on 29 March in Berlin: the offset before the gap counts (§3.3.5)
        ("series_over_daylight_change", ["2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"]),
        ("all_day_series_with_timed_exdate", ["2026-11-23", "2026-11-25"]),
        ("start_outside_its_rule", ["2026-11-23T03:00:00Z", "2026-11-25T03:00:00Z", "2026-12-02T03:00:00Z"]),
        ("instance_moved_out_of_its_week", ["2026-11-23T03:00:00Z", "2027-02-05T03:00:00Z"]),
        ("instance_of_no_known_series", ["2026-11-23T03:00:00Z"]),
        ("override_outside_its_series", ["2026-11-23T03:00:00Z", "2026-11-24T08:00:00Z", "2026-11-30T03:00:00Z"]),
        ("floating_series", ["2026-11-23T10:00:00", "2026-11-24T10:00:00"]),
        ("month_end_and_leap_day", ["2024-02-29", "2028-02-29", "2032-02-29"]),
        (
            "own_daylight_rules_no_iana_zone_has",
            ["2026-03-01T08:00:00Z", "2026-03-08T07:00:00Z", "2026-03-15T07:00:00Z"],
        ),
    ],
)
def test_an_odd_series_comes_to_these_meetings(name: str, starts: list[str]) -> None:
    assert _starts(name) == starts


def test_times_of_day_mean_nothing_to_a_series_of_dates() -> None:
    rule = "RRULE:FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=9,15;BYMINUTE=0,30;COUNT=3"  # §3.3.10: MUST be ignored
    found = series.expand(_series(rule, start="DTSTART;VALUE=DATE:20261102"), *WINDOW).occurrences
    assert [occurrences.iso(each.start) for each in found] == ["2026-11-02", "2026-11-06", "2026-11-09"]


def test_a_date_is_one_meeting_however_often_an_hourly_rule_names_it() -> None:
    found = series.expand(_series("RRULE:FREQ=HOURLY;COUNT=30", start="DTSTART;VALUE=DATE:20261102"), *WINDOW)
    assert [occurrences.iso(each.start) for each in found.occurrences] == ["2026-11-02", "2026-11-03"]


def test_a_length_given_by_dtend_elapses_whatever_the_clocks_do() -> None:
    """RFC 5545 §3.8.5.3: the same exact duration applies to all members."""
    found = series.expand(
        ical.read((CALENDARS / "overnight_over_daylight_change.ics").read_bytes()).invitations, *WINDOW
    )
    lengths = [
        each.end.utc - each.start.utc for each in found.occurrences if each.end and each.end.utc and each.start.utc
    ]
    assert lengths == [timedelta(hours=8), timedelta(hours=8)]


def test_a_length_given_in_days_is_counted_on_the_wall() -> None:
    found = series.expand(
        _series("DURATION:P1D", "RRULE:FREQ=DAILY;COUNT=2", start="DTSTART;TZID=Europe/Berlin:20260327T120000"), *WINDOW
    )
    assert [each.end.wall.isoformat()[11:] for each in found.occurrences if each.end] == ["12:00:00", "12:00:00"]


def test_this_and_future_takes_its_length_along_and_a_later_override_still_wins() -> None:
    later = (
        b"BEGIN:VEVENT\r\nUID:s3\r\nRECURRENCE-ID:20261127T030000Z\r\n"
        b"DTSTART:20261127T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    data = (CALENDARS / "this_and_future.ics").read_bytes().replace(b"END:VCALENDAR", later)
    found = series.expand(ical.read(data).invitations, *WINDOW).occurrences
    assert [(each.end.utc - each.start.utc) for each in found[2:4] if each.end and each.end.utc and each.start.utc] == [
        timedelta(minutes=30)
    ] * 2
    assert found[4].start.utc == datetime(2026, 11, 27, 9, tzinfo=UTC)


def test_an_instance_is_named_by_instant_date_or_floating_time_however_far_away() -> None:
    (master,) = _series("RRULE:FREQ=WEEKLY", "EXDATE;TZID=Asia/Jakarta:20261130T100000")
    noon = datetime(2226, 11, 25, 3, tzinfo=UTC)  # two hundred years on, a Saturday
    monday = noon - timedelta(days=noon.weekday())
    assert series.is_instance(master, Moment(monday.replace(tzinfo=None), "UTC", "utc", monday))
    assert not series.is_instance(master, Moment(noon.replace(tzinfo=None), "UTC", "utc", noon))
    assert series.is_instance(master, Moment(date(2026, 12, 7), None, "date"))
    assert not series.is_instance(master, Moment(date(2026, 12, 8), None, "date"))
    assert series.is_instance(master, Moment(datetime(2026, 12, 7, 10), "floating", "floating"))  # noqa: DTZ001
    excluded = datetime(2026, 11, 30, 3, tzinfo=UTC)
    moment = Moment(excluded.replace(tzinfo=None), "UTC", "utc", excluded)
    assert not series.is_instance(master, moment)
    assert series.is_instance(master, moment, ignore_exdates=True)


@pytest.mark.parametrize(
    ("until", "count"),
    [
        ("20261126", 4),
        ("20261126T030000Z", 4),
        ("20261126T025959Z", 3),
        ("20261126T100000", 4),
        ("20261126T095959", 3),
    ],
)
def test_until_bounds_by_instant_by_wall_time_or_by_whole_day(until: str, count: int) -> None:
    assert len(series.expand(_series(f"RRULE:FREQ=DAILY;UNTIL={until}"), *WINDOW).occurrences) == count


def test_a_window_holds_what_overlaps_it_and_not_what_only_touches_it() -> None:
    found = _series("DURATION:PT1H")
    edge = datetime(2026, 11, 23, 3, tzinfo=UTC)
    hour = timedelta(hours=1)

    def holds(start: datetime, end: datetime) -> bool:
        return bool(series.expand(found, start, end).occurrences)

    assert holds(edge + hour / 2, edge + 2 * hour)
    assert holds(edge - hour, edge + timedelta(seconds=1))
    assert not holds(edge - hour, edge)
    assert not holds(edge + hour, edge + 2 * hour)


def test_a_long_meeting_that_began_before_the_window_is_in_it() -> None:
    found = _series("DURATION:P40D", "RRULE:FREQ=YEARLY")
    start = datetime(2028, 12, 25, tzinfo=UTC)
    assert len(series.expand(found, start, start + timedelta(days=1)).occurrences) == 1


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("FREQ=SECONDLY", "rule_too_frequent"),
        ("FREQ=SECONDLY;COUNT=2147483648", "rule_too_frequent"),
        ("FREQ=MINUTELY;COUNT=1001", "rule_too_frequent"),
        ("FREQ=DAILY;INTERVAL=0", "rule_interval"),
        ("FREQ=DAILY;INTERVAL=-1", "rule_interval"),
        ("FREQ=SOMETIMES", "rule_unreadable"),
        ("FREQ=DAILY;UNTIL=besok", "rule_unreadable"),
        ("FREQ=MONTHLY;BYMONTHDAY=99", "rule_unreadable"),
        ("FREQ=DAILY;COUNT=2147483648", "instances_truncated"),
        ("FREQ=HOURLY;COUNT=2147483648", "instances_truncated"),
        (f"FREQ=HOURLY;BYMINUTE={MINUTES};BYSECOND={MINUTES}", "instances_truncated"),
        (f"FREQ=YEARLY;BYDAY=MO,TU;BYHOUR={HOURS};BYMINUTE={MINUTES};BYSECOND={MINUTES}", "rule_too_costly"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5", "rule_too_costly"),
        ("FREQ=MINUTELY;INTERVAL=5;BYMONTH=2;BYMONTHDAY=30", "rule_too_costly"),
        ("FREQ=SECONDLY;INTERVAL=301;BYMINUTE=3;BYSECOND=7;COUNT=1000", None),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", None),
        ("FREQ=YEARLY;INTERVAL=99999999999", None),
    ],
)
def test_an_absurd_rule_costs_little_and_leaves_the_first_meeting(rule: str, problem: str | None) -> None:
    found = _series(f"RRULE:{rule}")
    expansion = within(0.25, lambda: series.expand(found, *EVER))
    assert expansion.occurrences[0].start.utc == datetime(2026, 11, 23, 3, tzinfo=UTC)
    assert len(expansion.occurrences) <= 5_000
    if problem:
        assert expansion.problems == (f"{problem}:seri",)


@pytest.mark.parametrize(
    "rule",
    [
        f"FREQ=HOURLY;BYMINUTE={MINUTES};BYSECOND={MINUTES}",
        f"FREQ=YEARLY;BYDAY=MO,TU;BYHOUR={HOURS};BYMINUTE={MINUTES};BYSECOND={MINUTES}",
    ],
)
def test_an_absurd_rule_needs_little_memory(rule: str) -> None:
    found = _series(f"RRULE:{rule}")
    tracemalloc.start()
    series.expand(found, *EVER)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 << 20


def test_a_feed_of_a_thousand_meetings_is_expanded_in_a_second() -> None:
    event = (
        "BEGIN:VEVENT\r\nUID:u%d@uji\r\nDTSTART;TZID=Asia/Jakarta:20261123T100000\r\nDURATION:PT1H\r\n"
        "RRULE:FREQ=WEEKLY;COUNT=5\r\nSUMMARY:Rapat\r\nATTENDEE;CN=A:mailto:a@uji\r\nEND:VEVENT\r\n"
    )
    data = "BEGIN:VCALENDAR\r\n" + "".join(event % index for index in range(1000)) + "END:VCALENDAR\r\n"
    found = within(1, lambda: occurrences.document([data.encode()], *WINDOW))
    assert (len(found["occurrences"]), found["problems"]) == (5000, [])


@pytest.mark.nightly
def test_a_feed_of_ten_thousand_meetings_is_expanded_in_six_seconds() -> None:
    event = "BEGIN:VEVENT\r\nUID:u%d\r\nDTSTART:20261123T100000Z\r\nRRULE:FREQ=WEEKLY;COUNT=5\r\nEND:VEVENT\r\n"
    data = "BEGIN:VCALENDAR\r\n" + "".join(event % index for index in range(10_000)) + "END:VCALENDAR\r\n"
    found = within(6, lambda: occurrences.document([data.encode()], *WINDOW))
    assert len(found["occurrences"]) == 50_000


def test_absurd_series_together_stay_within_the_budget_they_share() -> None:
    found = _series("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=9")
    whole = series.Budget(series.STEPS)
    for _ in range(2):
        assert series.expand(found, *EVER, budget=series.Budget(series.STEPS, whole)).problems
    within(0.5, lambda: [series.expand(found, *EVER, budget=series.Budget(series.STEPS, whole)) for _ in range(100)])
