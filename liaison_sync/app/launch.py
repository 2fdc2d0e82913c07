"""Launch: the last check of a due letter, its final bytes, and `in_flight`, all in one transaction before any byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, and_, or_, select

from liaison_sync.app import leases, letters
from liaison_sync.app.desk import load
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.followup import FollowUp, Move, because, moved
from liaison_sync.domain.outbox import Row, Settled
from liaison_sync.domain.reconsider import reconsider
from liaison_sync.ports import Frozen
from liaison_sync.store import pictures
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.codec import dump
from liaison_sync.store.pictures import Standing


@dataclass(frozen=True, slots=True)
class Due:
    """A letter whose time has come: a follow-up to check again, or a row that is sent as it stands (a report)."""

    kind: Literal["followup", "report"]
    id: str


@dataclass(frozen=True, slots=True)
class Launched:
    """A row in flight, under our lease."""

    row: Row
    frozen: Frozen
    kind: str


def due(connection: Connection, now: datetime) -> list[Due]:
    """What should leave now, oldest first."""
    f, o = s.followup.c, s.outbox.c
    ready = and_(f.state.in_(("approved", "queued")), f.due_at <= now)
    waiting = select(o.about).where(o.kind == "followup", o.state == "queued", o.next_try > now)
    followups = select(f.id).where(ready, f.id.not_in(waiting)).order_by(f.due_at, f.id)
    reports = (
        select(o.id)
        .where(o.kind != "followup", o.state == "queued", or_(o.next_try.is_(None), o.next_try <= now))
        .order_by(o.queued_at, o.id)
    )
    found = [Due("followup", id_) for id_ in connection.execute(followups).scalars()]
    return [*found, *(Due("report", id_) for id_ in connection.execute(reports).scalars())]


def launch(connection: Connection, service: Service, what: Due, looked_at: datetime | None) -> Launched | None:
    """The letter in flight, or None: the last check stopped, held or postponed it, or somebody else is at it."""
    if what.kind == "followup":
        id_ = _ready(connection, service, what.id, looked_at)
        return _fly(connection, service, id_) if id_ else None
    return _fly(connection, service, what.id)


def _ready(connection: Connection, service: Service, id_: str, looked_at: datetime | None) -> str | None:
    """The outbox row of a follow-up that may go, its bytes frozen now if they were not before."""
    now = service.clock.now()
    desk = load(connection, service, now, looked_at=looked_at, only=id_)
    standing = desk.standing.get(id_)
    if standing is None or standing.followup.state not in {"approved", "queued"} or standing.followup.due_at > now:
        return None  # another worker was faster
    followup = standing.followup
    view, context = desk.view(followup), desk.context(followup)
    if view is None:
        put(connection, standing, Move("cancelled", (because("view_gone"),)), now)
        return None
    drafted = letters.draft(connection, service, standing, view, context)
    move = reconsider(followup, view, context, stage="send", draft=drafted.draft)
    if move is not None:
        put(connection, standing, move, now)
        return None
    row = outbox_id(followup)
    known = connection.execute(select(s.outbox.c.state).where(s.outbox.c.id == row)).first()
    if known is None:
        apply(connection, [letters.queued(service, connection, standing, drafted, row, now)])
    elif known.state == "cancelled":
        apply(connection, _reopened(connection, letters.queued(service, connection, standing, drafted, row, now)))
    flying = moved(moved(followup, Move("queued")), Move("in_flight")) if followup.state == "approved" else None
    put(connection, replace(standing, followup=flying or moved(followup, Move("in_flight"))), None, now)
    return row


def _reopened(connection: Connection, letter: c.LetterQueued) -> Iterator[c.Change]:
    """A letter withdrawn and then wanted again: new bytes, unless somebody has the old ones already."""
    row = connection.execute(select(s.outbox).where(s.outbox.c.id == letter.id)).one()
    if not any(one["outcome"] == "accepted" for one in row.recipients):
        yield c.LetterRefrozen(letter.id, letter.frozen)
    yield c.OutboxMoved(row.id, "queued", row.recipients, row.tries, None, None, row.detail)


def withdrawn(connection: Connection) -> list[c.Change]:
    """Letters that waited for another try while their follow-up was cancelled."""
    o, f = s.outbox.c, s.followup.c
    over = select(s.outbox).join(s.followup, o.about == f.id)
    rows = connection.execute(over.where(o.kind == "followup", o.state == "queued", f.state == "cancelled")).all()
    return [c.OutboxMoved(r.id, "cancelled", r.recipients, r.tries, None, None, {"reason": "withdrawn"}) for r in rows]


def outbox_id(followup: FollowUp) -> str:
    """One letter for each follow-up, however often it is tried."""
    return "ob-" + followup.id.removeprefix("fu-")


def _fly(connection: Connection, service: Service, id_: str) -> Launched | None:
    now = service.clock.now()
    fence = leases.take(connection, s.outbox, id_, owner=service.worker, now=now, seconds=_lease(service))
    if fence is None:
        return None
    row = connection.execute(select(s.outbox).where(s.outbox.c.id == id_)).one()
    if row.state != "queued":
        return None
    apply(connection, [c.OutboxMoved(id_, "in_flight", row.recipients, row.tries + 1, None, None, row.detail)])
    return _launched(row, fence, tries=row.tries + 1)


def take_over(connection: Connection, service: Service, id_: str) -> Launched | None:
    """An interrupted row under our lease, to be verified."""
    now = service.clock.now()
    fence = leases.take(connection, s.outbox, id_, owner=service.worker, now=now, seconds=_lease(service))
    row = connection.execute(select(s.outbox).where(s.outbox.c.id == id_)).one()
    return _launched(row, fence, tries=row.tries) if fence is not None and row.state == "in_flight" else None


def _lease(service: Service) -> int:
    return service.policy.sending.lease_seconds


def _launched(row: Any, fence: int, *, tries: int) -> Launched:
    return Launched(Row(row.id, "in_flight", row.queued_at, tries=tries, fence=fence), frozen(row), row.kind)


def frozen(row: Any, *, everybody: bool = False) -> Frozen:
    """The letter of an outbox row, for those who have not had it yet, or for everybody it was written to."""
    open_ = tuple(one["address"] for one in row.recipients if everybody or one["outcome"] in {None, "deferred"})
    return Frozen(row.id, row.message_id, row.sender, open_, bytes(row.frozen))


def followed(connection: Connection, id_: str, settled: Settled, now: datetime) -> Iterator[c.Change]:
    """The follow-up goes the way of its letter."""
    found = pictures.followups(connection, s.followup.c.id == id_)
    for one in found:
        state = settled.state
        if one.followup.state in {"in_flight", "ambiguous"} and state in {"sent", "queued", "failed", "ambiguous"}:
            move = Move(state, (because(f"outbox.{settled.reason}", at=now),), due_at=settled.next_try)
            yield changed(one, move, now)


def put(connection: Connection, standing: Standing, move: Move | None, now: datetime) -> None:
    """Write a follow-up, after `move` where one is given."""
    one = changed(standing, move, now) if move else stored(standing, now)
    apply(connection, [one, *_journaled(standing, move, now)])


def changed(standing: Standing, move: Move, now: datetime) -> c.FollowUpPut:
    return stored(replace(standing, followup=moved(standing.followup, move)), now)


def stored(standing: Standing, now: datetime) -> c.FollowUpPut:
    """The row of a follow-up."""
    one = standing.followup
    return c.FollowUpPut(
        id=one.id,
        trigger=one.trigger,
        about=one.about,
        step=one.step,
        state=one.state,
        audience=one.audience,
        partner=one.partner,
        thread=one.thread,
        meeting=one.meeting,
        due_at=one.due_at,
        document=pictures.document(standing),
        at=now,
        approved_by=standing.approved_by,
    )


def _journaled(standing: Standing, move: Move | None, now: datetime) -> Iterator[c.Change]:
    if move is not None:
        reasons = [{"key": reason.key, **dict(dump(reason.params))} for reason in move.reasons]
        about = f"followup:{standing.followup.id}"
        yield c.Journaled(now, "worker", f"followup.{move.to}", about, {"reasons": reasons})
