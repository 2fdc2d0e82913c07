"""What people corrected in a thread, what was inferred in it, and the threads one may want to join it with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, exists, func, or_, select

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.views import among, joined

_A, _M, _T = s.thread_act.c, s.message.c, s.thread.c
_SHOWN = 20
KEEP = "keep"  # the kind of an act that moves nothing: what was offered is right as it is
_LISTED = 40  # messages one may choose among


@dataclass(frozen=True, slots=True)
class Act:
    """A split, move, merge or keeping together: who did it when, about which message, and where that stands now."""

    id: str
    kind: str
    message: str
    at: datetime
    actor: str
    undone_at: datetime | None
    undone_by: str | None
    subject: str
    thread: str


@dataclass(frozen=True, slots=True)
class Doubts:
    """What a person may want to correct in a thread of a partner.

    `joins`: child key → why it was joined; `offers`: keys that went on to another matter; `written`: somebody answers
    or has answered here in the console; `settled`: a person found every join right; `project`: where it belongs.
    """

    joins: Mapping[str, str]
    offers: Collection[str]
    partner_name: str = ""
    written: bool = False
    settled: bool = False
    project: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A thread one could move to or merge with."""

    id: str
    subject: str
    partner_name: str
    messages: int
    last_at: datetime


def of_thread(connection: Connection, thread: str) -> list[Act]:
    """The acts done in this thread, or about messages that stand in it now; the latest first."""
    within = select(_M.key).where(_M.thread == thread)
    concerned = or_(_A.thread.in_(joined(thread)), _A.message.in_(within), _A.target.in_(within))
    return _acts(connection, concerned)


def latest(connection: Connection, actor: str) -> Act | None:
    """What this person did last."""
    return next(iter(_acts(connection, _A.actor == actor)), None)


def _acts(connection: Connection, condition: Any) -> list[Act]:
    columns = (*(_A[name] for name in Act.__slots__ if name not in {"subject", "thread"}), _M.subject, _M.thread)
    query = select(*columns).join(s.message, _M.key == _A.message).where(condition)
    return [Act(*row) for row in connection.execute(query.order_by(_A.at.desc(), _A.id).limit(_SHOWN))]


def doubts(connection: Connection, thread: str) -> Doubts:
    p = s.partner.c
    drafts = exists().where(s.draft.c.message == _M.key, _M.thread == _T.id).label("written")
    query = select(_T.joins, _T.offers, _T.project, p.name, drafts).select_from(
        s.thread.outerjoin(s.partner, p.id == _T.partner)
    )
    row = connection.execute(query.where(_T.id == thread)).first()
    if row is None:
        return Doubts({}, ())
    kept = _kept(connection, {*(one["child"] for one in row.joins or ()), *(row.offers or ())})
    joins = {one["child"]: one["reason"] for one in row.joins or () if one["child"] not in kept}
    settled = bool(row.joins) and not joins
    offers = frozenset(row.offers or ()) - kept
    return Doubts(joins, offers, row.name or "", bool(row.written), settled, row.project)


def _kept(connection: Connection, messages: Collection[str]) -> set[str]:
    """Those of these messages a person found to stand where they belong."""
    standing = (_A.kind == KEEP, _A.undone_at.is_(None))
    queries = (select(_A.message).where(*standing, one) for one in among(_A.message, messages))
    return {found for query in queries for found in connection.execute(query).scalars()}


def choices(connection: Connection, thread: str, words: str = "") -> list[Choice]:
    """Other threads of the same partner, the latest first; with `words` any thread whose subject has them all."""
    query = _choices().where(_T.id != thread)
    if words:
        query = query.where(*(_T.subject.icontains(word, autoescape=True) for word in words.split()[:8]))
    else:
        query = query.where(_T.partner == select(_T.partner).where(_T.id == thread).scalar_subquery())
    return [Choice(*row) for row in connection.execute(query.order_by(_T.last_at.desc(), _T.id).limit(_SHOWN))]


def named(connection: Connection, thread: str) -> Choice | None:
    """That thread, where there is one."""
    row = connection.execute(_choices().where(_T.id == thread)).first()
    return Choice(*row) if row else None


def _choices() -> Select[Any]:
    p = s.partner.c
    columns = (_T.id, _T.subject, func.coalesce(p.name, "").label("partner_name"), _T.messages, _T.last_at)
    return select(*columns).select_from(s.thread.outerjoin(s.partner, p.id == _T.partner))


_LINE = (_M.key, _M.at, _M.sender, _M.sender_name, _M.subject, _M.excerpt)


def messages(connection: Connection, keys: Collection[str]) -> list[Any]:
    """key, at, sender, sender_name, subject, excerpt of these messages, oldest first."""
    found = [row for condition in among(_M.key, keys) for row in connection.execute(select(*_LINE).where(condition))]
    return sorted(found, key=lambda row: (row.at, row.key))


def latest_messages(connection: Connection, thread: str) -> list[Any]:
    """The same of the latest messages of a thread."""
    query = select(*_LINE).where(_M.thread == thread).order_by(_M.at.desc(), _M.key.desc()).limit(_LISTED)
    return list(reversed(connection.execute(query).all()))
