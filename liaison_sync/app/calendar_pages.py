"""A calendar on its way into the store: every reading of an item is a snapshot, judged as its owner's word.

Items change under the same id, so what is listed is always fetched; what cannot be fetched any more has left the
calendar, which is not the same as cancelled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

import zstandard
from sqlalchemy import Connection, select

from liaison_sync.app import calendar_items, leases
from liaison_sync.app.calendar_items import Whose
from liaison_sync.app.ingest import meetings, quarantine_id
from liaison_sync.app.pages import LEASE_SECONDS, Counts
from liaison_sync.app.service import Mailbox, Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.errors import Failure
from liaison_sync.domain.fact import Fact, Snapshot
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import graph_event
from liaison_sync.ports import (
    Cursor,
    Fetched,
    Folder,
    Gone,
    Missing,
    Page,
    Raw,
    Ref,
    Seen,
    Source,
    TooLarge,
    Unfetchable,
)
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
            gone: list[Fetched] = [Missing(one.ref) for one in page.items if isinstance(one, Gone)]
            if page.items or page.cursor != cursor:
                found = list(source.fetch(refs, max_bytes=graph_event.MAX_BYTES)) if refs else []
                self._commit(page, [*found, *gone])
            cursor, more = page.cursor, page.more
        if left:
            refs = [Ref(self.folder.id, locator) for locator in sorted(left)]
            self._commit(Page((), cursor or Cursor("")), list(source.fetch(refs, max_bytes=graph_event.MAX_BYTES)))

    def again(self, source: Source) -> datetime | None:
        """What was withheld is asked for with the pending of every folder; returns now where there is any."""
        with reading(self.service.engine) as connection:
            pending = views.withheld(connection, self.mailbox.name, self.folder.id)
        refs = [Ref(self.folder.id, one.locator) for one in pending]
        if refs:
            found = list(source.fetch(refs, max_bytes=graph_event.MAX_BYTES))
            if any(isinstance(one, Raw | Missing) for one in found):
                self._commit(None, found)
        return self.service.clock.now() if refs else None

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
            back = views.buried(connection, *where, here)
            facts = list(self._told(connection, [one for one in fetched if isinstance(one, Raw)], back, now))
            facts += self._left(connection, missing, now)
            changes = [change for one in fetched for change in self._kept(one, now)]
            changes += [c.SightingGone(*where, locator, now) for locator in missing]
            changes += [c.SightingBack(*where, locator) for locator in sorted(back)]
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
                if problem := calendar_items.unreadable(content, whose(self.mailbox)):
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

    def _told(self, connection: Connection, read: list[Raw], back: Collection[str], now: datetime) -> Iterator[Fact]:
        """What was read, each the later word than what was read of the same item before."""
        before = self._before(connection, {one.ref.locator for one in read if one.kind == "ics"})
        for one in read:
            name = one.ref.locator
            yield from calendar_items.snapshots(
                one.content, whose(self.mailbox), now, before.get(name), back=name in back
            )

    def _before(self, connection: Connection, locators: Collection[str]) -> dict[str, bytes]:
        """Locator → what was last read there."""
        here = (_I.mailbox == self.mailbox.name, _I.folder == self.folder.id, _I.sha256.is_not(None))
        digests = {
            row.locator: row.sha256
            for condition in views.among(_I.locator, locators)
            for row in connection.execute(select(_I.locator, _I.sha256).where(*here, condition))
        }
        kept = views.raws(connection, sorted(set(digests.values())))
        return {locator: kept[digest] for locator, digest in digests.items() if digest in kept}

    def _left(self, connection: Connection, locators: Collection[str], now: datetime) -> Iterator[Fact]:
        """What is not in the calendar any more, by what was last read there."""
        for content in self._before(connection, locators).values():
            for fact in calendar_items.snapshots(content, whose(self.mailbox), now):
                key, feed = f"gone:{now.isoformat()}", fact.method == "FEED"
                gone = Snapshot(fact.uid, None, fact.recurrence_id, change_key=key, feed=feed)
                yield replace(fact, content=gone, message=f"{fact.message}:gone")


def whose(mailbox: Mailbox) -> Whose:
    """In whose name a mailbox's calendar speaks."""
    return Whose(mailbox.address if mailbox.owner is None else mailbox.owner, mailbox.address)


def replayed(
    connection: Connection, service: Service, copy: tuple[str, str, str], content: bytes, now: datetime
) -> list[c.Change]:
    """A reading set aside before, understood now: nothing where it still is not. `copy`: mailbox, folder, locator."""
    box = next((one for one in service.mailboxes if one.name == copy[0]), None)
    if box is None or calendar_items.unreadable(content, whose(box)):
        return []
    facts = calendar_items.snapshots(content, whose(box), now)
    return [
        c.Sighted(*copy, "stored", now, sha256(content).hexdigest()),
        c.QuarantineReleased(quarantine_id(*copy), now),
        *meetings(connection, service, facts, {}, {}, now),
    ]
