from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from liaison_sync.formats import date_text as says

START = datetime(2026, 11, 23, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_dates_are_whole_with_their_weekday_in_both_languages() -> None:
    assert says.date_text(date(2026, 11, 23), "id") == "Senin, 23 November 2026"
    assert says.date_text(date(2026, 11, 23), "en") == "Monday, 23 November 2026"
    assert says.short_date_text(date(2026, 8, 5), "id") == "5 Agu 2026"


@pytest.mark.parametrize(
    ("zone", "language", "expected"),
    [
        ("Asia/Jakarta", "id", "10.00–11.00 WIB"),
        ("Asia/Makassar", "id", "11.00–12.00 WITA"),
        ("Asia/Jayapura", "id", "12.00–13.00 WIT"),
        ("Asia/Jakarta", "en", "10:00–11:00 WIB"),
        ("Asia/Singapore", "en", "11:00–12:00 UTC+8"),
        ("Asia/Kathmandu", "en", "08:45–09:45 UTC+5:45"),
        ("Europe/Berlin", "en", "04:00–05:00 CET"),
        (None, "en", "03:00–04:00 UTC"),
        ("No/Such", "en", "03:00–04:00 UTC"),
    ],
)
def test_times_carry_the_zone_of_their_reader(zone: str | None, language: str, expected: str) -> None:
    assert says.time_range_text(START, START + HOUR, zone, language) == expected


def test_an_open_end_and_another_day_are_said() -> None:
    assert says.time_range_text(START, None, "Asia/Jakarta", "id", open_end=True) == "10.00 WIB s.d. selesai"
    late = says.time_range_text(START, START + 15 * HOUR, "Asia/Jakarta", "id")
    assert late == "10.00 WIB – Selasa, 24 November 2026 pukul 01.00 WIB"


def test_the_same_span_on_two_clocks_is_said_once_each() -> None:
    zones = ("Asia/Jakarta", "Asia/Makassar", "Asia/Pontianak")
    assert says.both_zones_text(START, START + HOUR, zones, "id") == "10.00–11.00 WIB / 11.00–12.00 WITA"


def test_hours_have_a_comma_in_indonesian_and_a_point_in_english() -> None:
    assert says.hours_text(3.4, "id") == "3,4 jam"
    assert says.hours_text(3.4, "en") == "3.4 hours"
    assert says.hours_text(1.0, "en") == "1 hour"
    assert says.hours_text(10.0, "id") == "10 jam"


def test_the_days_of_a_whole_month_are_that_month() -> None:
    assert says.days_text(date(2026, 2, 1), date(2026, 2, 28), "id") == "Februari 2026"
    assert says.days_text(date(2028, 2, 1), date(2028, 2, 28), "id") == "1–28 Februari 2028"
    assert says.days_text(date(2026, 11, 9), date(2026, 11, 15), "en") == "9–15 November 2026"
    assert says.days_text(date(2026, 9, 1), date(2026, 10, 31), "en") == "1 September – 31 October 2026"


def test_a_clock_is_called_by_its_name_in_winter_and_in_summer() -> None:
    assert [says.clock_name(zone) for zone in ("Asia/Jakarta", "Europe/Oslo", "Asia/Dubai")] == [
        "WIB",
        "CET/CEST",
        "UTC+4",
    ]
