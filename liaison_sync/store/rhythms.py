"""How long partners have been silent, and how often they wrote before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from liaison_sync.domain.rhythm import Rhythm, usual_gap
from liaison_sync.store import schema as s
from liaison_sync.store.views import among

_M = s.message.c
_THEIRS: tuple[ColumnElement[bool], ...] = (
    _M.direction == "in",
    _M.automatic.is_(None),
    _M.junk.is_(False),
    _M.thread.is_not(None),
)
_PAST = timedelta(days=730)
_MOST = 400  # messages a rhythm is told from


def rhythms(
    connection: Connection,
    now: datetime,
    least: timedelta,
    *,
    partner: str | None = None,
    settled: Callable[[str], bool] = lambda _: False,
    longest: timedelta = _PAST,
    letters: int = _MOST,
) -> dict[str, Rhythm]:
    """Partner → its rhythm, of those silent for `least` and not beyond `longest`; `letters` tell it at most.

    Not of those whose last message (key) is `settled`.
    """
    return dict(_found(connection, now, (least, longest), partner, settled, letters))


def _found(
    connection: Connection,
    now: datetime,
    silent_for: tuple[timedelta, timedelta],
    partner: str | None,
    settled: Callable[[str], bool],
    letters: int,
) -> Iterator[tuple[str, Rhythm]]:
    silent = [row for row in _silent(connection, now, silent_for, partner) if not settled(row.key)]
    spoken = _spoken(connection, now, [row.id for row in silent], letters)
    for row in silent:
        yield row.id, Rhythm(row.key, row.at, row.thread, usual_gap(spoken[row.id]), row.project)


def _silent(
    connection: Connection, now: datetime, silent_for: tuple[timedelta, timedelta], partner: str | None
) -> Sequence[Any]:
    """Each such partner with its last message before `now`."""
    m, p = s.message.c, s.partner.c
    theirs = (m.partner == p.id, *_THEIRS, m.at < now)
    last = select(m.key).where(*theirs).order_by(m.at.desc(), m.key).limit(1).correlate(s.partner).scalar_subquery()
    joined = select(p.id, m.key, m.at, m.thread, s.thread.c.project).join(s.message, m.key == last)
    joined = joined.outerjoin(s.thread, s.thread.c.id == m.thread)
    joined = joined.where(m.at <= now - silent_for[0], m.at > now - silent_for[1])
    whose = () if partner is None else (p.id == partner,)
    return connection.execute(joined.where(*whose).order_by(p.id)).all()


def _spoken(
    connection: Connection, now: datetime, partners: Collection[str], letters: int
) -> Mapping[str, Collection[date]]:
    """Partner → the days (UTC) of its last `letters` messages: one query, an index to the oldest of them."""
    m, p, past = s.message.c, s.partner.c, now - _PAST
    theirs = (m.partner == p.id, *_THEIRS, m.at < now, m.at > past)
    oldest = select(m.at).where(*theirs).order_by(m.at.desc()).offset(letters - 1).limit(1).correlate(s.partner)
    found: dict[str, set[date]] = defaultdict(set)
    for condition in among(p.id, partners):
        told = select(p.id, m.at).join(s.message, and_(*theirs)).where(condition)
        near = m.at >= func.coalesce(oldest.scalar_subquery(), past, type_=m.at.type)
        for row in connection.execute(told.where(near)):
            found[row.id].add(row.at.date())
    return found
