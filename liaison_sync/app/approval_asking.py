"""Ask officers by mail about letters that wait for their approval: what is new to them, at most hourly, at work."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from liaison_sync.app.act.acting import derived
from liaison_sync.app.approval_shown import shown
from liaison_sync.app.desk import load_views
from liaison_sync.app.letters.approvals import Asking, request
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.partner import Officer
from liaison_sync.formats.approval_mail import ALPHABET, HALF, code
from liaison_sync.store import approvals
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.pictures import Standing

log = structlog.get_logger()
PREFIX = "ob-q"  # of the ids of these letters
_LONGEST = 10_000  # letters of text that can be read in a mail beside others; longer ones wait in the console


def work(service: Service) -> int:
    """How many officers were asked. Never raises for a bad template."""
    rule, now = service.policy.approval_by_mail, service.clock.now()
    if not rule.enabled or service.sender is None or not service.calendars.of().is_working(now):
        return 0
    with reading(service.engine) as connection:
        mine = _by_officer(connection, service, approvals.unasked(connection), now)
        rested = [one for one in mine if _rested(connection, service, one.address, now)]
        new = {one: list(_new(connection, service, one, mine[one])) for one in rested}
    return sum(_ask(service, one, found, now) for one, found in new.items() if found)


def _by_officer(
    connection: Connection, service: Service, standing: Iterable[Standing], now: datetime
) -> dict[Officer, list[Standing]]:
    """Each follow-up with the officer who answers for it; what nobody of ours answers for waits in the console."""
    officers = {one.address.lower(): one for one in service.officers}
    waiting = list(standing)
    found: dict[Officer, list[Standing]] = {}
    if not waiting:
        return found
    desk = load_views(connection, service, now, waiting)
    for one in waiting:
        view = desk.view(one.followup)
        owner = desk.base.owner(view.owner, view.partner) if view else None
        if (owner or "").lower() in officers:
            found.setdefault(officers[(owner or "").lower()], []).append(one)
    return found


def _rested(connection: Connection, service: Service, officer: str, now: datetime) -> bool:
    last = approvals.asked_at(connection).get(officer)
    return last is None or now - last >= timedelta(minutes=service.policy.approval_by_mail.minutes)


def _new(connection: Connection, service: Service, officer: Officer, standing: Iterable[Standing]) -> Iterator[Asking]:
    """What this officer has not been shown as it is now."""
    waiting = list(standing)
    known = approvals.shown(connection, officer.address, [one.followup.id for one in waiting])
    left = service.policy.approval_by_mail.at_once
    for one in waiting:
        if left == 0:
            return
        seen = shown(connection, service, one)
        if seen is None or len(seen.seen.text) > _LONGEST:
            continue
        if (one.followup.id, seen.version) not in known:
            left -= 1
            yield Asking(one, seen, _code())


def _code() -> str:
    half = ("".join(secrets.choice(ALPHABET) for _ in range(HALF)) for _ in range(2))
    return code(*half)


def _ask(service: Service, officer: Officer, new: list[Asking], now: datetime) -> bool:
    """The letter and its codes, together; False where another worker was faster."""
    names = sorted(f"{one.standing.followup.id}@{one.shown.version}" for one in new)
    id_ = derived(PREFIX, officer.address, *names)
    with writing(service.engine) as connection:
        known = approvals.shown(connection, officer.address, [one.standing.followup.id for one in new])
        still = {one.followup.id for one in approvals.waiting(connection)}
        wanted = {one.standing.followup.id for one in new}
        told = any((one.standing.followup.id, one.shown.version) in known for one in new)
        if told or not wanted <= still or not _rested(connection, service, officer.address, now):
            return False
        others = _others(connection, service, officer, wanted, now)
        try:
            letter = request(connection, service, officer, new, others, id_, now)
        except (LookupError, ValueError) as error:
            log.warning("approval not asked for", officer=officer.address, error=str(error)[:200])
            return False
        apply(connection, [letter, *_given(officer, new, id_, now)])
    return True


def _others(connection: Connection, service: Service, officer: Officer, new: set[str], now: datetime) -> int:
    """How many more wait for them."""
    rest = [one for one in approvals.waiting(connection) if one.followup.id not in new]
    return len(_by_officer(connection, service, rest, now).get(officer, ()))


def _given(officer: Officer, new: Iterable[Asking], outbox: str, now: datetime) -> Iterator[c.Change]:
    for one in new:
        id_ = one.standing.followup.id
        yield c.ApprovalAsked(approvals.hashed(one.code), id_, officer.address, one.shown.version, outbox, now)
        yield c.Journaled(now, "worker", "approval.asked", f"followup:{id_}", {"officer": officer.address})
