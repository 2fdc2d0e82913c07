"""Letters about meetings that wait for their outcome: those of their thread and of their partner since they began."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, func, select, union

from liaison_sync.domain.held_evidence import LATEST
from liaison_sync.domain.value import dataclass
from liaison_sync.store import agenda
from liaison_sync.store import schema as s

_MOST = 400  # the latest pairs of meeting and letter that are looked at
_BODY = 3_000  # characters
_O, _E, _M, _T = s.occurrence.c, s.engagement.c, s.message.c, s.message_text.c


@dataclass(frozen=True, slots=True)
class Beside:
    """One letter beside one meeting: `start` of the meeting and `at` of the letter are aware UTC."""

    meeting: str
    start: datetime
    partner: str | None
    message: str
    sender: str
    ours: bool
    at: datetime
    in_thread: bool
    body: str
    files: tuple[str, ...]  # their names, in one


def beside(connection: Connection, now: datetime, *, meeting: str = "") -> Iterator[Beside]:
    """The letters beside every meeting that waits, or beside this one; nobody else's, no automatic ones."""
    columns = (
        *(_O.key.label("meeting"), _O.start, _E.partner, _E.thread.label("own")),
        *(_M.key, _M.n, _M.sender, _M.direction, _M.at, _M.thread),
    )
    lately = now - 2 * LATEST
    recent = (_M.at >= _O.start, _M.at > lately, _O.start > lately, _M.automatic.is_(None), _M.junk.is_(False))
    these = (_O.key == meeting,) if meeting else ()
    # Two questions, each with an index of its own; asked as one, SQLite goes through all the mail.
    either = (
        select(*columns)
        .select_from(s.occurrence.join(s.engagement, _O.engagement == _E.key).join(s.message, same))
        .where(*agenda.awaiting(now), *recent, *these)
        for same in (_M.thread == _E.thread, _M.partner == _E.partner)
    )
    found = union(*either).subquery()
    body = func.substr(_T.body, 1, _BODY).label("body")
    query = select(found, body, _T.files).join(s.message_text, _T.n == found.c.n)
    for row in connection.execute(query.order_by(found.c.at.desc(), found.c.key).limit(_MOST)):
        yield Beside(
            meeting=row.meeting,
            start=row.start,
            partner=row.partner,
            message=row.key,
            sender=row.sender,
            ours=row.direction == "out",
            at=row.at,
            in_thread=row.thread == row.own and row.own is not None,
            body=row.body or "",
            files=(row.files,) if row.files else (),
        )


def begun(connection: Connection, now: datetime) -> list[tuple[datetime, str]]:
    """(start, partner) of each meeting that began lately with somebody, whatever became of it."""
    query = select(_O.start, _E.partner).join(s.engagement, _O.engagement == _E.key)
    some = (
        _O.start > now - 2 * LATEST,
        _O.start <= now,
        _E.partner.is_not(None),
        _O.status.not_in(("candidate", "tombstone")),
    )
    return [(row.start, row.partner) for row in connection.execute(query.where(*some))]
