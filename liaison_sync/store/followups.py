"""Follow-ups as lists: by what a person has to do about them. Counts equal their lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, func, select

from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load
from liaison_sync.store.paging import Slice, leading, sliced
from liaison_sync.store.pictures import letter_of

Show = Literal["waiting", "held", "trouble", "planned", "sent", "cancelled", "all"]
SHOWS: tuple[Show, ...] = ("waiting", "held", "trouble", "planned", "sent", "cancelled", "all")
STATES: dict[Show, tuple[str, ...]] = {
    "waiting": ("drafted",),
    "held": ("held",),
    "trouble": ("ambiguous", "failed"),
    "planned": ("planned", "postponed", "approved", "queued"),
    "sent": ("in_flight", "sent", "answered"),
    "cancelled": ("cancelled",),
    "all": (
        *("planned", "drafted", "approved", "queued", "in_flight", "sent", "answered"),
        *("held", "postponed", "cancelled", "failed", "ambiguous"),
    ),
}
_F = s.followup.c


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up in a list; `subject` is that of the thread or meeting it is about."""

    followup: FollowUp
    partner_name: str
    subject: str
    letter: tuple[str, str] | None  # subject and text as a person edited them
    approved_by: str | None
    changed_at: datetime

    @property
    def at(self) -> datetime:
        """When it settled; until then when it is due. Its list is in this order."""
        settled = self.followup.state in {*STATES["sent"], *STATES["cancelled"]}
        return self.changed_at if settled else self.followup.due_at

    @property
    def edited(self) -> bool:
        return self.letter is not None


def listed(
    connection: Connection, show: Show, *, partner: str = "", trigger: str = "", after: str = "", size: int = 50
) -> Slice[FollowUpRow]:
    """Open ones by due time; settled ones by when they settled, the latest first."""
    order = _order(show)
    wanted = _chosen(show, partner, trigger)
    counting = select(func.count()).select_from(s.followup).where(*wanted)
    if partner:  # few: one question finds and joins them
        return sliced(connection, _rows().where(*wanted), order, _made, after=after, size=size, counting=counting)
    query = select(_F.id, _F.due_at, _F.changed_at).where(*wanted)  # what is put in order; the slice alone is joined
    return sliced(
        connection, query, order, lambda found: _loaded(connection, found), after=after, size=size, counting=counting
    )


def first(connection: Connection, show: Show, size: int) -> list[FollowUpRow]:
    """The first of what `listed` lists."""
    return leading(connection, _rows().where(*_chosen(show, "", "")), _order(show), _made, size=size)


def _order(show: Show) -> list[tuple[ColumnElement[Any], bool]]:
    settled = show in {"sent", "cancelled", "all"}
    return [(_F.changed_at if settled else _F.due_at, settled), (_F.id, False)]


def _loaded(connection: Connection, found: Sequence[Any]) -> list[FollowUpRow]:
    rows = {row.id: row for row in connection.execute(_rows().where(_F.id.in_([one.id for one in found])))}
    return _made([rows[one.id] for one in found])


def counts(connection: Connection, *, partner: str = "", trigger: str = "") -> dict[str, int]:
    """How long each list is; one query."""
    by_state = select(_F.state, func.count()).where(*_narrowed(partner, trigger)).group_by(_F.state)
    found = {row[0]: int(row[1]) for row in connection.execute(by_state)}
    return {show: sum(found.get(state, 0) for state in STATES[show]) for show in SHOWS}


def meeting_asked(meeting: str) -> Select[Any]:
    """The latest follow-ups of an occurrence."""
    return _rows().where(_F.meeting == meeting).order_by(_F.due_at.desc()).limit(20)


def meeting_told(rows: Iterable[Any]) -> list[FollowUpRow]:
    """The latest first."""
    return _made(sorted(rows, key=lambda row: row.due_at, reverse=True))


def of_thread(connection: Connection, thread: str) -> list[FollowUpRow]:
    """All follow-ups of a thread, the latest first."""
    return _made(connection.execute(_rows().where(_F.thread == thread).order_by(_F.due_at.desc()).limit(20)).all())


def one(connection: Connection, id_: str) -> FollowUpRow | None:
    return next(iter(_made(connection.execute(_rows().where(_F.id == id_)).all())), None)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What was queued for a follow-up: a letter of its own, or the digest that tells it."""

    id: str
    state: str
    recipients: list[dict[str, Any]]
    message_id: str
    frozen: bytes
    queued_at: datetime
    next_try: datetime | None
    settled_at: datetime | None
    detail: Any


def with_letter(connection: Connection, id_: str) -> tuple[FollowUpRow, Outgoing | None] | None:
    """A follow-up and what was queued for it last; one question, for pages have a budget."""
    o = s.outbox.c
    columns = [o[name].label(f"out_{name}") for name in Outgoing.__slots__]
    query = _rows().add_columns(*columns).outerjoin(s.outbox, letter_of()).where(_F.id == id_)
    row = connection.execute(query.order_by(o.queued_at.desc()).limit(1)).first()
    if row is None:
        return None
    (found,) = _made([row])
    queued = [getattr(row, f"out_{name}") for name in Outgoing.__slots__]
    return found, Outgoing(*queued) if row.out_id is not None else None


def outgoing(connection: Connection, id_: str) -> Any | None:
    """What was queued for it: frozen bytes, state, recipients, when it settled."""
    o = s.outbox.c
    told = select(s.outbox).join(s.followup, letter_of()).where(_F.id == id_)
    query = told.order_by(o.queued_at.desc())
    return connection.execute(query.limit(1)).first()


def left_for(connection: Connection, partner: str) -> Iterator[Any]:
    """The letters that left for a partner, the latest first: id of the follow-up, left_at, frozen."""
    o = s.outbox.c
    left_at = func.coalesce(o.settled_at, o.queued_at).label("left_at")
    query = select(_F.id, left_at, o.frozen).select_from(s.followup.join(s.outbox, letter_of()))
    wanted = (_F.partner == partner, _F.audience == "partner", _F.state.in_(STATES["sent"]), o.state == "sent")
    yield from connection.execute(query.where(*wanted).order_by(left_at.desc(), _F.id))


def _chosen(show: Show, partner: str, trigger: str) -> tuple[Any, ...]:
    states = () if show == "all" else (_F.state.in_(STATES[show]),)
    return (*states, *_narrowed(partner, trigger))


def _narrowed(partner: str, trigger: str) -> tuple[Any, ...]:
    return (*((_F.partner == partner,) if partner else ()), *((_F.trigger == trigger,) if trigger else ()))


def _rows() -> Select[Any]:
    p, t, o, e = s.partner.c, s.thread.c, s.occurrence.c, s.engagement.c
    joined = (
        s.followup.outerjoin(s.partner, p.id == _F.partner)
        .outerjoin(s.thread, t.id == _F.thread)
        .outerjoin(s.occurrence, o.key == _F.meeting)
        .outerjoin(s.engagement, e.key == o.engagement)
    )
    subject = func.coalesce(e.title, t.subject, "").label("subject")
    columns = (_F.id, _F.document, _F.due_at, _F.changed_at, _F.approved_by)
    return select(*columns, p.name.label("partner_name"), subject).select_from(joined)


def _made(rows: Sequence[Any]) -> list[FollowUpRow]:
    return [
        FollowUpRow(
            followup=load(FollowUp, row.document["followup"]),
            partner_name=row.partner_name or "",
            subject=row.subject,
            letter=tuple(row.document["letter"]) if row.document.get("letter") else None,
            approved_by=row.approved_by,
            changed_at=row.changed_at,
        )
        for row in rows
    ]
