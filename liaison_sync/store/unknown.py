"""The queue of unknown senders: who wrote to us and stands in no directory, with what could be suggested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, and_, func, literal_column, or_, select

from liaison_sync.domain.recognise import QUEUED
from liaison_sync.domain.suggestion import Suggestion
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load

_M = s.message.c
# Newsletters, notices and junk are nobody we would write to; what a person ignored stays away. The four conditions of
# the index ix_message_unknown stand here word for word (no parameters), or neither database would use it.
WAITING: ColumnElement[bool] = and_(
    _M.partner.is_(None),
    _M.direction == literal_column("'in'"),
    _M.automatic.is_(None),
    _M.junk.is_(False),
    _M.reason.in_(sorted(QUEUED)),
    _M.sender != "",
    _M.sender.not_in(select(s.ignored.c.address)),
)


@dataclass(frozen=True, slots=True)
class Unknown:
    """One sender: how often they wrote, what last, and what could be registered."""

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


def counted() -> ScalarSelect[int]:
    """How many senders wait, as a part of another query."""
    return select(func.count(_M.sender.distinct())).where(WAITING).scalar_subquery()


def count(connection: Connection) -> int:
    """How many senders wait: as many as `senders` would list."""
    return connection.execute(select(counted())).scalar_one()


def senders(connection: Connection, *, limit: int = 50, after: tuple[datetime, str] | None = None) -> list[Unknown]:
    """Those who wait, the latest first; `after` is the last one's (last_at, address)."""
    return _latest(connection, (), limit, after)


def sender(connection: Connection, address: str) -> Unknown | None:
    """One of those who wait, by address."""
    return next(iter(_latest(connection, (_M.sender == address,), 1, None)), None)


def _latest(
    connection: Connection, narrowed: tuple[ColumnElement[bool], ...], limit: int, after: tuple[datetime, str] | None
) -> list[Unknown]:
    """Senders are counted in the index alone; only those shown are looked up, each by its last message."""
    last = func.max(_M.at).label("last_at")
    grouped = select(_M.sender, last, func.count().label("times")).where(WAITING, *narrowed).group_by(_M.sender)
    if after is not None:
        at, address = after
        grouped = grouped.having(or_(last < at, and_(last == at, _M.sender > address)))
    shown = grouped.order_by(last.desc(), _M.sender).limit(limit).subquery()
    m = s.message.alias("last")
    names = ("n", "sender", "sender_name", "at", "subject", "thread", "excerpt", "reason", "warnings")
    columns = [m.c[name] for name in names]
    same = and_(m.c.sender == shown.c.sender, m.c.at == shown.c.last_at, m.c.partner.is_(None), m.c.junk.is_(False))
    joined = shown.join(m, same).join(s.message_text, s.message_text.c.n == m.c.n)
    query = select(*columns, s.message_text.c.rest, shown.c.times).select_from(joined)
    rows = connection.execute(query.order_by(m.c.at.desc(), m.c.sender, m.c.key))
    first: dict[str, Any] = {}
    for row in rows:
        first.setdefault(row.sender, row)
    return [_unknown(row) for row in first.values()]


def _unknown(row: Any) -> Unknown:
    said = (row.rest or {}).get("suggestion")
    return Unknown(
        address=row.sender,
        name=row.sender_name,
        messages=row.times,
        last_at=row.at,
        subject=row.subject,
        thread=row.thread,
        excerpt=row.excerpt,
        reason=row.reason,
        warnings=tuple(row.warnings or ()),
        suggestion=load(Suggestion, said) if said else None,
    )
