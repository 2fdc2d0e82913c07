"""How the mailboxes are: how far each was read, what went wrong, what stands in quarantine."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

import zstandard
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s

_Q = s.quarantine.c


@dataclass(frozen=True, slots=True)
class FolderState:
    """A folder as last listed. `excluded` is the rule (a key of `mailboxes.excluded`) that keeps it from being read.

    `counts`: its copies by state · `withheld`: reason → copies that were not taken in (quarantined or pending).
    """

    mailbox: str
    path: str
    role: str
    read_at: datetime | None
    excluded: str | None
    counts: dict[str, int]
    withheld: dict[str, int]


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
    since: datetime | None  # when it was first read
    folders: tuple[FolderState, ...]
    counts: dict[str, int]

    @property
    def read(self) -> tuple[FolderState, ...]:
        """The folders that are read."""
        return tuple(one for one in self.folders if one.excluded is None)

    @property
    def excluded(self) -> tuple[FolderState, ...]:
        """The folders a rule keeps from being read."""
        return tuple(one for one in self.folders if one.excluded is not None)

    @property
    def withheld(self) -> tuple[FolderState, ...]:
        """The folders with copies that were not taken in."""
        return tuple(one for one in self.folders if one.withheld)


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
    copies = _copies(connection)
    folders: dict[str, list[FolderState]] = defaultdict(list)
    for one in _folders(connection, copies):
        folders[one.mailbox].append(one)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for (mailbox, _), each in copies.items():
        counts[mailbox].update(each)
    rows = connection.execute(select(s.mailbox).order_by(s.mailbox.c.name))
    return [_box(row, tuple(folders[row.name]), dict(counts[row.name])) for row in rows]


def folder_states(connection: Connection) -> list[FolderState]:
    """Every folder the servers list, read or not, by mailbox and path."""
    return _folders(connection, _copies(connection))


def _folders(connection: Connection, copies: dict[tuple[str, str], dict[str, int]]) -> list[FolderState]:
    f, reasons = s.folder.c, _withheld(connection)
    rows = connection.execute(select(s.folder).where(f.gone.is_(False)).order_by(f.mailbox, f.path))
    return [
        FolderState(
            row.mailbox,
            row.path,
            row.role,
            row.read_at,
            row.excluded,
            copies.get((row.mailbox, row.folder), {}),
            reasons.get((row.mailbox, row.folder), {}),
        )
        for row in rows
    ]


def _copies(connection: Connection) -> dict[tuple[str, str], dict[str, int]]:
    """(mailbox, folder) → copies that lie there, by state."""
    i = s.sighting.c
    group = (i.mailbox, i.folder, i.state)
    return _counted(connection, select(*group, func.count()).where(i.gone_at.is_(None)).group_by(*group))


def _withheld(connection: Connection) -> dict[tuple[str, str], dict[str, int]]:
    """(mailbox, folder) → copies not taken in, by reason."""
    group = (_Q.mailbox, _Q.folder, _Q.reason)
    return _counted(connection, select(*group, func.count()).where(*_standing("")).group_by(*group))


def _counted(connection: Connection, query: Any) -> dict[tuple[str, str], dict[str, int]]:
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for mailbox, folder, name, number in connection.execute(query):
        found[mailbox, folder][name] = number
    return dict(found)


def _box(row: Any, folders: tuple[FolderState, ...], counts: dict[str, int]) -> Box:
    names = ("name", "address", "last_try", "last_success", "next_try", "failures", "error", "paused", "since")
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
