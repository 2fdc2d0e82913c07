"""One partner or contact for its form: what mail suggests, and other rows of the person."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from liaison_sync.domain.directory import Named, names_of
from liaison_sync.domain.learning import Detail, details
from liaison_sync.domain.partner import Alias, Contact, Partner
from liaison_sync.domain.value import dataclass
from liaison_sync.store import directory, learning
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load
from liaison_sync.store.directory import ContactRow
from liaison_sync.store.views import among

_MOST = 200  # contacts of a partner whose letters are looked at


def suggestions(connection: Connection, contacts: Sequence[ContactRow]) -> dict[str, list[Detail]]:
    """Contact (row id) → what its latest letters suggest; rows of the past learn nothing."""
    asked = [one for one in contacts if one.until is None][:_MOST]
    addresses = {one.address for one in asked}
    told, answered = learning.told(connection, addresses), learning.answered(connection, addresses)
    names = _partner_names(connection, {one.partner for one in asked if one.partner})
    found = {
        one.id: details(_contact(one), told[one.address], names.get(one.partner or "", ()), answered[one.address])
        for one in asked
        if one.address in told
    }
    return {id_: rows for id_, rows in found.items() if rows}


def _contact(one: ContactRow) -> Contact:
    return Contact(one.address, one.partner, one.name, "role" if one.kind == "role" else "person",
                   language=one.language, title=one.title, phone=one.phone)  # fmt: skip


def _partner_names(connection: Connection, ids: Collection[str]) -> dict[str, tuple[Named, ...]]:
    p = s.partner.c
    queries = (select(p.id, p.name, p.aliases).where(condition) for condition in among(p.id, ids))
    rows = (row for query in queries for row in connection.execute(query))
    aliases = ((row, tuple(load(Alias, one) for one in row.aliases or ())) for row in rows)
    return {row.id: names_of([Partner(row.id, row.name, aliases=known)]) for row, known in aliases}


def further_rows(connection: Connection, one: ContactRow) -> list[ContactRow]:
    """Other rows of the same person: addresses, former affiliations; those of the same address too."""
    c = s.contact.c
    same = or_(c.person == one.person, c.address == one.address) if one.person else c.address == one.address
    query = select(c.id).where(same, c.id != one.id).order_by(func.coalesce(c.since, c.until), c.id).limit(50)
    ids = connection.execute(query).scalars().all()
    return [found for id_ in ids if (found := directory.contact(connection, id_))]


@dataclass(frozen=True, slots=True)
class Clientless:
    """A thread of an agency whose client nobody told; `clients` are (id, name) to choose from."""

    thread: str
    subject: str
    agency: str
    last_at: datetime
    clients: tuple[tuple[str, str], ...]


def clientless(connection: Connection, *, thread: str | None = None, limit: int = 30) -> list[Clientless]:
    """Threads (or this one) that wait for a person to say for which client an agency writes, the latest first."""
    p, m, t = s.partner.c, s.message.c, s.thread.c
    agencies = {r.id: r for r in connection.execute(select(p.id, p.name, p.clients)) if r.clients}
    if not agencies:
        return []
    unknown = select(m.thread).where(m.partner.in_(agencies), directory.keyed(m.warnings, "client_unknown"))
    query = select(t.id, t.subject, t.last_at, t.partner).where(t.id.in_(unknown), t.partner.in_(agencies))
    query = query.where(t.id == thread) if thread else query
    names = directory.names(connection, {client for one in agencies.values() for client in one.clients})
    return [
        Clientless(r.id, r.subject, agencies[r.partner].name, r.last_at,
                   tuple((c, names[c]) for c in agencies[r.partner].clients if c in names))
        for r in connection.execute(query.order_by(t.last_at.desc(), t.id).limit(limit))
    ]  # fmt: skip
