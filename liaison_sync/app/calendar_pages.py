"""A calendar of ours on its way into the store: every reading of an item is a snapshot, judged as its owner's word.

Items change under the same id, so what is listed is always fetched; what cannot be fetched any more has left the
calendar, which is not the same as cancelled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

import zstandard
from sqlalchemy import Connection, select

from liaison_sync.app import leases
from liaison_sync.app.facts import siblings_by_uid
from liaison_sync.app.ingest import meetings, quarantine_id
from liaison_sync.app.pages import LEASE_SECONDS, Counts
from liaison_sync.app.service import Mailbox, Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.errors import Failure
from liaison_sync.domain.fact import AuthVerdict, Fact, Snapshot
from liaison_sync.formats import graph_event
from liaison_sync.formats.meeting_uid import meeting_uid
from liaison_sync.ports import Cursor, Fetched, Folder, Missing, Page, Raw, Ref, Seen, Source, TooLarge, Unfetchable
from liaison_sync.store import failpoint, views
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing

_I = s.sighting.c


@dataclass(slots=True)
class CalendarPages:
    """One calendar of a mailbox, read under the lease `fence`. Raises LeaseLost where another worker took over."""

    service: Service
    mailbox: Mailbox
    fence: int
    folder: Folder
    counts: Counts

    def take(self, source: Source, cursor: Cursor | None, *, anew: bool = False) -> None:
        """Every page since `cursor`; `anew`: what was known and is not listed again is asked for by itself."""
        with reading(self.service.engine) as connection:
            left = views.alive(connection, self.mailbox.name, self.folder.id) if anew else set()
        more = True
        while more:
            page = source.changes(self.folder, cursor, self.mailbox.page_messages)
            refs = [one.ref for one in page.items if isinstance(one, Seen)]
            left -= {ref.locator for ref in refs}
            self._commit(page, list(source.fetch(refs, max_bytes=graph_event.MAX_BYTES)) if refs else [])
            cursor, more = page.cursor, page.more
        if left:
            refs = [Ref(self.folder.id, locator) for locator in sorted(left)]
            self._commit(Page((), cursor or Cursor("")), list(source.fetch(refs, max_bytes=graph_event.MAX_BYTES)))

    def again(self, source: Source) -> None:
        """What was withheld is asked for with the pending of every folder."""
        with reading(self.service.engine) as connection:
            pending = views.withheld(connection, self.mailbox.name, self.folder.id)
        refs = [Ref(self.folder.id, one.locator) for one in pending]
        if refs:
            found = list(source.fetch(refs, max_bytes=graph_event.MAX_BYTES))
            if any(isinstance(one, Raw | Missing) for one in found):
                self._commit(None, found)

    def _commit(self, page: Page | None, fetched: list[Fetched]) -> None:
        failpoint.hit("calendar read")
        now = self.service.clock.now()
        where = (self.mailbox.name, self.folder.id)
        with writing(self.service.engine) as connection:
            name, seconds = self.mailbox.name, LEASE_SECONDS
            leases.hold(connection, s.mailbox, name, fence=self.fence, now=now, seconds=seconds)
            stood = views.alive(connection, *where)
            here = {one.ref.locator for one in fetched if isinstance(one, Raw)}
            missing = sorted({one.ref.locator for one in fetched if isinstance(one, Missing)} & stood)
            told = [one for one in fetched if isinstance(one, Raw)]
            facts = [fact for one in told for fact in snapshots(one.content, self.mailbox.address, now)]
            facts += self._left(connection, missing, now)
            changes = [change for one in fetched for change in self._kept(one, now)]
            changes += [c.SightingGone(*where, locator, now) for locator in missing]
            changes += [c.SightingBack(*where, locator) for locator in sorted(views.buried(connection, *where, here))]
            changes += meetings(connection, self.service, facts, {}, {}, now)
            if page is not None and page.cursor:
                path, role = self.folder.path, self.folder.role
                changes.append(c.CursorMoved(*where, path, role, page.cursor, now))
            apply(connection, changes)
        self.counts.gone += len(missing)
        self.counts.quarantined += sum(isinstance(change, c.Quarantined) for change in changes)

    def _kept(self, one: Fetched, now: datetime) -> Iterator[c.Change]:
        where = (self.mailbox.name, self.folder.id, one.ref.locator)
        place = quarantine_id(*where)
        match one:
            case Raw(content=content):
                digest = sha256(content).hexdigest()
                yield c.RawKept(digest, len(content), zstandard.compress(content, 3))
                if problem := unreadable(content, self.mailbox.address):
                    yield c.Sighted(*where, "quarantined", now, digest)
                    yield c.Quarantined(place, *where, digest, "event_unreadable", problem, now)
                    return
                yield c.Sighted(*where, "stored", now, digest)
                yield c.QuarantineReleased(place, now)
            case TooLarge(size=size):
                yield c.Sighted(*where, "quarantined", now)
                yield c.Quarantined(place, *where, None, "too_large", f"{size}", now)
            case Unfetchable(error=Failure() as error):
                yield c.Sighted(*where, "pending", now)
                yield c.Quarantined(place, *where, None, "unfetchable", error.detail or error.key, now, 1)

    def _left(self, connection: Connection, locators: Collection[str], now: datetime) -> Iterator[Fact]:
        """What is not in the calendar any more, by what was last read there."""
        if not locators:
            return
        here = (_I.mailbox == self.mailbox.name, _I.folder == self.folder.id, _I.locator.in_(locators))
        digests = list(connection.execute(select(_I.sha256).where(*here, _I.sha256.is_not(None))).scalars())
        for content in views.raws(connection, digests).values():
            for fact in snapshots(content, self.mailbox.address, now):
                gone = Snapshot(fact.uid, None, fact.recurrence_id, change_key=f"gone:{now.isoformat()}")
                yield replace(fact, content=gone, message=f"{fact.message}:gone")


def unreadable(content: bytes, owner: str) -> str | None:
    """What keeps a reading from being understood, None where it is; a draft is nobody's meeting yet."""
    found = graph_event.read(content, owner).file
    if any(one.uid for one in found.invitations) or found.problems == (graph_event.DRAFT,):
        return None
    return ", ".join(found.problems) or "uid_missing"


def replayed(
    connection: Connection, service: Service, copy: tuple[str, str, str], content: bytes, now: datetime
) -> list[c.Change]:
    """A reading set aside before, understood now: nothing where it still is not. `copy`: mailbox, folder, locator."""
    owner = next((one.address for one in service.mailboxes if one.name == copy[0]), "")
    if not owner or unreadable(content, owner):
        return []
    facts = snapshots(content, owner, now)
    return [
        c.Sighted(*copy, "stored", now, sha256(content).hexdigest()),
        c.QuarantineReleased(quarantine_id(*copy), now),
        *meetings(connection, service, facts, {}, {}, now),
    ]


def snapshots(content: bytes, owner: str, at: datetime) -> list[Fact]:
    """What one reading of an item in `owner`'s calendar says, read `at`."""
    item = graph_event.read(content, owner)
    together = siblings_by_uid(item.file)
    message = f"event:{sha256(content).hexdigest()}"
    return [
        Fact(
            mailbox=owner.lower(),
            message=message,
            received_at=at,
            sender=owner.lower(),
            content=Snapshot(meeting_uid(one.uid), replace(one, uid=meeting_uid(one.uid)), one.recurrence_id, key),
            authentication=AuthVerdict("own", "calendar"),
            role="calendar",
            siblings=together[one.uid],
        )
        for key in (item.change_key,)
        for one in item.file.invitations
        if one.uid
    ]
