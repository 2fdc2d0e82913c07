"""Merges of the directory that stand: what went into an entry, and what one that went has become."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, or_, select

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge not undone: what went, by the name it had."""

    id: str
    name: str
    at: datetime
    actor: str


def of(connection: Connection, kind: str, kept: str) -> list[Merged]:
    """What was merged into this entry and stays so, the latest first."""
    m = s.directory_merge.c
    here = or_(m.kept == kept, m.gone == kept) if kind == "contact" else m.kept == kept
    query = select(s.directory_merge).where(m.kind == kind, here, m.undone_at.is_(None))
    rows = connection.execute(query.order_by(m.at.desc(), m.id).limit(20))
    return [Merged(row.id, _name(row.document, kind), row.at, row.actor) for row in rows]


def _name(document: dict[str, object], kind: str) -> str:
    if kind == "partner":
        gone = document.get("gone")
        return str(gone.get("name", "")) if isinstance(gone, dict) else ""
    pairs = document.get("contacts")
    rows = [pair[0] for pair in pairs] if isinstance(pairs, list) else []
    return " · ".join(str(row.get("name") or row.get("address", "")) for row in rows)


def successor(connection: Connection, partner: str) -> str | None:
    """The partner a merged one has become, however often; None for one that was never merged away."""
    m, here = s.directory_merge.c, partner
    for _ in range(20):
        query = select(m.kept).where(m.kind == "partner", m.gone == here, m.undone_at.is_(None)).order_by(m.at.desc())
        found = connection.execute(query).scalars().first()
        if found is None or found == partner:
            break
        here = found
    return here if here != partner else None
