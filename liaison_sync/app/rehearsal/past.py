"""What really happened, in the order it did: mail as it was received, and what people did meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from liaison_sync.app.ingest import ROLE, Copy
from liaison_sync.app.parsing import Parsers
from liaison_sync.domain import campaign_commands as g
from liaison_sync.domain import commands as k
from liaison_sync.domain.filing import Arrival
from liaison_sync.store import schema as s
from liaison_sync.store import views
from liaison_sync.store.codec import load

PAGE = 200
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
# What people decide about mail and meetings; the directory is taken as it stands, letters are decided anew.
ACTS: dict[str, Any] = {
    one.__name__: one
    for one in (
        *(k.CloseThread, k.ReopenThread, k.AssignThread, k.SnoozeThread),
        *(k.RecordOutcome, k.RecordMinutes, k.AddAction, k.MoveDeadline, k.FinishAction),
        *(k.ConfirmFact, k.DismissCandidate),
        *(g.EnrolContact, g.LeaveCampaign),
    )
}


@dataclass(frozen=True, slots=True)
class Lying:
    """One copy of the mail: where it lies, since when, which bytes."""

    mailbox: str
    folder: str
    role: Any
    locator: str
    at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Act:
    at: datetime
    actor: str
    command: Any


def mail(connection: Connection) -> list[Lying]:
    """Every copy of mail that was stored, by when it was received; readings of calendars are none."""
    g, f = s.sighting.c, s.folder.c
    here = s.sighting.outerjoin(s.folder, (f.mailbox == g.mailbox) & (f.folder == g.folder))
    columns = (g.mailbox, g.folder, ROLE, g.locator, g.received_at, g.sha256)
    rows = connection.execute(select(*columns).select_from(here).where(g.state == "stored", g.message.is_not(None)))
    found = [
        Lying(r.mailbox, r.folder, r.role or "other", r.locator, r.received_at or _EARLIEST, r.sha256) for r in rows
    ]
    return sorted(found, key=lambda one: (one.at, one.mailbox, one.folder, one.locator))


def acts(connection: Connection) -> list[Act]:
    """What people did, as the journal tells it."""
    j = s.journal.c
    rows = connection.execute(select(j.at, j.actor, j.action, j.document).where(j.action.in_(ACTS)).order_by(j.n))
    return [Act(row.at, row.actor, _command(row.action, row.document)) for row in rows]


def _command(action: str, document: dict[str, Any]) -> Any:
    kind = ACTS[action]
    return load(kind, {name: value for name, value in document.items() if name in kind.__dataclass_fields__})


def copies(connection: Connection, parsers: Parsers, lying: Sequence[Lying]) -> Iterator[list[Copy]]:
    """The mail read again, page by page."""
    for at in range(0, len(lying), PAGE):
        page = lying[at : at + PAGE]
        raws = views.raws(connection, sorted({one.sha256 for one in page}))
        read = dict(zip(raws, parsers.read_all(list(raws.values())), strict=True))
        yield [
            Copy(Arrival(o.mailbox, o.folder, o.role, o.locator, o.at, read[o.sha256].parsed.message), read[o.sha256])
            for o in page
            if o.sha256 in read
        ]
