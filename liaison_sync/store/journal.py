"""The journal: who did what to a thing, in a chain in which no entry can change or vanish unnoticed."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import product
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.paging import Slice, sliced

# What commands and the worker call a thing by, before its id.
_NOTED = ("partner", "thread", "meeting")  # what a note is about, before its id
PEOPLE = "people"
_J = s.journal.c
_NAMED = (
    *("id", "thread", "meeting", "about", "fact", "address", "mailbox", "outbox", "name", "followup", "contact"),
    *("message", "kept", "merge", "uid", "user", "person", "report"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: `action` is a command's name or what the worker did, `actor` an address or "worker"."""

    at: datetime
    actor: str
    action: str


def latest(connection: Connection, ids: Collection[str], limit: int = 3) -> list[Entry]:
    """The last acts on the things with these ids, the latest first."""
    j = s.journal.c
    about = [f"{name}:{id_}" for name, id_ in product(_NAMED, sorted(ids))]
    query = select(j.at, j.actor, j.action).where(j.about.in_(about)).order_by(j.n.desc()).limit(limit)
    return [Entry(*row) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which acts: of whom ("" everybody, PEOPLE, or an actor), on which thing (its id), before a moment."""

    who: str = ""
    about: str = ""
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """An entry, and whether it and the hash before it still make its own."""

    n: int
    at: datetime
    actor: str
    action: str
    about: str
    document: Any
    whole: bool

    @property
    def kind(self) -> str:
        """What the entry calls its thing by: "thread", or "id" for whatever the command is about."""
        return self.about.removeprefix("about:").partition(":")[0]

    @property
    def thing(self) -> str:
        """The id of what it was done to."""
        return self.about.removeprefix("about:").partition(":")[2]


def acts(connection: Connection, wanted: Wanted, *, after: str = "") -> Slice[Act]:
    """The acts wanted, the latest first."""
    query = _only(select(s.journal), wanted)
    counting = _only(select(func.count()).select_from(s.journal), wanted)
    return sliced(
        connection, query, [(_J.n, True)], lambda rows: _proven(connection, rows), after=after, counting=counting
    )


def _only(query: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.who:
        query = query.where(_J.actor.contains("@") if wanted.who == PEOPLE else _J.actor == wanted.who)
    if wanted.about:
        names = (*_NAMED, *(f"about:{one}" for one in _NOTED))
        query = query.where(or_(_J.about == wanted.about, _J.about.in_(f"{one}:{wanted.about}" for one in names)))
    return query if wanted.before is None else query.where(_J.at < wanted.before)


def _proven(connection: Connection, rows: Sequence[Any]) -> list[Act]:
    before = select(_J.n, _J.hash).where(_J.n.in_([row.n - 1 for row in rows]))
    hashes = {0: "", **{row.n: row.hash for row in connection.execute(before)}}

    def whole(row: Any) -> bool:
        made = chained(hashes.get(row.n - 1, "?"), row.at, row.actor, row.action, row.about, row.document)
        return bool(made == row.hash)

    return [Act(row.n, row.at, row.actor, row.action, row.about, row.document, whole(row)) for row in rows]


def chained(previous: str, at: datetime, actor: str, action: str, about: str, document: Any) -> str:
    """An entry's hash: over the one before, and all that the entry says."""
    text = json.dumps([previous, at.isoformat(), actor, action, about, document], ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()
