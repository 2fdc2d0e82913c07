"""The account letters leave from, as its last letters tell: whether it fails, and until when it is left in peace."""

from __future__ import annotations

from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, and_, select

from liaison_sync.store import schema as s

FAILED = "account_unavailable"
_O, _MOST = s.outbox.c, 10


def away_until(connection: Connection, now: datetime) -> datetime | None:
    """When the account is tried again after it failed at the letter tried last; None where it may be at once."""
    query = select(_O.state, _O.detail, _O.next_try).where(_O.tried_at.is_not(None)).order_by(_O.tried_at.desc())
    last = connection.execute(query.limit(1)).first()
    again: datetime | None = last.next_try if last is not None and _failed(last) else None
    return again if again is not None and again > now else None


def stands_until(connection: Connection, due_at: datetime, now: datetime) -> datetime | None:
    """When a letter that is due stands still for the account's sake until; None where it does not."""
    return away_until(connection, now) if due_at <= now else None


def failures(connection: Connection) -> int:
    """At how many of the letters tried last it failed, one after the other."""
    settled = and_(_O.tried_at.is_not(None), _O.state != "in_flight")
    rows = connection.execute(select(_O.state, _O.detail).where(settled).order_by(_O.tried_at.desc()).limit(_MOST))
    return sum(1 for _ in takewhile(_failed, rows))


def _failed(row: Any) -> bool:
    return row.state == "queued" and bool(row.detail) and row.detail.get("reason") == FAILED
