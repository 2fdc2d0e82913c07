"""Outbox: what becomes of a letter's row after a try, a lease that ran out, a check. Decisions only, no clock.

At most one acceptance per row: what may have been accepted is never blindly sent again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

RowState = Literal["queued", "in_flight", "sent", "failed", "ambiguous", "cancelled"]
Result = Literal["accepted", "deferred", "rejected", "ambiguous"]
Found = Literal["sent", "not_sent", "unknown"]

BACKOFF = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 720, 720, 720)
)  # the last ones keep trying until GIVE_UP
GIVE_UP = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outbox. `fence` rises with each lease, so that a woken sleeper cannot settle what another holds."""

    id: str
    state: RowState
    queued_at: datetime
    next_try: datetime | None = None
    tries: int = 0
    lease_owner: str | None = None
    lease_until: datetime | None = None
    fence: int = 0


@dataclass(frozen=True, slots=True)
class Try:
    """One recipient's outcome of one try; `retry_after` is what the server itself asked for."""

    address: str
    result: Result
    detail: str = ""
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """The next state of a row; `left` are the recipients a later try is for, `reason` a key of "outbox"."""

    state: RowState
    reason: str
    next_try: datetime | None = None
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lease:
    """A right to send one row until `until`."""

    owner: str
    until: datetime
    fence: int


def wait_after(tries: int) -> timedelta:
    """How long to wait after the `tries`-th failed try (1 is the first)."""
    return BACKOFF[min(max(tries, 1), len(BACKOFF)) - 1]


def leased(row: Row, owner: str, now: datetime, seconds: int = 300) -> Lease | None:
    """The lease `owner` may take, or None: not queued, not due, or held by another."""
    due = row.next_try is None or row.next_try <= now
    free = row.lease_until is None or row.lease_until <= now or row.lease_owner == owner
    if row.state != "queued" or not due or not free:
        return None
    return Lease(owner, now + timedelta(seconds=seconds), row.fence + 1)


def may_settle(row: Row, lease: Lease) -> bool:
    """Whether this lease is still the newest: an older fence must not write."""
    return row.fence == lease.fence and row.lease_owner == lease.owner


def must_verify(row: Row, now: datetime) -> bool:
    """A row in flight whose lease ran out: its sender died, so ask before anything else."""
    return row.state == "in_flight" and (row.lease_until is None or row.lease_until <= now)


def settle(row: Row, tries: tuple[Try, ...], now: datetime, give_up: timedelta = GIVE_UP) -> Settled:
    """The next state after one submission (`row.tries` counts it already)."""
    if not tries or any(one.result == "ambiguous" for one in tries):
        return Settled("ambiguous", "ambiguous", left=tuple(one.address for one in tries))
    left = tuple(one.address for one in tries if one.result == "deferred")
    accepted = any(one.result == "accepted" for one in tries)
    if not left:
        rejected = any(one.result == "rejected" for one in tries)
        if accepted:
            return Settled("sent", "partly_rejected" if rejected else "accepted")
        return Settled("failed", "rejected")
    asked = max((one.retry_after for one in tries if one.retry_after), default=timedelta())
    later = now + max(wait_after(row.tries), asked)
    if later - row.queued_at > give_up:
        return Settled("sent" if accepted else "failed", "gave_up", left=left)
    return Settled("queued", "deferred", later, left)


def verified(row: Row, found: Found, now: datetime, *, at_least_once: bool = False) -> Settled:
    """The next state after asking whether an interrupted letter left. Unknown is held for a person."""
    if found == "sent":
        return Settled("sent", "verified_sent")
    if found == "not_sent":
        return Settled("queued", "verified_not_sent", now)
    if at_least_once and row.state in {"in_flight", "ambiguous"}:
        return Settled("queued", "repeated_by_policy", now + wait_after(row.tries))
    return Settled("ambiguous", "ambiguous")


def account_failed(row: Row, now: datetime) -> Settled:
    """Sign-in or connection failed before the first recipient: the account's fault, this letter loses nothing."""
    return Settled("queued", "account_unavailable", now + wait_after(max(row.tries, 1)))
