"""What people recorded of a meeting is read in one question, the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from liaison_sync.domain import changes as c
from liaison_sync.store.apply import apply
from liaison_sync.store.engagement import _attendance, _kept, _minutes, _notes
from liaison_sync.store.engine import migrate, reading, writing

NOW = datetime(2026, 11, 10, 3, tzinfo=UTC)


def test_minutes_notes_and_attendance_come_together_each_in_its_order(engine: Engine) -> None:
    migrate(engine)
    told: list[c.Change] = [
        c.MinutesPut("m", 1, {"discussion": "Denah"}, NOW, "dewi"),
        c.MinutesPut("m", 2, {"discussion": "Denah kedua"}, NOW, "dewi"),
        c.AttendancePut("m", "b@x.example", "Budi", "present"),
        c.AttendancePut("m", "a@x.example", "Ayu", "absent"),
        c.NoteAdded("n2", "meeting:m", "kedua", "dewi", NOW + timedelta(hours=1)),
        c.NoteAdded("n1", "meeting:m", "pertama", "dewi", NOW),
    ]
    with writing(engine) as connection:
        apply(connection, told)
    with reading(engine) as connection:
        kept = _kept(connection, "m")
    assert [(one.version, one.document["discussion"], one.at) for one in _minutes(kept)] == [
        (2, "Denah kedua", NOW),
        (1, "Denah", NOW),
    ]
    assert list(_attendance(kept).items()) == [("a@x.example", ("Ayu", "absent")), ("b@x.example", ("Budi", "present"))]
    assert [text for text, _, _ in _notes(kept)] == ["pertama", "kedua"]
