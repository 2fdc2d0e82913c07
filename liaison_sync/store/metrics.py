"""The figures a monitoring system watches: mailboxes, quarantine, outbox, follow-ups. Counts and times, no content."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

from sqlalchemy import ColumnElement, Connection, func, select

from liaison_sync.domain.followup import MOVES
from liaison_sync.domain.outbox import RowState
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s


@dataclass(frozen=True, slots=True)
class BoxFigures:
    name: str
    last_try: datetime | None
    last_success: datetime | None
    failures: int  # in a row
    failing: bool
    paused: bool
    quarantined: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by state name every state, also those nobody is in. `oldest_due` is that of a queued letter."""

    boxes: tuple[BoxFigures, ...]
    outbox: dict[str, int]
    oldest_due: datetime | None
    followups: dict[str, int]


def boxes(connection: Connection) -> tuple[BoxFigures, ...]:
    """Every mailbox ever tried, by name."""
    b, q = s.mailbox.c, s.quarantine.c
    held = select(func.count()).where(q.mailbox == b.name, q.released_at.is_(None)).scalar_subquery()
    columns = (b.name, b.last_try, b.last_success, b.failures, b.error.is_not(None), b.paused, held)
    return tuple(BoxFigures(*row) for row in connection.execute(select(*columns).order_by(b.name)))


def figures(connection: Connection) -> Figures:
    o, f = s.outbox.c, s.followup.c
    due = select(func.min(func.coalesce(o.next_try, o.queued_at))).where(o.state == "queued")
    return Figures(
        boxes(connection),
        {**dict.fromkeys(get_args(RowState), 0), **_by(connection, o.state)},
        connection.execute(due).scalar(),
        {**dict.fromkeys(MOVES, 0), **_by(connection, f.state)},
    )


def _by(connection: Connection, state: ColumnElement[str]) -> dict[str, int]:
    rows = connection.execute(select(state, func.count()).group_by(state))
    return {str(name): int(number) for name, number in rows}
