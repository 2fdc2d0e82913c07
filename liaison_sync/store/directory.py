"""The directory as people look it up: partners with their figures, their contacts, one of each for its form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Text, and_, false, func, or_, select, type_coerce

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.directory_words import holding, holds
from liaison_sync.store.views import among

_P, _C, _D, _T = s.partner.c, s.contact.c, s.partner_domain.c, s.thread.c


@dataclass(frozen=True, slots=True)
class PartnerRow:
    id: str
    name: str
    kind: str
    owner: str | None
    parent: str | None
    domains: tuple[str, ...]
    contacts: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact with the name of its partner; every column of the table by its own name."""

    id: str
    address: str
    partner: str | None
    partner_name: str
    name: str
    kind: str
    title: str
    phone: str
    language: str | None
    salutation: str | None
    note: str
    since: date | None
    until: date | None
    bounced: bool
    refused: bool
    opted_out: bool
    restricted: bool
    person: str | None


def partners(
    connection: Connection, words: str = "", *, kind: str = "", limit: int = 50, after: tuple[str, str] | None = None
) -> list[PartnerRow]:
    """Partners in which every word occurs (name, alias, domain, contact), by name; `after`: last (name, id)."""
    order = func.lower(_P.name)
    query = select(_P.id, _P.name, _P.kind, _P.owner, _P.parent, order.label("order")).where(*_found(words, kind))
    if after is not None:
        name, id_ = after
        query = query.where(or_(order > name, and_(order == name, _P.id > id_)))
    rows = connection.execute(query.order_by(order, _P.id).limit(limit)).all()
    return _with_figures(connection, rows)


def partner_count(connection: Connection, words: str = "", kind: str = "") -> int:
    """How many `partners` would list without paging."""
    return connection.execute(select(func.count()).select_from(s.partner).where(*_found(words, kind))).scalar_one()


def contacts(connection: Connection, words: str, *, limit: int = 50) -> list[ContactRow]:
    """People and role addresses in which every word occurs in some form, by name."""
    found = [holds(_C.words, one) for one in holding(words)]
    return _contacts(connection, found, limit) if found else []


def contacts_of(connection: Connection, partner: str) -> list[ContactRow]:
    """The contacts of a partner, people first, those of the past last."""
    return _contacts(connection, [_C.partner == partner], 1000)


def contact(connection: Connection, id_: str) -> ContactRow | None:
    found = _contacts(connection, [_C.id == id_], 1)
    return found[0] if found else None


def names(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Partner id → name."""
    return {
        row.id: row.name
        for condition in among(_P.id, ids)
        for row in connection.execute(select(_P.id, _P.name).where(condition))
    }


def called(connection: Connection, kind: Literal["project", "partner"], id_: str) -> str | None:
    """The name of a project or partner; None where there is no such."""
    table = s.project if kind == "project" else s.partner
    return connection.execute(select(table.c.name).where(table.c.id == id_)).scalar()


def choices(connection: Connection) -> list[tuple[str, str]]:
    """Every partner's (id, name) by name, for a list to choose from."""
    return [(row.id, row.name) for row in connection.execute(select(_P.id, _P.name).order_by(func.lower(_P.name)))]


def kinds(connection: Connection) -> list[str]:
    """The kinds of partner in use."""
    return list(connection.execute(select(_P.kind).distinct().order_by(_P.kind)).scalars())


def keyed(column: ColumnElement[Any], key: str) -> ColumnElement[bool]:
    """Whether a JSON document holds this text."""
    return type_coerce(column, Text).contains(f'"{key}"', autoescape=True)


def _found(words: str, kind: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [_P.kind == kind] if kind else []
    asked = list(holding(words))
    for one in asked:
        people = select(_C.partner).where(holds(_C.words, one), _C.partner.is_not(None))
        conditions.append(or_(holds(_P.words, one), _P.id.in_(people)))
    return conditions if asked or not words.strip() else [false()]


def _with_figures(connection: Connection, rows: Collection[Any]) -> list[PartnerRow]:
    ids = [row.id for row in rows]
    domains: dict[str, list[str]] = defaultdict(list)
    people: dict[str, int] = {}
    last: dict[str, datetime] = {}
    for condition in among(_D.partner, ids):
        for row in connection.execute(select(_D.partner, _D.name).where(condition).order_by(_D.name)):
            domains[row.partner].append(row.name)
    for condition in among(_C.partner, ids):
        counted = select(_C.partner, func.count().label("n")).where(condition).group_by(_C.partner)
        people.update((row.partner, row.n) for row in connection.execute(counted))
    for condition in among(_T.partner, ids):
        latest = select(_T.partner, func.max(_T.last_at).label("at")).where(condition).group_by(_T.partner)
        last.update((row.partner, row.at) for row in connection.execute(latest))
    return [
        PartnerRow(r.id, r.name, r.kind, r.owner, r.parent, tuple(domains[r.id]), people.get(r.id, 0), last.get(r.id))
        for r in rows
    ]


def _contacts(connection: Connection, conditions: list[ColumnElement[bool]], limit: int) -> list[ContactRow]:
    joined = s.contact.outerjoin(s.partner, _C.partner == _P.id)
    query = select(s.contact, _P.name.label("partner_name")).select_from(joined).where(*conditions)
    past = (_C.until.is_not(None), _C.kind, func.lower(_C.name), _C.address)
    rows = connection.execute(query.order_by(*past).limit(limit))
    return [
        ContactRow(partner_name=row.partner_name or "", **{name: getattr(row, name) for name in _CONTACT})
        for row in rows
    ]


_CONTACT = tuple(name for name in ContactRow.__slots__ if name != "partner_name")
