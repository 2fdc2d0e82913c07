"""Deliver: lease → a fresh look → send → settle. What was stored is what is sent; in doubt, a person decides.

`in_flight` is committed before the first byte and the outcome after; a row found in flight after a crash is verified,
never resent blindly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, or_, select, update

from liaison_sync.app import launch
from liaison_sync.app.pacing import Pacing
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain import outbox
from liaison_sync.domain.errors import Failure, MalformedLetter, one_line
from liaison_sync.domain.outbox import Row, Settled, Try
from liaison_sync.domain.pace import rules
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import (
    Accepted,
    Ambiguous,
    Deferred,
    Delivery,
    Frozen,
    Handle,
    RecipientOutcome,
    Ref,
    Rejected,
    Sent,
    Skipped,
    Submitted,
    Unknown,
)
from liaison_sync.store import account, failpoint
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing

Outcomes = dict[str, dict[str, str | None]]  # address → {outcome, why, said}
Look = Callable[[], datetime | None]
"""Reads all our mailboxes afresh; the instant it began, or None where one of them could not be read."""


@dataclass(slots=True)
class Delivered:
    """What a round did."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    ambiguous: int = 0
    asked: int = 0  # nobody knows yet whether they left; it is asked again
    withheld: int = 0  # stopped, held or postponed by the last check, or by the pace


def deliver(service: Service, look: Look) -> Delivered:
    """Send what is due. Raises only what is a bug."""
    result = Delivered()
    if service.sender is None:
        return result
    with service.sender.open() as delivery:
        for id_ in _interrupted(service):
            _verify(service, delivery, id_, result)
        _withdraw(service)
        fresh, pacing = _Fresh(service, look), Pacing(rules(delivery.caps.per_minute, delivery.caps.per_day))
        for due in () if _left_in_peace(service) else _due(service):
            if _waits(service, pacing, due):
                result.withheld += 1
            elif not _send(service, delivery, due, fresh.look(), result):
                break
        _file_forgotten(service, delivery)
        if delivery.caps.drafts:
            _drop_drafts(service, delivery)
    return result


@dataclass(slots=True)
class _Fresh:
    """The look of this round, made anew when it has grown old."""

    service: Service
    make: Look
    began: datetime | None = None
    vain: bool = False  # it failed, or was too slow twice: what is due waits for another round

    def look(self) -> datetime | None:
        """When the last look began. A slow one is made again at once: the second finds nothing new to fetch."""
        for _ in range(2):
            if self.vain or not self._old():
                return self.began
            self.began = self.make()
            self.vain = self.began is None
        self.vain = self.vain or self._old()
        return self.began

    def _old(self) -> bool:
        freshness = timedelta(seconds=self.service.policy.sending.look_seconds)
        return self.began is None or self.service.clock.now() - self.began > freshness


def _interrupted(service: Service) -> list[str]:
    """Letters whose sender died, and those in doubt whose next question is due."""
    o, now = s.outbox.c, service.clock.now()
    flying = and_(o.state == "in_flight", or_(o.next_try.is_(None), o.next_try <= now))
    doubtful = and_(o.state == "ambiguous", o.next_try <= now)
    lost = and_(or_(flying, doubtful), or_(o.lease_until.is_(None), o.lease_until <= now))
    with reading(service.engine) as connection:
        return list(connection.execute(select(o.id).where(lost)).scalars())


def _withdraw(service: Service) -> None:
    with reading(service.engine) as connection:
        idle = not launch.withdrawn(connection)
    if idle:
        return
    with writing(service.engine) as connection:
        apply(connection, launch.withdrawn(connection))


def _due(service: Service) -> Iterator[launch.Due]:
    with reading(service.engine) as connection:
        found = launch.due(connection, service.clock.now(), service.policy.digest.more_than)
    yield from found


def _left_in_peace(service: Service) -> bool:
    """Whether the account failed at the last letter and is not to be tried again yet: no other would fare better."""
    with reading(service.engine) as connection:
        return account.away_until(connection, service.clock.now()) is not None


def _account_failed(service: Service, row: Row, failure: Failure) -> Settled:
    now = service.clock.now()
    with reading(service.engine) as connection:
        failures = max(account.failures(connection) + 1, row.tries)
    return outbox.account_failed(failures, now, failure.not_before(now))


def _waits(service: Service, pacing: Pacing, due: launch.Due) -> bool:
    """Whether the account has sent as much as it may; asked before the mailboxes are looked at."""
    if not pacing.rules:
        return False
    with writing(service.engine) as connection:
        return pacing.put_off(connection, due, service.clock.now())


def _send(service: Service, delivery: Delivery, due: launch.Due, looked_at: datetime | None, result: Delivered) -> bool:
    """One letter; False where the account itself fails, so that no other need be tried now."""
    with writing(service.engine) as connection:
        launched = launch.launch(connection, service, due, looked_at)
    if launched is None:
        result.withheld += 1
        return True
    failpoint.hit("before submit")
    try:
        handle = delivery.prepare(launched.frozen)
        if not _kept(service, launched, handle):
            return True  # a later lease decides
        outcome = delivery.submit(handle)
    except MalformedLetter as failure:  # this letter's fault, not the account's
        _settle(service, launched, Settled("failed", "malformed_letter"), {}, failure, result)
        return True
    except Failure as failure:
        _settle(service, launched, _account_failed(service, launched.row, failure), {}, failure, result)
        return False
    failpoint.hit("after submit")
    if isinstance(outcome, Ambiguous):
        _doubt(service, delivery, launched, outcome, result)
        return True
    settled, outcomes = _judge(service, launched.row, outcome)
    _settle(service, launched, settled, outcomes, None, result)
    if settled.state == "sent":
        _file_copy(service, delivery, launched.frozen, service.clock.now())
    return True


def _kept(service: Service, launched: launch.Launched, handle: Handle) -> bool:
    """Writes down what the provider made ready, before it is asked to send it; False where the lease is lost."""
    if handle.provider_id is None:
        return True
    failpoint.hit("drafted")
    with writing(service.engine) as connection:
        o = s.outbox.c
        fence = connection.execute(select(o.fence).where(o.id == launched.row.id, o.state == "in_flight")).scalar()
        if fence == launched.row.fence:
            apply(connection, [c.LetterDrafted(launched.row.id, handle.provider_id)])
    failpoint.hit("draft kept")
    return fence == launched.row.fence


def _judge(service: Service, row: Row, outcome: Submitted) -> tuple[Settled, Outcomes]:
    tries = tuple(Try(one.address, _RESULT[type(one)], _asked_for(one)) for one in outcome.recipients)
    give_up = timedelta(hours=service.policy.sending.give_up_hours)
    told = {one.address: _told(one) for one in outcome.recipients}
    return outbox.settle(row, tries, service.clock.now(), give_up), told


def _asked_for(one: RecipientOutcome) -> timedelta | None:
    return one.after if isinstance(one, Deferred) else None


_RESULT: dict[type, outbox.Result] = {Accepted: "accepted", Deferred: "deferred", Rejected: "rejected"}


def _told(one: RecipientOutcome) -> dict[str, str | None]:
    """What is kept of one recipient's outcome: what the server said, and of a refusal also why."""
    detail = one.detail if isinstance(one, Deferred) else ""
    said = one_line(f"{one.reply.code} {one.reply.text}" if one.reply else detail)
    if isinstance(one, Accepted):
        return {"outcome": "accepted", "said": said}
    return {"outcome": _RESULT[type(one)], "why": one.reason, "said": said}


def _settle(
    service: Service,
    launched: launch.Launched,
    settled: Settled,
    outcomes: Outcomes,
    failure: Failure | None,
    result: Delivered,
) -> None:
    now = service.clock.now()
    with writing(service.engine) as connection:
        row = connection.execute(select(s.outbox).where(s.outbox.c.id == launched.row.id)).one()
        if row.fence != launched.row.fence:
            return  # a later lease decides
        if row.state != launched.row.state:
            return  # a person has decided meanwhile
        apply(connection, list(_settlement(connection, row, settled, outcomes, failure, now)))
        free = update(s.outbox).where(s.outbox.c.id == row.id)
        connection.execute(free.values(lease_owner=None, lease_until=None))
    count = {"queued": "deferred", "in_flight": "asked"}.get(settled.state, settled.state)
    setattr(result, count, getattr(result, count) + 1)


def _settlement(
    connection: Connection,
    row: Any,
    settled: Settled,
    outcomes: Outcomes,
    failure: Failure | None,
    now: datetime,
) -> Iterator[c.Change]:
    people = [{"address": one["address"], **(outcomes.get(one["address"]) or one)} for one in row.recipients]
    detail = {"reason": settled.reason, **({"key": failure.key, "params": failure.params} if failure else {})}
    if settled.asked_since:
        detail["asked_since"] = settled.asked_since.isoformat()
    asked_again = detail == row.detail and settled.state == row.state
    done = now if settled.state in {"sent", "failed"} else None
    yield c.OutboxMoved(row.id, settled.state, people, row.tries, settled.next_try, done, detail)
    if asked_again:
        return
    yield from launch.followed(connection, row, settled, now)
    yield c.Journaled(now, "worker", f"letter.{settled.state}", f"outbox:{row.id}", detail)


def _doubt(
    service: Service, delivery: Delivery, launched: launch.Launched, outcome: Ambiguous, result: Delivered
) -> None:
    """Handed over, and no answer came: the recipients refused before that are settled, the others are asked about."""
    outcomes: Outcomes = {one.address: _told(one) for one in outcome.settled}
    outcomes |= {address: {"outcome": "ambiguous"} for address in outcome.open}
    _settle(service, launched, _verdict(service, delivery, launched, "unknown"), outcomes, None, result)


def _verify(service: Service, delivery: Delivery, id_: str, result: Delivered) -> None:
    """A letter whose sender died, or whose answer was lost: ask whether it left; nothing is sent without proof."""
    with writing(service.engine) as connection:
        launched = launch.take_over(connection, service, id_)
    if launched is None:
        return
    try:
        told = delivery.verify(Handle(launched.frozen, launched.frozen.provider_id))
    except Failure:
        told = Unknown("verify_failed")
    found: outbox.Found = "sent" if isinstance(told, Sent) else "unknown" if isinstance(told, Unknown) else "not_sent"
    settled = _verdict(service, delivery, launched, found)
    doubtful = "ambiguous" if settled.state in {"in_flight", "ambiguous"} else None
    known = "accepted" if found == "sent" else doubtful
    outcomes: Outcomes = {address: {"outcome": known} for address in launched.frozen.recipients}
    _settle(service, launched, settled, outcomes, None, result)


def _verdict(service: Service, delivery: Delivery, launched: launch.Launched, found: outbox.Found) -> Settled:
    return outbox.verified(
        launched.row,
        found,
        service.clock.now(),
        left=launched.put_off,
        askable=delivery.caps.can_verify,
        repeated=launched.kind in service.policy.sending.at_least_once,
    )


def _file_forgotten(service: Service, delivery: Delivery) -> None:
    """The Sent copies of letters whose sender died right after they had left, and those that failed before."""
    o, now = s.outbox.c, service.clock.now()
    forgotten = and_(o.copy == "", o.settled_at <= now - timedelta(seconds=service.policy.sending.lease_seconds))
    again = and_(o.copy == "failed", o.next_try <= now)
    query = select(s.outbox).where(o.state == "sent", or_(forgotten, again)).order_by(o.settled_at, o.id)
    with reading(service.engine) as connection:
        letters = [(launch.frozen(row, everybody=True), row.settled_at) for row in connection.execute(query)]
    for letter, left_at in letters:
        _file_copy(service, delivery, letter, left_at)


def _drop_drafts(service: Service, delivery: Delivery) -> None:
    """Of letters that do not leave after all: nobody is to find a draft of ours and send it by hand."""
    o = s.outbox.c
    with reading(service.engine) as connection:
        query = select(s.outbox).where(o.state.in_(("failed", "cancelled")), o.provider_id.is_not(None))
        letters = [launch.frozen(row, everybody=True) for row in connection.execute(query)]
    for letter in letters:
        try:
            delivery.drop(Handle(letter, letter.provider_id))
        except Failure:
            return  # it is asked again in the next round
        with writing(service.engine) as connection:
            apply(connection, [c.LetterDrafted(letter.outbox_id, None)])


def _file_copy(service: Service, delivery: Delivery, frozen: Frozen, left_at: datetime) -> None:
    """The Sent copy, unless it is there; its failure never sends again, and is tried again for a day."""
    failpoint.hit("before copy")
    try:
        filed = delivery.file_sent(Handle(frozen, frozen.provider_id))
    except Failure:
        copy = "failed"
    else:
        copy = "filed" if isinstance(filed, Ref) else "skipped" if isinstance(filed, Skipped) else "failed"
    failpoint.hit("after copy")
    again = _copy_again(left_at, service.clock.now()) if copy == "failed" else None
    with writing(service.engine) as connection:
        apply(connection, [c.CopyFiled(frozen.outbox_id, copy, again)])


def _copy_again(left_at: datetime, now: datetime) -> datetime | None:
    """Ever more seldom: the wait is as long as the letter has been gone."""
    age = now - left_at
    return None if age > timedelta(days=1) else now + max(age, timedelta(minutes=1))
