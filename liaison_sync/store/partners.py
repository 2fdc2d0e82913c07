"""Partners by who owes whom, and one partner's timeline of mail, meetings and notes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, func, select

from liaison_sync.domain.candidate import STATUS as CANDIDATE
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.paging import Slice, sliced
from liaison_sync.store.threads import Lateness, Show, shown
from liaison_sync.store.views import among

Kind = Literal["mail", "meeting", "note"]
KINDS: tuple[Kind, ...] = ("mail", "meeting", "note")
SIZE = 30
_P, _T = s.partner.c, s.thread.c


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner in a list: threads that wait for us and for them, when we last heard of each other."""

    id: str
    name: str
    kind: str
    owner: str | None
    ours: int
    late: int
    theirs: int
    last_at: datetime | None


def listed(
    connection: Connection, lateness: Lateness, *, words: str = "", owner: str = "", owes: str = "", after: str = ""
) -> Slice[PartnerRow]:
    """Partners by name; `owes` "ours" or "theirs" keeps those with such threads."""
    order = func.lower(_P.name).label("folded")
    conditions: list[ColumnElement[bool]] = [_P.owner == owner] if owner else []
    conditions += [_P.name.icontains(word, autoescape=True) for word in words.split()[:8]]
    if owes in {"ours", "theirs"}:
        side: Show = "ours" if owes == "ours" else "theirs"
        conditions.append(_P.id.in_(select(_T.partner).where(*shown(side, lateness), _T.partner.is_not(None))))
    query = select(_P.id, _P.name, _P.kind, _P.owner, order).where(*conditions)
    return sliced(
        connection,
        query,
        [(order, False), (_P.id, False)],
        lambda rows: _with_turns(connection, rows, lateness),
        after=after,
    )


def _with_turns(connection: Connection, rows: Sequence[Any], lateness: Lateness) -> list[PartnerRow]:
    ids = {row.id for row in rows}
    turns = {show: _counted(connection, ids, *shown(show, lateness)) for show in ("ours", "late", "theirs")}
    last: dict[str, datetime] = {}
    for condition in among(_T.partner, ids):
        query = select(_T.partner, func.max(_T.last_at).label("last_at")).where(condition).group_by(_T.partner)
        last.update((row.partner, row.last_at) for row in connection.execute(query))
    return [
        PartnerRow(
            row.id, row.name, row.kind, row.owner,
            turns["ours"].get(row.id, 0), turns["late"].get(row.id, 0), turns["theirs"].get(row.id, 0),
            last.get(row.id),
        )
        for row in rows
    ]  # fmt: skip


def _counted(connection: Connection, ids: set[str], *conditions: ColumnElement[bool]) -> dict[str, int]:
    found: dict[str, int] = {}
    for condition in among(_T.partner, ids):
        query = select(_T.partner, func.count()).where(condition, *conditions).group_by(_T.partner)
        found.update((str(row[0]), int(row[1])) for row in connection.execute(query))
    return found


# --- one partner -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Whole:
    """A partner with its domains, parent and contacts."""

    row: Any
    parent: str
    domains: tuple[str, ...]
    contacts: tuple[Any, ...]


def one(connection: Connection, id_: str) -> Whole | None:
    d, c, above = s.partner_domain.c, s.contact.c, s.partner.alias()
    parent = select(above.c.name).where(above.c.id == _P.parent).scalar_subquery()
    domains = select(func.aggregate_strings(d.name, " ")).where(d.partner == _P.id).scalar_subquery()
    query = select(s.partner, parent.label("parent_name"), domains.label("domains")).where(_P.id == id_)
    row = connection.execute(query).first()
    if row is None:
        return None
    contacts = connection.execute(select(s.contact).where(c.partner == id_).order_by(func.lower(c.name), c.address))
    return Whole(row, row.parent_name or "", tuple(sorted((row.domains or "").split())), tuple(contacts))


@dataclass(frozen=True, slots=True)
class Event:
    """Something on the timeline; `link` its page, `who` a sender, `status` a meeting's, `detail` its first words."""

    kind: Kind
    at: datetime
    id: str
    title: str
    detail: str = ""
    who: str = ""
    direction: str = ""
    status: str = ""
    end: datetime | None = None
    zone: str | None = None
    link: str = ""
    files: int = 0


@dataclass(frozen=True, slots=True)
class Timeline:
    events: Sequence[Event]
    before: datetime | None = None  # the mark of older ones; None at the end


def timeline(
    connection: Connection, partner: str, kinds: Sequence[Kind] = KINDS, *, before: datetime | None = None
) -> Timeline:
    """The latest events before `before`, newest first. Events of one instant are never cut apart."""
    found: list[Event] = []
    for kind in kinds:
        found += _SOURCES[kind](connection, partner, before)
    found.sort(key=lambda e: (e.at, e.id), reverse=True)
    if len(found) <= SIZE:
        return Timeline(found)
    mark = found[SIZE - 1].at
    here = [event for event in found if event.at >= mark]
    return Timeline(here, mark)


def _mail(connection: Connection, partner: str, before: datetime | None) -> list[Event]:
    m = s.message.c
    columns = (m.key, m.at, m.subject, m.excerpt, m.sender, m.sender_name, m.direction, m.thread, m.attachments)
    query = select(*columns).where(m.partner == partner, *_older(m.at, before))
    rows = connection.execute(query.order_by(m.at.desc(), m.key).limit(2 * SIZE))
    return [
        Event("mail", r.at, r.key, r.subject, r.excerpt, r.sender_name or r.sender, r.direction,
              link=f"/threads/{r.thread}#m-{r.key}", files=r.attachments)
        for r in rows
    ]  # fmt: skip


def _meetings(connection: Connection, partner: str, before: datetime | None) -> list[Event]:
    o, e = s.occurrence.c, s.engagement.c
    columns = (o.key, e.title, o.start, o.end, o.zone, o.status)
    query = select(*columns).join(s.engagement, o.engagement == e.key).where(e.partner == partner)
    shown_ = query.where(o.start.is_not(None), o.status.not_in(("tombstone", CANDIDATE)), *_older(o.start, before))
    rows = connection.execute(shown_.order_by(o.start.desc(), o.key).limit(2 * SIZE))
    return [
        Event("meeting", r.start, r.key, r.title, status=r.status, end=r.end, zone=r.zone, link=f"/engagements/{r.key}")
        for r in rows
    ]


def _notes(connection: Connection, partner: str, before: datetime | None) -> list[Event]:
    n = s.note.c
    query = select(s.note).where(n.about == f"partner:{partner}", *_older(n.at, before))
    rows = connection.execute(query.order_by(n.at.desc(), n.id).limit(2 * SIZE))
    return [Event("note", r.at, r.id, r.text, who=r.actor) for r in rows]


def _older(column: ColumnElement[Any], before: datetime | None) -> tuple[ColumnElement[bool], ...]:
    return (column < before,) if before else ()


_SOURCES = {"mail": _mail, "meeting": _meetings, "note": _notes}
