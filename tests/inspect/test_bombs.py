"""Calendars made to cost: none takes long, none raises, and what is left out is told."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from liaison_sync.app.inspect import engagements, occurrences
from tests.inspect.calendars import BOSS, US, attendee, calendar, event

NOW = datetime(2026, 11, 1, tzinfo=UTC)
PATIENCE = 2.0  # seconds of CPU; alone each takes a tenth of that
VERSIONS = [event(attendee(US), sequence=number) for number in range(2_000)]
NESTED = "BEGIN:VEVENT\r\nUID:x\r\n" * 3_000
BOMBS = {
    "every second": (calendar("REQUEST", event("RRULE:FREQ=SECONDLY")), "rule_too_frequent"),
    "two thousand million times": (calendar("REQUEST", event("RRULE:FREQ=DAILY;COUNT=2147483648")), ""),
    "an interval of nothing": (calendar("REQUEST", event("RRULE:FREQ=DAILY;INTERVAL=0")), "rule_interval"),
    "30 February": (calendar("REQUEST", event("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")), ""),
    "nested": (calendar("REQUEST", NESTED), "component_unclosed"),
    "guests": (calendar("REQUEST", event(*[attendee(f"t{n}@x.id") for n in range(100_000)])), "too_many_attendees"),
    "a long line": (calendar("REQUEST", event("DESCRIPTION:" + "a" * 10_000_000)), "line_too_long"),
    "a long folded line": (calendar("REQUEST", event("DESCRIPTION:" + "\r\n aaaa" * 400_000)), "line_too_long"),
    "parameters": (calendar("REQUEST", event('ATTENDEE;CN="' + '";"' * 30_000)), ""),
    "versions of one meeting": (calendar("REQUEST", *VERSIONS), ""),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_calendar_made_to_cost_is_read_soon_and_what_is_left_out_is_told(tmp_path: Path, name: str) -> None:
    raw, problem = BOMBS[name]
    (tmp_path / "bom.ics").write_bytes(raw)
    step = engagements.Step(str(tmp_path / "bom.ics"), BOSS)
    begun = time.process_time()
    listed = occurrences.document([raw], NOW, NOW.replace(year=2028))
    told: dict[str, Any] = engagements.document([step], mailboxes=[US], now=NOW, authentication="none")
    assert time.process_time() - begun < PATIENCE
    assert told["facts"]
    assert problem in " ".join([*listed["problems"], *told["problems"]])
