"""How the mailboxes are: how far each was read, what went wrong, what stands in quarantine."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import zstandard
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from liaison_sync.store import schema as s

_Q = s.quarantine.c


@dataclass(frozen=True, slots=True)
class Box:
    """A mailbox as last seen; `error` is {"key", "params"} of its last failure, `counts` copies by state."""

    name: str
    address: str
    last_try: datetime | None
    last_success: datetime | None
    next_try: datetime | None
    failures: int
    error: dict[str, Any] | None
    paused: bool
    folders: tuple[tuple[str, str, datetime | None], ...]  # (path, role, read at)
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Held:
    """One message in quarantine: where it lies, why, how large; `sha256` None where no bytes were handed over."""

    id: str
    mailbox: str
    folder: str
    locator: str
    reason: str
    detail: str
    at: datetime
    received_at: datetime | None
    sha256: str | None
    size: int | None


def boxes(connection: Connection) -> list[Box]:
    """Every mailbox ever polled, by name."""
    folders: dict[str, list[tuple[str, str, datetime | None]]] = defaultdict(list)
    f, i = s.folder.c, s.sighting.c
    for row in connection.execute(select(s.folder).where(f.gone.is_(False)).order_by(f.path)):
        folders[row.mailbox].append((row.path, row.role, row.read_at))
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    by_state = select(i.mailbox, i.state, func.count()).where(i.gone_at.is_(None)).group_by(i.mailbox, i.state)
    for mailbox, state, number in connection.execute(by_state):
        counts[mailbox][state] = number
    rows = connection.execute(select(s.mailbox).order_by(s.mailbox.c.name))
    return [_box(row, tuple(folders[row.name]), counts[row.name]) for row in rows]


def _box(row: Any, folders: tuple[tuple[str, str, datetime | None], ...], counts: dict[str, int]) -> Box:
    names = ("name", "address", "last_try", "last_success", "next_try", "failures", "error", "paused")
    return Box(**{name: getattr(row, name) for name in names}, folders=folders, counts=counts)


def held(
    connection: Connection, *, mailbox: str = "", limit: int = 50, after: tuple[datetime, str] | None = None
) -> list[Held]:
    """What stands in quarantine, the latest first; `after` is the last one's (at, id)."""
    conditions = _standing(mailbox)
    if after is not None:
        at, id_ = after
        conditions.append(or_(_Q.at < at, and_(_Q.at == at, _Q.id > id_)))
    return _held(connection, conditions, limit)


def held_count(connection: Connection, mailbox: str = "") -> int:
    """How many `held` would list without paging."""
    query = select(func.count()).select_from(s.quarantine).where(*_standing(mailbox))
    return connection.execute(query).scalar_one()


def one_held(connection: Connection, id_: str) -> Held | None:
    """One quarantined message, released or not."""
    found = _held(connection, [_Q.id == id_], 1)
    return found[0] if found else None


def octets(connection: Connection, sha256: str) -> bytes | None:
    """The bytes as fetched, or None where they were never handed over."""
    packed = connection.execute(select(s.raw.c.zstd).where(s.raw.c.sha256 == sha256)).scalar()
    return zstandard.decompress(packed) if packed is not None else None


def _standing(mailbox: str) -> list[ColumnElement[bool]]:
    return [_Q.released_at.is_(None), *([_Q.mailbox == mailbox] if mailbox else [])]


def _held(connection: Connection, conditions: list[ColumnElement[bool]], limit: int) -> list[Held]:
    f, i, r = s.folder.c, s.sighting.c, s.raw.c
    joined = (
        s.quarantine.outerjoin(s.raw, r.sha256 == _Q.sha256)
        .outerjoin(s.folder, and_(f.mailbox == _Q.mailbox, f.folder == _Q.folder))
        .outerjoin(s.sighting, and_(i.mailbox == _Q.mailbox, i.folder == _Q.folder, i.locator == _Q.locator))
    )
    path = func.coalesce(f.path, _Q.folder).label("path")
    query = select(s.quarantine, path, r.size, i.received_at).select_from(joined).where(*conditions)
    rows = connection.execute(query.order_by(_Q.at.desc(), _Q.id).limit(limit))
    names = ("id", "mailbox", "locator", "reason", "detail", "at", "received_at", "sha256", "size")
    return [Held(folder=row.path, **{name: getattr(row, name) for name in names}) for row in rows]
