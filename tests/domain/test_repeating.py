"""How a meeting of ours repeats: each form of words is one rule, and reads back as the same words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.repeating import EVERY, MONTHLY, WEEKDAYS, Repeat, repeat_of, rule, settled, wrong
from liaison_sync.formats import ical
from liaison_sync.formats.repeat_words import repeat_text
from liaison_sync.formats.series import expand

THURSDAY = datetime.fromisoformat("2026-12-10T10:00")  # the second of its month
ZONES = ("Asia/Jakarta", "Asia/Makassar", "America/New_York", "UTC")


@st.composite
def repeats(draw: st.DrawFn) -> tuple[Repeat, datetime, str]:
    start = datetime.fromisoformat("2026-01-01") + timedelta(minutes=draw(st.integers(0, 3 * 525_600)))
    every = draw(st.sampled_from(EVERY))
    days = draw(st.sets(st.integers(0, 6), max_size=7)) | {start.weekday()} if every == "weekly" else set()
    count = draw(st.none() | st.integers(2, 60))
    until = start.date() + timedelta(days=draw(st.integers(1, 1000))) if count is None else None
    one = Repeat(every, draw(st.integers(1, 5)), tuple(days), draw(st.sampled_from(MONTHLY)), count, until)
    return one, start, draw(st.sampled_from(ZONES))


@settings(max_examples=150)
@given(repeats())
def test_what_may_be_said_reads_back_as_it_was_said(said: tuple[Repeat, datetime, str]) -> None:
    one, start, zone = said
    if wrong(one, start) is None:
        assert repeat_of(rule(one, start, zone), start, zone) == settled(one, start)


@settings(max_examples=100)
@given(repeats())
def test_the_first_meeting_is_one_of_the_pattern_and_none_is_after_the_end(said: tuple[Repeat, datetime, str]) -> None:
    one, start, zone = said
    if wrong(one, start) is not None:
        return
    found = _starts(rule(one, start, zone), start, zone)
    assert found[0] == start
    if one.count is not None:
        assert len(found) == one.count or found[-1] > start + timedelta(days=3600)
    else:
        assert one.until is not None
        assert found[-1].date() <= one.until
    if one.every == "weekly":
        assert {each.weekday() for each in found} <= set(settled(one, start).days)


def _starts(text: str, start: datetime, zone: str) -> list[datetime]:
    at = f";TZID={zone}:{start:%Y%m%dT%H%M%S}" if zone != "UTC" else f":{start:%Y%m%dT%H%M%S}Z"
    file = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTART{at}\r\nRRULE:{text}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    read = ical.read(file.encode()).invitations
    begin = start.replace(tzinfo=UTC) - timedelta(days=2)
    found = expand(read, begin, begin + timedelta(days=3700)).occurrences
    return [each.start.wall for each in found if isinstance(each.start.wall, datetime)]


@pytest.mark.parametrize(
    ("repeat", "text"),
    [
        (Repeat("daily", count=3), "FREQ=DAILY;COUNT=3"),
        (Repeat("weekly", count=8), "FREQ=WEEKLY;BYDAY=TH;COUNT=8"),
        (Repeat("weekly", 2, (3, 0), count=8), "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=8"),
        (Repeat("monthly", until=date(2027, 6, 30)), "FREQ=MONTHLY;BYMONTHDAY=10;UNTIL=20270630T165959Z"),
        (Repeat("monthly", monthly="weekday", count=6), "FREQ=MONTHLY;BYDAY=2TH;COUNT=6"),
    ],
)
def test_a_rule_is_as_the_standard_writes_it(repeat: Repeat, text: str) -> None:
    assert rule(repeat, THURSDAY, "Asia/Jakarta") == text


def test_a_fifth_weekday_means_the_last_one() -> None:
    start = datetime.fromisoformat("2026-12-31T10:00")
    assert rule(Repeat("monthly", monthly="weekday", count=3), start, "UTC") == "FREQ=MONTHLY;BYDAY=-1TH;COUNT=3"


@pytest.mark.parametrize(
    ("repeat", "why"),
    [
        (Repeat("daily", 0, count=3), "repeat_interval"),
        (Repeat("daily"), "repeat_end"),
        (Repeat("daily", count=3, until=date(2027, 1, 1)), "repeat_end"),
        (Repeat("daily", count=1), "repeat_count"),
        (Repeat("daily", until=date(2026, 12, 10)), "repeat_until"),
        (Repeat("daily", until=date(2036, 1, 1)), "repeat_until"),
        (Repeat("weekly", days=(0,), count=3), "repeat_first_day"),
        (Repeat("monthly", monthly="last", count=3), "repeat_not_last"),
    ],
)
def test_what_cannot_be_says_why(repeat: Repeat, why: str) -> None:
    assert wrong(repeat, THURSDAY) == why


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;COUNT=3", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", "FREQ=WEEKLY;BYDAY=TH", "FREQ=MONTHLY;BYDAY=TH;COUNT=2",
        "FREQ=WEEKLY;BYDAY=TH;BYHOUR=9;COUNT=3", "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TH,SU;COUNT=3", "nonsense",
        "FREQ=MONTHLY;BYSETPOS=1;BYDAY=TH;COUNT=3", "FREQ=DAILY;COUNT=many", "FREQ=DAILY;UNTIL=soon", "",
    ],
)  # fmt: skip
def test_a_rule_without_words_is_left_alone(text: str) -> None:
    assert repeat_of(text, THURSDAY, "Asia/Jakarta") is None


@given(st.text(max_size=60))
@settings(max_examples=60)
def test_no_rule_breaks_the_reader(text: str) -> None:
    repeat_of(f"FREQ=WEEKLY;{text}", THURSDAY, "Asia/Jakarta")


def test_it_is_said_in_both_languages() -> None:
    one = Repeat("weekly", 1, (0, 3), count=8)
    assert repeat_text(one, THURSDAY, "id") == "setiap Senin dan Kamis, 8 kali"
    assert repeat_text(one, THURSDAY, "en") == "every Monday and Thursday, 8 times"
    monthly = Repeat("monthly", 2, monthly="weekday", until=date(2027, 12, 31))
    assert repeat_text(monthly, THURSDAY, "id") == "setiap 2 bulan pada Kamis kedua, sampai 31 Desember 2027"
    assert repeat_text(monthly, THURSDAY, "en") == "every 2 months on the second Thursday, until 31 December 2027"
    assert len({repeat_text(Repeat(one, count=2), THURSDAY, "id") for one in EVERY}) == len(EVERY)
    assert set(WEEKDAYS) == {"MO", "TU", "WE", "TH", "FR", "SA", "SU"}
