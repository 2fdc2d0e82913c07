"""The queue of unknown senders: who wrote to us and stands in no directory, with what could be suggested."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, and_, func, or_, select

from liaison_sync.domain.suggestion import Suggestion
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.borne import borne_name, by_name
from liaison_sync.store.codec import load

_M = s.message.c
# What a person ignored stays away. Who waits at all is decided when a message is filed (domain.filing).
WAITING: ColumnElement[bool] = and_(_M.stranger.is_not(None), _M.stranger.not_in(select(s.ignored.c.address)))


@dataclass(frozen=True, slots=True)
class Unknown:
    """One sender: how often they wrote, what last, and what could be registered.

    `forwarded_by` is the colleague who passed the last one on; "" where it came from the sender.
    """

    address: str
    name: str
    messages: int
    last_at: datetime
    subject: str
    thread: str | None
    excerpt: str
    reason: str
    warnings: tuple[str, ...]
    suggestion: Suggestion | None
    forwarded_by: str = ""


def counted() -> ScalarSelect[int]:
    """How many senders wait, as a part of another query."""
    return select(func.count(_M.stranger.distinct())).where(WAITING).scalar_subquery()


def count(connection: Connection) -> int:
    """How many senders wait: as many as `senders` would list."""
    return connection.execute(select(counted())).scalar_one()


def senders(connection: Connection, *, limit: int = 50, after: tuple[datetime, str] | None = None) -> list[Unknown]:
    """Those who wait, the latest first; `after` is the last one's (last_at, address)."""
    return _latest(connection, (), limit, after)


def sender(connection: Connection, address: str) -> Unknown | None:
    """One of those who wait, by address."""
    return next(iter(_latest(connection, (_M.stranger == address,), 1, None)), None)


def _latest(
    connection: Connection, narrowed: tuple[ColumnElement[bool], ...], limit: int, after: tuple[datetime, str] | None
) -> list[Unknown]:
    """Senders are counted in the index alone; only those shown are looked up, each by its last message."""
    last = func.max(_M.at).label("last_at")
    grouped = select(_M.stranger, last, func.count().label("times")).where(WAITING, *narrowed).group_by(_M.stranger)
    if after is not None:
        at, address = after
        grouped = grouped.having(or_(last < at, and_(last == at, _M.stranger > address)))
    shown = grouped.order_by(last.desc(), _M.stranger).limit(limit).subquery()
    m = s.message.alias("last")
    names = ("n", "stranger", "sender", "sender_name", "at", "subject", "thread", "excerpt", "reason", "warnings")
    columns = [m.c[name] for name in names]
    same = and_(m.c.stranger == shown.c.stranger, m.c.at == shown.c.last_at)
    joined = shown.join(m, same).join(s.message_text, s.message_text.c.n == m.c.n)
    query = select(*columns, borne_name(m.c.warnings), s.message_text.c.rest, shown.c.times).select_from(joined)
    rows = connection.execute(query.order_by(m.c.at.desc(), m.c.stranger, m.c.key))
    first: dict[str, Any] = {}
    for row in rows:
        first.setdefault(row.stranger, row)
    return [_unknown(row) for row in first.values()]


def _unknown(row: Any) -> Unknown:
    said = (row.rest or {}).get("suggestion")
    suggestion = load(Suggestion, said) if said else None
    own = row.stranger == row.sender
    return Unknown(
        address=row.stranger,
        name=row.sender_name if own or suggestion is None else suggestion.contact_name,
        messages=row.times,
        last_at=row.at,
        subject=row.subject,
        thread=row.thread,
        excerpt=row.excerpt,
        reason=row.reason,
        warnings=by_name(row.warnings, row.borne),
        suggestion=suggestion,
        forwarded_by="" if own else row.sender_name or row.sender,
    )
