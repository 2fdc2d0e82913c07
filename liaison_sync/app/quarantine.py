"""Replay of what was set aside: read the stored bytes again; what can be read now enters as if it had just come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from liaison_sync.app.calendar_pages import replayed
from liaison_sync.app.ingest import ROLE, Copy
from liaison_sync.app.letting_in import let_in
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.filing import Arrival
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store import views


@dataclass(frozen=True, slots=True)
class NotReplayed:
    """Why it stays: gone, released, no_bytes, unreadable."""

    reason: str


def replay(connection: Connection, service: Service, id_: str, now: datetime) -> list[c.Change] | NotReplayed:
    """The changes that let a quarantined message in; writes nothing itself."""
    row = _row(connection, id_)
    if row is None:
        return NotReplayed("gone")
    if row.released_at is not None:
        return NotReplayed("released")
    raw = views.raws(connection, [row.sha256]).get(row.sha256) if row.sha256 else None
    if raw is None:
        return NotReplayed("no_bytes")
    if row.role == "calendar":
        return replayed(connection, service, (row.mailbox, row.folder, row.locator), raw, now) or NotReplayed(
            "unreadable"
        )
    (read,) = service.parsers.read_all([raw])
    if read.parsed.message.quarantined:
        return NotReplayed("unreadable")
    where = (row.mailbox, row.folder, row.role or "", row.locator)
    arrival = Arrival(*where, row.received_at or row.at, read.parsed.message)
    changes = let_in(connection, service, [Copy(arrival, read, row.rule or "")], now)
    if any(isinstance(one, c.Quarantined) for one in changes):
        return NotReplayed("unreadable")
    return [*changes, c.QuarantineReleased(id_, now)]


def _row(connection: Connection, id_: str) -> Any:
    q, f, i = s.quarantine.c, s.folder.c, s.sighting.c
    here = s.quarantine.outerjoin(s.folder, and_(f.mailbox == q.mailbox, f.folder == q.folder)).outerjoin(
        s.sighting, and_(i.mailbox == q.mailbox, i.folder == q.folder, i.locator == q.locator)
    )
    columns = (s.quarantine, ROLE, i.received_at, i.rule)
    return connection.execute(select(*columns).select_from(here).where(q.id == id_)).first()
