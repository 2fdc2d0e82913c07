"""`inspect occurrences` on calendar files as RFC 5545 and its forerunner allow them."""

from __future__ import annotations

from pathlib import Path

import pytest

from liaison_sync.app.inspect import batch
from tests.inspect.calendars import calendar, event


def starts(folder: Path, *lines: str) -> list[str]:
    path = folder / "kalender.ics"
    path.write_bytes(calendar(None, event(*lines, organizer="")))
    window = {"from": "2026-11-01T00:00:00Z", "to": "2027-01-01T00:00:00Z"}
    found = batch.occurrences({"call": "occurrences", "files": [str(path)], **window})
    return [one["start"][8:10] for one in found["occurrences"]]


@pytest.mark.parametrize(
    ("exrule", "days"),
    [
        ("FREQ=DAILY;INTERVAL=2;COUNT=2", ["24", "26"]),
        ("FREQ=WEEKLY;BYDAY=TU,WE", ["23", "26"]),
        ("FREQ=DAILY;BYMONTH=12", ["23", "24", "25", "26"]),
        ("FREQ=NONSENSE", ["23", "24", "25", "26"]),
    ],
)
def test_an_exrule_takes_the_first_instance_too_where_it_names_it(tmp_path: Path, exrule: str, days: list[str]) -> None:
    assert starts(tmp_path, "RRULE:FREQ=DAILY;COUNT=4", f"EXRULE:{exrule}") == days
