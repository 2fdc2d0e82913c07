"""The octets of a meeting's files, and the end of those taken away long ago."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection

from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.formats import mime
from liaison_sync.store import drafts, meeting_files, thread, views
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.meeting_files import File


def octets(connection: Connection, one: File) -> bytes | None:
    """What the file holds: kept as uploaded, or read out of its mail; None where that is no more."""
    if one.message is None:
        return views.raws(connection, [one.sha256]).get(one.sha256)
    raw = thread.octets(connection, one.message)
    found = mime.content(raw, one.sha256) if raw is not None else None
    return found[1] if found else None


def tidy(service: Service) -> int:
    """Let go of what was taken away longer ago than policy keeps it; how many."""
    before = service.clock.now() - timedelta(days=service.policy.files.keep_days)
    with reading(service.engine) as connection:
        if not meeting_files.left_behind(connection, before):
            return 0
    with writing(service.engine) as connection:
        old = meeting_files.left_behind(connection, before)
        for one in old:  # each by itself: two meetings may have had the same octets
            apply(connection, list(_dropped(connection, one)))
    return len(old)


def _dropped(connection: Connection, one: File) -> Iterator[c.Change]:
    yield c.MeetingFileDropped(one.meeting, one.sha256)
    if one.message is None and not drafts.needed(connection, one.sha256, meeting=one.meeting):
        yield c.RawDropped(one.sha256)
