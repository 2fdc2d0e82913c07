"""The queue of unknown senders: who wrote to us and stands in no directory, with what could be suggested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, and_, func, or_, select

from liaison_sync.domain.recognise import QUEUED
from liaison_sync.domain.suggestion import Suggestion
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load

_M = s.message.c
# Newsletters, notices and junk are nobody we would write to; what a person ignored stays away.
WAITING: ColumnElement[bool] = and_(
    _M.partner.is_(None),
    _M.reason.in_(sorted(QUEUED)),
    _M.direction == "in",
    _M.automatic.is_(None),
    _M.junk.is_(False),
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
    ranked = _ranked().subquery()
    r = ranked.c
    query = select(ranked, s.message_text.c.rest).join(s.message_text, s.message_text.c.n == r.n).where(r.rank == 1)
    if after is not None:
        at, address = after
        query = query.where(or_(r.at < at, and_(r.at == at, r.sender > address)))
    rows = connection.execute(query.order_by(r.at.desc(), r.sender).limit(limit))
    return [_unknown(row) for row in rows]


def sender(connection: Connection, address: str) -> Unknown | None:
    """One of those who wait, by address."""
    ranked = _ranked(_M.sender == address).subquery()
    query = select(ranked, s.message_text.c.rest).join(s.message_text, s.message_text.c.n == ranked.c.n)
    row = connection.execute(query.where(ranked.c.rank == 1)).first()
    return _unknown(row) if row else None


def _ranked(*conditions: ColumnElement[bool]) -> Select[Any]:
    latest = func.row_number().over(partition_by=_M.sender, order_by=(_M.at.desc(), _M.key)).label("rank")
    times = func.count().over(partition_by=_M.sender).label("times")
    columns = (_M.n, _M.sender, _M.sender_name, _M.at, _M.subject, _M.thread, _M.excerpt, _M.reason, _M.warnings)
    return select(*columns, latest, times).where(WAITING, *conditions)


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
