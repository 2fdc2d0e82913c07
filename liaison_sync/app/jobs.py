"""Long work that outlives the process which began it: a row until it is done, its place written with each page."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, select, update

from liaison_sync.app import leases
from liaison_sync.app.leases import LeaseLost
from liaison_sync.app.service import Service
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing

LEASE_SECONDS = 60
_J = s.job.c


@dataclass(slots=True)
class Job:
    """Work under our lease; `document` says what is to be done and how far it has come."""

    id: str
    fence: int
    document: dict[str, Any]


def ask(connection: Connection, id_: str, kind: str, document: Mapping[str, Any], now: datetime) -> None:
    """Have `kind` of work done; the same `id_` again is the same work, wherever it has come to."""
    known = connection.execute(select(_J.id).where(_J.id == id_)).first()
    if known is None:
        # Tokens rise over the lives of a row, so that a worker of a former life holds none of this one.
        row = {"id": id_, "kind": kind, "document": dict(document), "at": now, "fence": int(now.timestamp() * 1e6)}
        connection.execute(s.job.insert(), row)


def waiting(engine: Engine, kind: str) -> list[str]:
    """The ids of such work to be done, the oldest first."""
    with reading(engine) as connection:
        return list(connection.execute(select(_J.id).where(_J.kind == kind).order_by(_J.at, _J.id)).scalars())


def begin(service: Service, id_: str) -> Job | None:
    """Take the lease of a piece of work; None where it is done, or somebody who lives is at it."""
    now = service.clock.now()
    with writing(service.engine) as connection:
        row = connection.execute(select(s.job).where(_J.id == id_)).first()
        if row is None:
            return None
        if _dead(row.lease_owner) or row.lease_owner == service.worker:
            connection.execute(update(s.job).where(_J.id == id_).values(lease_until=None))
        fence = leases.take(connection, s.job, id_, owner=service.worker, now=now, seconds=LEASE_SECONDS)
    return Job(id_, fence, dict(row.document)) if fence is not None else None


def advance(connection: Connection, job: Job, now: datetime, **changes: Any) -> None:
    """Write, with a page, how far the work has come. Raises LeaseLost where another process took over."""
    leases.hold(connection, s.job, job.id, fence=job.fence, now=now, seconds=LEASE_SECONDS)
    job.document |= changes
    connection.execute(update(s.job).where(_J.id == job.id).values(document=job.document))


def end(connection: Connection, job: Job, now: datetime) -> None:
    """The work is done, or not wanted any more. Raises LeaseLost."""
    leases.hold(connection, s.job, job.id, fence=job.fence, now=now, seconds=LEASE_SECONDS)
    connection.execute(delete(s.job).where(_J.id == job.id))


def release(service: Service, job: Job) -> None:
    """Leave the work to whoever comes next, at the place where it stands."""
    with writing(service.engine) as connection:
        leases.release(connection, s.job, job.id, fence=job.fence)


def _dead(owner: str | None) -> bool:
    """Whether that owner was a process of this machine and is no more: nobody need wait for its lease to run out."""
    host, _, pid = (owner or "").rpartition(":")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


__all__ = ["Job", "LeaseLost", "advance", "ask", "begin", "end", "release", "waiting"]
