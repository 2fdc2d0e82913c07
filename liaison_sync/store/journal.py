"""Who did what last to a thing, as the journal tells it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from sqlalchemy import Connection, select

from liaison_sync.store import schema as s

# What commands and the worker call a thing by, before its id.
_NAMED = ("id", "thread", "meeting", "about", "fact", "address", "mailbox", "outbox", "name", "followup")


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
