"""How long partners have been silent, and how often they wrote before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, select

from liaison_sync.domain.rhythm import Rhythm, usual_gap
from liaison_sync.store import schema as s

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
    m = s.message.c
    theirs = and_(m.direction == "in", m.automatic.is_(None), m.junk.is_(False), m.thread.is_not(None))
    last = (
        select(m.key)
        .where(m.partner == s.partner.c.id, theirs)
        .order_by(m.at.desc(), m.key)
        .limit(1)
        .correlate(s.partner)
        .scalar_subquery()
    )
    whose = () if partner is None else (s.partner.c.id == partner,)
    silent = select(s.partner.c.id, m.key, m.at, m.thread, s.thread.c.project).join(s.message, m.key == last)
    silent = silent.outerjoin(s.thread, s.thread.c.id == m.thread).where(*whose)
    silent = silent.where(m.at <= now - silent_for[0], m.at > now - silent_for[1])
    for row in connection.execute(silent.order_by(s.partner.c.id)).all():
        if settled(row.key):
            continue
        spoken = (
            select(m.at).where(m.partner == row.id, theirs, m.at > now - _PAST).order_by(m.at.desc()).limit(letters)
        )
        days = (at.date() for at in connection.execute(spoken).scalars())
        yield row.id, Rhythm(row.key, row.at, row.thread, usual_gap(days), row.project)
