"""Rules of vCalendar 1.0 come to the dates they mean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from liaison_sync.app.inspect.occurrences import document
from liaison_sync.formats.vcalendar_rules import rfc5545


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("D1 #10", "FREQ=DAILY;INTERVAL=1;COUNT=10"),
        ("D2 #0", "FREQ=DAILY;INTERVAL=2"),
        ("D1", "FREQ=DAILY;INTERVAL=1;COUNT=2"),
        ("W2 MO TH 20261231T000000Z", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20261231T000000Z"),
        ("MP1 1+ MO 1- FR #12", "FREQ=MONTHLY;INTERVAL=1;BYDAY=1MO,-1FR;COUNT=12"),
        ("MD1 1 15 LD #6", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=1,15,-1;COUNT=6"),
        ("YM1 6 7 #8", "FREQ=YEARLY;INTERVAL=1;BYMONTH=6,7;COUNT=8"),
        ("YD5 1 100 #5", "FREQ=YEARLY;INTERVAL=5;BYYEARDAY=1,100;COUNT=5"),
        ("FREQ=DAILY;COUNT=3", "FREQ=DAILY;COUNT=3"),
        ("D1 besok", "D1 besok"),
        ("", ""),
    ],
)
def test_an_old_rule_is_said_in_new_words(said: str, means: str) -> None:
    assert rfc5545(said) == means


def test_a_calendar_of_an_old_phone_is_expanded() -> None:
    raw = (
        b"BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261123T030000Z\r\n"
        b"DTEND:20261123T040000Z\r\nRRULE:W1 MO #3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    found = document([raw], datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC))
    assert [one["start"][:10] for one in found["occurrences"]] == ["2026-11-23", "2026-11-30", "2026-12-07"]
    assert found["problems"] == []


@pytest.mark.parametrize(
    ("head", "start"),
    [
        ("VERSION:1.0\r\nTZ:+07", "2026-11-23T03:00:00Z"),
        ("VERSION:1.0\r\nDAYLIGHT:FALSE\r\nTZ:+07:00", "2026-11-23T03:00:00Z"),
        ("VERSION:1.0\r\nTZ:-05\r\nDAYLIGHT:TRUE;-04;20260308T020000;20261101T020000;EST;EDT", "2026-11-23T10:00:00"),
        ("VERSION:1.0\r\nTZ:here", "2026-11-23T10:00:00"),
        ("VERSION:2.0\r\nTZ:+07", "2026-11-23T10:00:00"),
        ("VERSION:2.0\r\nX-WR-TIMEZONE:(UTC+07:00) Bangkok\\, Hanoi\\, Jakarta", "2026-11-23T03:00:00Z"),
    ],
)
def test_its_times_are_in_the_offset_it_states_for_all_of_them(head: str, start: str) -> None:
    raw = (
        f"BEGIN:VCALENDAR\r\n{head}\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261123T100000\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    found = document([raw.encode()], datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC))
    assert [one["start"] for one in found["occurrences"]] == [start]
