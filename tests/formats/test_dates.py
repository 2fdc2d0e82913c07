from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats.dates import _as_standard, _however_written, read_date

TEN_WIB = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "sent",
    [
        "Mon, 23 Nov 2026 10:00:00 +0700",
        "23 Nov 2026 10:00 +0700",
        "Mon, 23 Nov 2026 10:00:00 +0700 (WIB)",
        "Mon,23 Nov 2026 10:00:00 +07:00",
        "Mon, 23 Nov 2026 03:00:00 GMT",
        "Mon, 23 Nov 2026 03:00:00 -0000",
        "Mon, 23 Nov 2026 03:00:00 Z",
        "Sun, 22 Nov 2026 22:00:00 EST",
        "Mon, 23 Nov 2026 10:00:00 GMT+0700",
        "Sen, 23 November 2026 10.00 WIB",
        "2026-11-23T10:00:00+07:00",
        "Mon Nov 23 03:00:00 2026 +0000",
        "Mon, 23 Nov 2026 03:00:00 (UTC)",
        "Mon, 23-Nov-2026 03:00:00 UTC",
        "Mon Nov 23 10:00:00 +0700 2026",
        "Mon Nov 23 10:00:00 WIB 2026",
        "Mon, 23 Nov 2026 10:0:0 +0700",
        "Mon, 23 Nov 2026 10:0 +0700",
        "Mon, 23 Nov 2026 10:00:00 0700",
        "Mon, 23 Nov 2026 10:00:00 0700 (WIB)",
        "11/23/2026 10:00:00 +0700",
        "23/11/2026 10:00:00 +0700",
        "23-11-2026 10:00:00 +0700",
        "Mon, 023 Nov 2026 10:00:00 +0700",
        "=?utf-8?Q?Mon,_23_Nov_2026_10:00:00_+0700?=",
    ],
)
def test_one_instant_however_it_was_written(sent: str) -> None:
    assert read_date(sent).at == TEN_WIB


@pytest.mark.parametrize(
    ("sent", "east"),
    [
        ("Mon, 23 Nov 2026 10:00:00 +0700", 420),
        ("Mon, 23 Nov 2026 10:00:00 -0330", -210),
        ("23 Nov 26 10:00 WITA", 480),
        ("Mon, 23 Nov 2026 10:00:00 GMT", 0),
    ],
)
def test_how_far_the_writers_clock_was_ahead_is_kept(sent: str, east: int) -> None:
    assert read_date(sent).east == east


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ("besok pagi", "date_garbage"),
        ("", "date_garbage"),
        ("Mon, 43 Nov 2026 10:00:00 +0700", "date_garbage"),
        ("Mon, 23 Nov 2026 10:00:00 +9900", "date_garbage"),
        ("Mon, 23 Nov 2026 10:00:00", "date_without_zone"),
        ("11/12/2026 10:00:00 +0700", "date_garbage"),
        ("Mon Nov 23 10:00:00 2026", "date_without_zone"),
        ("Mon, 23 Nov 2026 10:00:00 1700", "date_without_zone"),
        ("Thu, 01 Jan 0001 00:00:00 +1400", "date_garbage"),
    ],
)
def test_what_names_no_instant_is_none_with_its_reason(sent: str, reason: str) -> None:
    assert (read_date(sent).at, read_date(sent).reason) == (None, reason)


def test_two_digit_years_are_read_by_the_standard_and_told() -> None:
    assert read_date("23 Nov 26 10:00 +0700").at == TEN_WIB
    assert read_date("23 Nov 26 10:00 +0700").reason == "date_two_digit_year"
    assert read_date("23 Nov 99 10:00 +0700").at == datetime(1999, 11, 23, 3, 0, tzinfo=UTC)


def test_a_leap_second_is_the_last_second() -> None:
    assert read_date("31 Dec 2016 23:59:60 +0000").at == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


@settings(max_examples=100)
@given(st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
def test_what_the_standard_library_writes_is_read_back(at: datetime) -> None:
    whole = at.replace(microsecond=0)
    offset = whole.utcoffset()
    if offset is not None and offset.seconds % 60 == 0:
        assert read_date(format_datetime(whole)).at == whole.astimezone(UTC)


@settings(max_examples=150)
@given(st.text(max_size=60) | st.text(alphabet="0123456789 :+-/,JanFebNovMon()", max_size=50))
def test_no_text_makes_it_fail(words: str) -> None:
    at = read_date(words).at
    assert at is None or at.tzinfo is UTC


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, 32), st.sampled_from(["Jan", "Feb", "Nop", "Xyz"]), st.integers(0, 9999), st.integers(0, 99),
    st.integers(0, 99), st.sampled_from(["+0700", "-0000", "+1400", "-9959", "+0530 (IST)"]),
)  # fmt: skip
def test_the_quick_way_for_standard_dates_says_what_the_long_one_says(
    day: int, month: str, year: int, hour: int, second: int, zone: str
) -> None:
    text = f"Mon, {day} {month} {year:04} {hour:02}:30:{second:02} {zone}"
    quick = _as_standard(text)
    assert quick is None or quick == _however_written(text)
