"""Outbox: what becomes of a letter's row after a try, a lease that ran out, a check. Decisions only, no clock.

At most one acceptance per row: what may have been accepted is never blindly sent again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from liaison_sync.domain.value import dataclass

RowState = Literal["queued", "in_flight", "sent", "failed", "ambiguous", "cancelled"]
Result = Literal["accepted", "deferred", "rejected", "ambiguous"]
Found = Literal["sent", "not_sent", "unknown"]

BACKOFF = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 720, 720, 720)
)  # the last ones keep trying until GIVE_UP
GIVE_UP = timedelta(hours=48)
ACCOUNT_REST = timedelta(minutes=15)  # an account that failed is tried at least so often
ASKED_FOR = timedelta(minutes=10)  # after a lease of five minutes: no letter is in flight for more than fifteen


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outbox. `fence` rises with each lease, so that a woken sleeper cannot settle what another holds.

    `asked_since`: since when it is being asked whether the letter left.
    """

    id: str
    state: RowState
    queued_at: datetime
    tries: int = 0
    fence: int = 0
    asked_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Try:
    """One recipient's outcome of one try; `retry_after` is what the server itself asked for."""

    address: str
    result: Result
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """The next state of a row; `left` are the recipients a later try is for, `reason` a key of "outbox"."""

    state: RowState
    reason: str
    next_try: datetime | None = None
    left: tuple[str, ...] = ()
    asked_since: datetime | None = None


def wait_after(tries: int) -> timedelta:
    """How long to wait after the `tries`-th failed try (1 is the first)."""
    return BACKOFF[min(max(tries, 1), len(BACKOFF)) - 1]


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


def verified(
    row: Row, found: Found, now: datetime, *, left: tuple[str, ...] = (), askable: bool = False, repeated: bool = False
) -> Settled:
    """The next state after asking whether an interrupted letter left; `left` had been put off before the doubt.

    `askable`: asking again may tell. `repeated`: the policy would rather have it twice than not at all.
    """
    if found == "unknown":
        return _in_doubt(row, now, askable=askable, repeated=repeated)
    if found == "not_sent":
        return Settled("queued", "verified_not_sent", now)
    if left:
        return Settled("queued", "deferred", now + wait_after(row.tries), left)
    return Settled("sent", "verified_sent")


def _in_doubt(row: Row, now: datetime, *, askable: bool, repeated: bool) -> Settled:
    """Asked again, each time after as long as it is in doubt; a person's question after ten minutes."""
    since = row.asked_since or now
    over, later = since + ASKED_FOR, now + max(now - since, BACKOFF[0])
    if askable and now < over:
        return Settled("in_flight", "asking", min(later, over), asked_since=since)
    if repeated:
        return Settled("queued", "repeated_by_policy", now + wait_after(row.tries))
    again = later if askable and now - since <= GIVE_UP else None
    return Settled("ambiguous", "ambiguous", again, asked_since=since)


def account_failed(failures: int, now: datetime, asked: datetime | None = None) -> Settled:
    """Sign-in or connection failed before the first recipient: the account's fault, this letter loses nothing.

    `failures` in a row, of whichever letters: a provider locks an account that signs in wrongly again and again.
    `asked`: until when the service wants to be left in peace.
    """
    again = now + min(wait_after(failures), ACCOUNT_REST)
    return Settled("queued", "account_unavailable", max(again, asked or again))
