"""What really happened, in the order it did: mail as it was received, and what people did meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from liaison_sync.app.ingest import ROLE, Copy
from liaison_sync.app.parsing import Parsers
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.filing import Arrival
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store import views
from liaison_sync.store.codec import load

PAGE = 200
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
# What people decide about mail, meetings, campaigns and rules; the directory is taken as it stands.
ACTS: dict[str, Any] = {
    one.__name__: one
    for one in (
        *(k.CloseThread, k.ReopenThread, k.AssignThread, k.SnoozeThread),
        *(k.RecordOutcome, k.RecordMinutes, k.AddAction, k.MoveDeadline, k.FinishAction),
        *(k.ConfirmFact, k.DismissCandidate),
        *(k.PutCampaign, k.StopCampaign, k.ResumeCampaign, k.EnrolContact, k.LeaveCampaign, k.ReturnToCampaign),
        *(k.PutOverride, k.DropOverride, k.PutProject, k.GroupThread, k.GroupMeeting),
        *(k.RecordAnswer, k.TakeBackAnswer, k.UndoWish),
    )
}
# What they decide about letters, in the console or by mail; a letter nobody decided about is taken as approved.
DECISIONS: dict[str, Any] = {
    one.__name__: one
    for one in (k.ApproveFollowUp, k.EditFollowUp, k.SnoozeFollowUp, k.CancelFollowUp, k.ReopenFollowUp)
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
    """`command` is one of ACTS or DECISIONS, or what a partner said on a page of ours, as the changes it made."""

    at: datetime
    actor: str
    command: Any

    @property
    def decides(self) -> str:
        """The follow-up it decides about; "" for anything else."""
        return str(self.command.id) if type(self.command).__name__ in DECISIONS else ""


@dataclass(frozen=True, slots=True)
class Wished:
    """Asked to be left alone, on the page or by the address that a letter of ours named."""

    noted: c.WishNoted


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
    """What people did, as the journal tells it, and what partners said on our pages, in time order."""
    j, known = s.journal.c, ACTS | DECISIONS
    rows = connection.execute(select(j.at, j.actor, j.action, j.document).where(j.action.in_(known)).order_by(j.n))
    done = [Act(row.at, row.actor, _command(known[row.action], row.document)) for row in rows]
    return sorted([*done, *_wishes(connection), *_feedback(connection)], key=lambda one: one.at)


def _wishes(connection: Connection) -> Iterator[Act]:
    """A token is known to the store that gave it out alone, so each wish is told again, when we got to know it."""
    w, m = s.wish.c, s.message.c
    query = select(s.wish, m.received_at).outerjoin(s.message, m.key == w.message).order_by(w.at, w.message)
    for row in connection.execute(query):
        noted = c.WishNoted(row.message, row.address, row.kind, row.said, row.at)
        yield Act(max(row.at, row.received_at or row.at), row.address, Wished(noted))


def _feedback(connection: Connection) -> Iterator[Act]:
    for row in connection.execute(select(s.feedback).where(s.feedback.c.via == "form").order_by(s.feedback.c.at)):
        told = {name: getattr(row, name) for name in c.FeedbackPut.__slots__}
        yield Act(row.at, row.contact, c.FeedbackPut(**told))


def _command(kind: Any, document: dict[str, Any]) -> Any:
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
