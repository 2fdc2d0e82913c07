"""The reports that are frozen: one row for each name and period, and the letters that were queued of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from liaison_sync.domain.report.blocks import Snapshot
from liaison_sync.domain.report.document import snapshot
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s


@dataclass(frozen=True, slots=True)
class Frozen:
    """A report as it was frozen, and when its letters were queued (None: never mailed)."""

    snapshot: Snapshot
    frozen_at: datetime
    queued_at: datetime | None


def frozen(connection: Connection, name: str, period: str) -> Frozen | None:
    """One report, or None where that period is not frozen."""
    r = s.report.c
    row = connection.execute(select(s.report).where(r.name == name, r.period == period)).first()
    return Frozen(snapshot(row.snapshot), row.frozen_at, row.queued_at) if row else None


def periods(connection: Connection, name: str) -> list[tuple[str, datetime, datetime | None]]:
    """(period, frozen at, queued at) of every report of that name, newest first."""
    r = s.report.c
    query = select(r.period, r.frozen_at, r.queued_at).where(r.name == name).order_by(r.period.desc())
    return [(row.period, row.frozen_at, row.queued_at) for row in connection.execute(query)]


def everything(connection: Connection, most: int = 200) -> list[tuple[str, str, datetime, datetime | None]]:
    """(name, period, frozen at, queued at) of reports of any name, the latest frozen first."""
    r = s.report.c
    query = select(r.name, r.period, r.frozen_at, r.queued_at).order_by(r.frozen_at.desc(), r.period.desc(), r.name)
    return [(row.name, row.period, row.frozen_at, row.queued_at) for row in connection.execute(query.limit(most))]


def letters(connection: Connection, name: str, period: str) -> set[str]:
    """The outbox ids of a report's letters."""
    o = s.outbox.c
    query = select(o.id).where(o.kind == "report", o.about == f"{name}/{period}")
    return set(connection.execute(query).scalars())


def mark_queued(connection: Connection, name: str, period: str, at: datetime) -> None:
    """A report that was only frozen is mailed after all."""
    r = s.report.c
    connection.execute(update(s.report).where(r.name == name, r.period == period).values(queued_at=at))
