"""Follow-ups as lists: by what a person has to do about them. Counts equal their lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Select, func, select

from liaison_sync.domain.followup import FollowUp
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load
from liaison_sync.store.paging import Slice, sliced
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
    def edited(self) -> bool:
        return self.letter is not None


def listed(
    connection: Connection, show: Show, *, partner: str = "", trigger: str = "", after: str = "", size: int = 50
) -> Slice[FollowUpRow]:
    """Open ones by due time; settled ones by when they settled, the latest first."""
    settled = show in {"sent", "cancelled", "all"}
    order = [(_F.changed_at, True), (_F.id, False)] if settled else [(_F.due_at, False), (_F.id, False)]
    wanted = _chosen(show, partner, trigger)
    counting = select(func.count()).select_from(s.followup).where(*wanted)
    if partner:  # few: one question finds and joins them
        return sliced(connection, _rows().where(*wanted), order, _made, after=after, size=size, counting=counting)
    query = select(_F.id, _F.due_at, _F.changed_at).where(*wanted)  # what is put in order; the slice alone is joined
    return sliced(
        connection, query, order, lambda found: _loaded(connection, found), after=after, size=size, counting=counting
    )


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


def outgoing(connection: Connection, id_: str) -> Any | None:
    """What was queued for it: frozen bytes, state, recipients, when it settled."""
    o = s.outbox.c
    told = select(s.outbox).join(s.followup, letter_of()).where(_F.id == id_)
    query = told.order_by(o.queued_at.desc())
    return connection.execute(query.limit(1)).first()


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
