"""Launch: the last check of a due letter, its final bytes, and `in_flight`, all in one transaction before any byte."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, and_, exists, or_, select

from liaison_sync.app import leases, letters
from liaison_sync.app.desk import load
from liaison_sync.app.letters import digests
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.digest import digest_id, gathered
from liaison_sync.domain.followup import FollowUp, Move, because, moved
from liaison_sync.domain.outbox import Row, RowState, Settled
from liaison_sync.domain.reconsider import reconsider
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Frozen
from liaison_sync.store import pictures
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.codec import dump
from liaison_sync.store.pictures import Standing


@dataclass(frozen=True, slots=True)
class Due:
    """A letter whose time has come: a follow-up or several in a digest (ids in `id` and `more`) to check again, or a
    row that is sent as it stands (a report).
    """

    kind: Literal["followup", "report"]
    id: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Launched:
    """A row in flight or in doubt, under our lease; `put_off` are recipients who certainly have not had it yet."""

    row: Row
    frozen: Frozen
    kind: str
    put_off: tuple[str, ...] = ()


def due(connection: Connection, now: datetime, more_than: int = 0) -> list[Due]:
    """What should leave now, oldest first; `more_than` so many notices of one kind to one of us together."""
    f, o = s.followup.c, s.outbox.c
    ready = and_(f.state.in_(("approved", "queued")), f.due_at <= now)
    later = and_(o.state == "queued", o.next_try > now)
    waiting = select(o.about).where(o.kind == "followup", later)
    digests = select(o.id).where(o.kind == "digest", later)
    free = and_(f.id.not_in(waiting), or_(f.digest.is_(None), f.digest.not_in(digests)))
    reports = (
        select(o.id)
        .where(o.kind.not_in(("followup", "digest")), o.state == "queued", or_(o.next_try.is_(None), o.next_try <= now))
        .order_by(o.queued_at, o.id)
    )
    standing = pictures.followups(connection, ready, free)
    edited = {one.followup.id for one in standing if one.letter is not None}  # a person's own words go alone
    groups = gathered((one.followup for one in standing if one.followup.id not in edited), more_than)
    found = [Due("followup", first.id, tuple(one.id for one in rest)) for first, *rest in groups]
    found += [Due("followup", one.followup.id) for one in standing if one.followup.id in edited]
    order = {one.followup.id: n for n, one in enumerate(standing)}
    found.sort(key=lambda one: order[one.id])
    return [*found, *(Due("report", id_) for id_ in connection.execute(reports).scalars())]


def launch(connection: Connection, service: Service, what: Due, looked_at: datetime | None) -> Launched | None:
    """The letter in flight, or None: the last check stopped, held or postponed it, or somebody else is at it."""
    if what.kind == "followup":
        id_ = _ready(connection, service, what, looked_at)
        return _fly(connection, service, id_) if id_ else None
    return _fly(connection, service, what.id)


def _ready(connection: Connection, service: Service, what: Due, looked_at: datetime | None) -> str | None:
    """The outbox row of what may go, its bytes frozen now if they were not before."""
    now = service.clock.now()
    asked = (_checked(connection, service, id_, looked_at, now) for id_ in (what.id, *what.more))
    told = [one for one in asked if one is not None]
    if not told:
        return None
    digest = told[0].standing.followup.digest
    if digest is None and len(told) > 1:
        digest = digest_id(one.standing.followup.id for one in told)
    letter = _letter(connection, service, told, digest, now)
    if letter is None:
        return None
    for one in told:
        followup = replace(one.standing.followup, digest=digest)
        waiting = moved(followup, Move("queued")) if followup.state == "approved" else followup
        put(connection, replace(one.standing, followup=moved(waiting, Move("in_flight"))), None, now)
    return letter


def _letter(
    connection: Connection, service: Service, told: list[digests.Told], digest: str | None, now: datetime
) -> str | None:
    """The outbox id of one letter for all of `told`; None where the template of the digest is at fault."""
    row = digest or outbox_id(told[0].standing.followup)
    known = connection.execute(select(s.outbox.c.state, s.outbox.c.about).where(s.outbox.c.id == row)).first()
    members = " ".join(sorted(one.standing.followup.id for one in told))
    if known is not None and known.state != "cancelled" and known.about == members:
        return row
    try:
        letter = _frozen_now(connection, service, told, digest, row, now)
    except (LookupError, ValueError) as error:
        for one in told:
            put(connection, one.standing, Move("held", (because("template_problem", detail=str(error)),)), now)
        return None
    apply(connection, [letter] if known is None else _reopened(connection, letter))
    return row


def _frozen_now(
    connection: Connection, service: Service, told: list[digests.Told], digest: str | None, row: str, now: datetime
) -> c.LetterQueued:
    if digest:
        return digests.queued(connection, service, told, row, now)
    (one,) = told
    return letters.queued(service, connection, one.standing, one.drafted, row, now)


def _checked(
    connection: Connection, service: Service, id_: str, looked_at: datetime | None, now: datetime
) -> digests.Told | None:
    """A follow-up that may go now, with its words; None: the last check moved it, or another worker was faster."""
    desk = load(connection, service, now, looked_at=looked_at, only=id_)
    standing = desk.standing.get(id_)
    if standing is None or standing.followup.state not in {"approved", "queued"} or standing.followup.due_at > now:
        return None
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
    return digests.Told(standing, drafted)


def _reopened(connection: Connection, letter: c.LetterQueued) -> Iterator[c.Change]:
    """A letter withdrawn and then wanted again: new bytes, unless somebody has the old ones already."""
    row = connection.execute(select(s.outbox).where(s.outbox.c.id == letter.id)).one()
    if not any(one["outcome"] == "accepted" for one in row.recipients):
        yield c.LetterRefrozen(letter.id, letter.frozen, letter.tokens)
    yield c.OutboxMoved(row.id, "queued", row.recipients, row.tries, None, None, row.detail)


def withdrawn(connection: Connection) -> list[c.Change]:
    """Letters that waited for another try while their follow-up was cancelled."""
    o, f = s.outbox.c, s.followup.c
    over = select(s.outbox).join(s.followup, o.about == f.id)
    rows = connection.execute(over.where(o.kind == "followup", o.state == "queued", f.state == "cancelled")).all()
    open_ = select(f.digest).where(f.digest.is_not(None), f.state.in_(("approved", "queued", "held", "postponed")))
    empty = select(s.outbox).where(o.kind == "digest", o.state == "queued", o.id.not_in(open_))
    rows = [*rows, *connection.execute(empty)]
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
    if _left_already(connection, row):
        apply(connection, list(_known_as_sent(connection, row, now)))
        leases.release(connection, s.outbox, id_, fence=fence)
        return None
    flying = c.OutboxMoved(id_, "in_flight", row.recipients, row.tries + 1, None, None, row.detail)
    apply(connection, [flying, c.LetterTried(id_, now)])
    return _launched(row, fence, tries=row.tries + 1, state="in_flight")


def _left_already(connection: Connection, row: Any) -> bool:
    """Whether its copy lies in a mailbox of ours though by our books nobody has had it: a backup was restored."""
    m = s.message.c
    if any(one["outcome"] == "accepted" for one in row.recipients):
        return False
    came = exists().where(m.message_id == row.message_id, m.direction == "out")
    return bool(connection.execute(select(came)).scalar())


def _known_as_sent(connection: Connection, row: Any, now: datetime) -> Iterator[c.Change]:
    settled = Settled("sent", "verified_sent")
    people = [{"address": one["address"], "outcome": "accepted"} for one in row.recipients]
    detail = {"reason": settled.reason}
    yield c.OutboxMoved(row.id, settled.state, people, row.tries, None, now, detail)
    yield from followed(connection, row, settled, now)
    yield c.Journaled(now, "worker", "letter.sent", f"outbox:{row.id}", detail)


def take_over(connection: Connection, service: Service, id_: str) -> Launched | None:
    """An interrupted row, or one in doubt, under our lease, to be verified."""
    now = service.clock.now()
    fence = leases.take(connection, s.outbox, id_, owner=service.worker, now=now, seconds=_lease(service))
    row = connection.execute(select(s.outbox).where(s.outbox.c.id == id_)).one()
    if fence is None or row.state not in {"in_flight", "ambiguous"}:
        return None
    return _launched(row, fence, tries=row.tries)


def _lease(service: Service) -> int:
    return service.policy.sending.lease_seconds


def _launched(row: Any, fence: int, *, tries: int, state: RowState | None = None) -> Launched:
    asked = (row.detail or {}).get("asked_since")
    since = datetime.fromisoformat(asked) if asked else None
    standing = Row(row.id, state or row.state, row.queued_at, tries=tries, fence=fence, asked_since=since)
    return Launched(standing, frozen(row), row.kind, put_off(row.recipients))


def frozen(row: Any, *, everybody: bool = False) -> Frozen:
    """The letter of an outbox row: for those in doubt, else for those who have not had it yet, or for everybody."""
    wanted = {"ambiguous"} if any(one["outcome"] == "ambiguous" for one in row.recipients) else {None, "deferred"}
    open_ = tuple(one["address"] for one in row.recipients if everybody or one["outcome"] in wanted)
    return Frozen(row.id, row.message_id, row.sender, open_, bytes(row.frozen), row.provider_id)


def put_off(recipients: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """Who was asked to wait before the letter came in doubt; nobody where it never did."""
    if all(one["outcome"] != "ambiguous" for one in recipients):
        return ()
    return tuple(one["address"] for one in recipients if one["outcome"] == "deferred")


def followed(connection: Connection, row: Any, settled: Settled, now: datetime) -> Iterator[c.Change]:
    """The follow-ups a letter (a row of the outbox) tells go its way."""
    f = s.followup.c
    told = {"followup": f.id == row.about, "digest": f.digest == row.id}.get(row.kind)
    for one in pictures.followups(connection, told) if told is not None else ():
        state = settled.state
        if one.followup.state in {"in_flight", "ambiguous"} and state in {"sent", "queued", "failed", "ambiguous"}:
            reasons = [because(f"outbox.{settled.reason}", at=now)]
            if state == "queued" and settled.next_try and settled.next_try > now:
                reasons.append(because("tries_again", at=settled.next_try))
            yield changed(one, Move(state, tuple(reasons), due_at=settled.next_try), now)


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
        digest=one.digest,
    )


def _journaled(standing: Standing, move: Move | None, now: datetime) -> Iterator[c.Change]:
    if move is not None:
        reasons = [{"key": reason.key, **dict(dump(reason.params))} for reason in move.reasons]
        about = f"followup:{standing.followup.id}"
        yield c.Journaled(now, "worker", f"followup.{move.to}", about, {"reasons": reasons})
