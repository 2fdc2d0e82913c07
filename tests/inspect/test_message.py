"""`inspect message` on mails as clients and servers write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from liaison_sync.app.inspect import batch
from tests.inspect.calendars import BOSS, US, attendee, calendar, event, letter


def read(folder: Path, raw: bytes) -> Any:
    path = folder / "surat.eml"
    path.write_bytes(raw)
    return batch.message({"call": "message", "files": [str(path)]})[0]


def test_the_instance_of_an_invitation_is_written_in_utc(tmp_path: Path) -> None:
    for line, written in (
        ("RECURRENCE-ID;TZID=Asia/Jakarta:20261123T100000", "2026-11-23T03:00:00Z"),
        ("RECURRENCE-ID:20261123T100000", "2026-11-23T10:00:00"),
        ("RECURRENCE-ID;VALUE=DATE:20261123", "2026-11-23"),
    ):
        raw = letter(BOSS, "Undangan.", calendar("REQUEST", event(attendee(US), line)))
        assert read(tmp_path, raw)["calendar"][0]["recurrence_id"] == written
