"""One folder on its way into the store: each page's messages, tombstones and cursor in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from liaison_sync.app import leases
from liaison_sync.app.facts import sender_of
from liaison_sync.app.ingest import SENT_LABEL, Copy, quarantine_id
from liaison_sync.app.letting_in import let_in
from liaison_sync.app.parsing import Read
from liaison_sync.app.reading import ReadPage, Unread, read_folders
from liaison_sync.app.service import Mailbox, Service
from liaison_sync.connections.folders import standing
from liaison_sync.domain import changes as c
from liaison_sync.domain.filing import Arrival
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Cursor, Fetched, Folder, Gone, Missing, Raw, Ref, Seen, Source, TooLarge, Unfetchable
from liaison_sync.store import failpoint, known_as, views
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.own_letters import own_letters
from liaison_sync.store.views import Withheld

LEASE_SECONDS = 300
_OPEN = frozenset({"pending", "excluded"})  # states of a copy that is fetched, or left out, when listed again
_AGAIN = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 1440))


@dataclass(slots=True)
class Counts:
    """What came of it; `own` are our letters' copies coming back, which are no news."""

    messages: int = 0
    own: int = 0
    quarantined: int = 0
    gone: int = 0


def take(source: Source, folders: Sequence[tuple[Pages, Cursor | None]]) -> None:
    """What is new in folders of one mailbox since their cursors."""
    if not folders:
        return
    of = {pages.folder.id: pages for pages, _ in folders}
    first, _ = folders[0]
    mailbox, parsers = first.mailbox, first.service.parsers
    unread = [Unread(pages.folder, cursor, pages.wanted, pages.held) for pages, cursor in folders]
    for page in read_folders(source, unread, parsers=parsers, max_bytes=mailbox.max_bytes, limit=mailbox.page_messages):
        failpoint.hit("page read")
        of[page.folder.id].commit(page)


@dataclass(slots=True)
class Pages:
    """One folder of a mailbox, read under the lease `fence`. Raises LeaseLost where another worker took over."""

    service: Service
    mailbox: Mailbox
    fence: int
    folder: Folder
    counts: Counts

    # --- what is new ------------------------------------------------------------------------------------------

    def wanted(self, seen: list[Seen]) -> set[Ref]:
        """The copies not stored yet; no drafts, and what was one and is none any more; nothing a rule leaves out."""
        refs = self._readable(seen)
        with reading(self.service.engine) as connection:
            known = views.sightings(connection, self.mailbox.name, self.folder.id, {ref.locator for ref in refs})
        return {ref for ref in refs if known.get(ref.locator, "pending") in _OPEN}

    def held(self, seen: list[Seen]) -> list[Raw]:
        """Those the server only moved, or files under a further label: their bytes we have, of the size it tells."""
        named = {one.ref: one.stable_id for one in seen if one.stable_id is not None}
        if not named:
            return []
        with reading(self.service.engine) as connection:
            content = known_as.held(connection, self.mailbox.name, {*named.values()})
        return [Raw(ref, found) for ref, id_ in named.items() if (found := content.get(id_)) and len(found) == ref.size]

    def _readable(self, seen: Iterable[Seen]) -> list[Ref]:
        rules = self.mailbox.rules
        return [one.ref for one in seen if standing(one.labels) != "draft" and rules.of_listing(one.received) is None]

    def commit(self, page: ReadPage) -> None:
        """A page that begins anew buries all that is known: what comes again, on it or a later one, is alive again."""
        now = self.service.clock.now()
        seen = {item.ref: item for item in page.page.items if isinstance(item, Seen)}
        gone = [item.ref.locator for item in page.page.items if isinstance(item, Gone)]
        all_ = [self._copy(ref, read, seen[ref].received, now, seen[ref].labels) for ref, read in page.read.items()]
        copies, ignored = self._sifted(all_)
        with writing(self.service.engine) as connection:
            self._hold(connection, now)
            where = (self.mailbox.name, self.folder.id)
            buried = views.alive(connection, *where) - {ref.locator for ref in seen} if page.anew else set()
            back = views.buried(connection, *where, {ref.locator for ref in seen})
            changes = let_in(connection, self.service, copies, now)
            refused = _refused(changes)
            withheld = {one.locator for one in views.withheld(connection, *where)}
            changes += self._released(all_, withheld - refused, now)
            changes += self._let_go(withheld & (buried | set(gone)), now)
            changes += [one for each in page.failed for one in self._failed(each, _received(seen, each.ref), 1, now)]
            changes += [c.SightingGone(*where, locator, now) for locator in (*gone, *sorted(buried))]
            changes += [*self._drafts(seen.values()), *ignored, *self._too_old(connection, seen.values())]
            changes += [c.SightingBack(*where, locator) for locator in sorted(back)]
            kept = {one.read.sha256 for one in copies}
            named = ((seen[ref].stable_id, read.sha256) for ref, read in page.read.items() if read.sha256 in kept)
            changes += [c.CopyKnown(self.mailbox.name, id_, digest) for id_, digest in named if id_ is not None]
            changes.append(self._cursor(page, now))
            apply(connection, changes)
            taken = (one.arrival for one in copies if one.arrival.locator not in refused)
            own = own_letters(connection, (one.message for one in taken))
        self._count(changes, len(copies), len(gone), own)

    # --- what the server withheld before ----------------------------------------------------------------------

    def again(self, source: Source) -> datetime | None:
        """Ask once more for what was listed and not handed over, ever more seldom; returns when the next is due."""
        now = self.service.clock.now()
        with reading(self.service.engine) as connection:
            pending = views.withheld(connection, self.mailbox.name, self.folder.id)
        due = {one.locator: one for one in pending if one.at + _wait(one.tries) <= now}
        if not due:
            return min((one.at + _wait(one.tries) for one in pending), default=None)
        refs = [Ref(self.folder.id, locator) for locator in due]
        fetched = list(source.fetch(refs, max_bytes=self.mailbox.max_bytes))
        raws = [one for one in fetched if isinstance(one, Raw)]
        read = self.service.parsers.read_all([one.content for one in raws])
        all_ = [self._copy(o.ref, r, due[o.ref.locator].received_at, now) for o, r in zip(raws, read, strict=True)]
        copies, ignored = self._sifted(all_)
        with writing(self.service.engine) as connection:
            self._hold(connection, now)
            changes = let_in(connection, self.service, copies, now)
            changes += [*self._released(all_, due.keys() - _refused(changes), now), *ignored]
            changes += [one for each in fetched for one in self._still(each, due[each.ref.locator], now)]
            apply(connection, changes)
        self._count(changes, len(copies), 0)
        return now

    # --- what a certificate missed ----------------------------------------------------------------------------

    def bring_back(
        self, source: Source, seen: Sequence[Seen], note: Callable[[Mapping[str, str]], list[c.Change]]
    ) -> None:
        """Fetch what the store lacks and let it in as if it had just come, in one transaction with what `note` makes
        of the outcomes (locator → state, or gone).
        """
        now = self.service.clock.now()
        received = {one.ref.locator: one.received for one in seen}
        once = self._once_stored(seen)
        wanted = [one.ref for one in seen if one.ref.locator in once and standing(one.labels) != "draft"]
        wanted += [ref for ref in self._readable(seen) if ref.locator not in once]
        fetched = list(source.fetch(wanted, max_bytes=self.mailbox.max_bytes))
        raws = [one for one in fetched if isinstance(one, Raw)]
        read = self.service.parsers.read_all([one.content for one in raws])
        labels = {one.ref.locator: one.labels for one in seen}
        all_ = [
            self._copy(o.ref, r, received[o.ref.locator], now, labels[o.ref.locator])
            for o, r in zip(raws, read, strict=True)
        ]
        copies, ignored = self._sifted(all_, once)
        failpoint.hit("missing fetched")
        with writing(self.service.engine) as connection:
            self._hold(connection, now)
            where = (self.mailbox.name, self.folder.id)
            changes = let_in(connection, self.service, copies, now)
            withheld = {one.locator for one in views.withheld(connection, *where)}
            changes += self._released(all_, withheld - _refused(changes), now)
            changes += [one for each in fetched for one in self._failed(each, received[each.ref.locator], 1, now)]
            changes += [*self._drafts(seen), *ignored, *self._too_old(connection, seen)]
            outcomes = {one.ref.locator: "gone" for one in fetched if isinstance(one, Missing)}
            outcomes |= {one.locator: one.state for one in changes if isinstance(one, c.Sighted)}
            here = {locator for locator, outcome in outcomes.items() if outcome != "gone"}
            back = views.buried(connection, *where, here)
            changes += [c.SightingBack(*where, locator) for locator in sorted(back)]
            apply(connection, [*changes, *note(outcomes)])
        self._count(changes, sum(isinstance(one, c.MessageAdded) for one in changes), 0)

    def _once_stored(self, seen: Iterable[Seen]) -> set[str]:
        """Those a rule written later leaves in: they were taken in, and lost."""
        with reading(self.service.engine) as connection:
            locators = {one.ref.locator for one in seen}
            known = views.sightings(connection, self.mailbox.name, self.folder.id, locators)
        return {locator for locator, state in known.items() if state not in _OPEN}

    def bury(self, locators: Collection[str]) -> None:
        """Copies the server lists no more, and nobody had told us."""
        now = self.service.clock.now()
        where = (self.mailbox.name, self.folder.id)
        changes = [c.SightingGone(*where, locator, now) for locator in sorted(locators)]
        if changes:
            with writing(self.service.engine) as connection:
                self._hold(connection, now)
                withheld = {one.locator for one in views.withheld(connection, *where)}
                apply(connection, [*changes, *self._let_go(withheld & set(locators), now)])
            self.counts.gone += len(changes)

    def forget(self) -> None:
        """The server gives its numbers twice: nothing is known by them any more, and the folder is to be read anew."""
        now = self.service.clock.now()
        with writing(self.service.engine) as connection:
            self._hold(connection, now)
            withheld = [one.locator for one in views.withheld(connection, self.mailbox.name, self.folder.id)]
            released = self._let_go(withheld, now)
            apply(connection, [*released, c.FolderForgotten(self.mailbox.name, self.folder.id, now)])

    def _still(self, one: Fetched, before: Withheld, now: datetime) -> Iterator[c.Change]:
        if isinstance(one, Missing):
            yield c.SightingGone(self.mailbox.name, self.folder.id, one.ref.locator, now)
            yield c.QuarantineReleased(self._quarantine_id(one.ref.locator), now)
        yield from self._failed(one, before.received_at, before.tries + 1, now)

    # --- both -------------------------------------------------------------------------------------------------

    def _hold(self, connection: Connection, now: datetime) -> None:
        leases.hold(connection, s.mailbox, self.mailbox.name, fence=self.fence, now=now, seconds=LEASE_SECONDS)

    def _copy(self, ref: Ref, read: Read, received: datetime | None, now: datetime, labels: Sequence[str] = ()) -> Copy:
        ours = standing(labels) == "sent"
        where = (self.mailbox.name, self.folder.id, "sent" if ours else self.folder.role, ref.locator)
        return Copy(Arrival(*where, received or now, read.parsed.message), read, SENT_LABEL if ours else "")

    def _drafts(self, seen: Iterable[Seen]) -> Iterator[c.Change]:
        """What lies among all mail and is not finished yet: accounted for, never read."""
        for one in seen:
            if standing(one.labels) == "draft":
                where = (self.mailbox.name, self.folder.id, one.ref.locator)
                yield c.Sighted(*where, "excluded", one.received, rule="drafts_label")

    def _sifted(self, copies: Sequence[Copy], once: Container[str] = ()) -> tuple[list[Copy], list[c.Change]]:
        """Those that are taken in (and were `once`); that the others were left out by who sent them, nothing else."""
        kept: list[Copy] = []
        ignored: list[c.Change] = []
        for one in copies:
            arrival = one.arrival
            rule = self.mailbox.rules.of_sender(sender_of(arrival.message), arrival.role)
            if rule is None or arrival.locator in once:
                kept.append(one)
            else:
                where = (arrival.mailbox, arrival.folder, arrival.locator)
                ignored.append(c.Sighted(*where, "excluded", arrival.received_at, rule=rule))
        return kept, ignored

    def _too_old(self, connection: Connection, seen: Iterable[Seen]) -> Iterator[c.Change]:
        """What came before the mailbox is read; what is stored already stays."""
        found = {one.ref.locator: (one, rule) for one in seen if (rule := self.mailbox.rules.of_listing(one.received))}
        known = views.sightings(connection, self.mailbox.name, self.folder.id, found) if found else {}
        for locator, (one, rule) in found.items():
            if known.get(locator, "pending") in _OPEN and standing(one.labels) != "draft":
                yield c.Sighted(self.mailbox.name, self.folder.id, locator, "excluded", one.received, rule=rule)
                if known.get(locator) == "pending":
                    yield c.QuarantineReleased(self._quarantine_id(locator), self.service.clock.now())

    def _failed(self, one: Fetched, received: datetime | None, tries: int, now: datetime) -> Iterable[c.Change]:
        """What the source could not hand over stays visible: pending and tried again, or set aside."""
        where = (self.mailbox.name, self.folder.id, one.ref.locator)
        match one:
            case TooLarge(size=size):
                yield c.Sighted(*where, "quarantined", received)
                yield c.Quarantined(self._quarantine_id(where[2]), *where, None, "too_large", f"{size}", now)
            case Unfetchable(error=error):
                yield c.Sighted(*where, "pending", received)
                detail = error.detail or error.key
                yield c.Quarantined(self._quarantine_id(where[2]), *where, None, "unfetchable", detail, now, tries)

    def _released(self, copies: Iterable[Copy], withheld: Container[str], now: datetime) -> Iterator[c.Change]:
        """What was withheld and is read now; poison stays where people see it."""
        for one in copies:
            if one.arrival.locator in withheld and not one.read.parsed.message.quarantined:
                yield c.QuarantineReleased(self._quarantine_id(one.arrival.locator), now)

    def _let_go(self, locators: Iterable[str], now: datetime) -> Iterator[c.Change]:
        """Nobody is to wait for what the server does not list any more."""
        yield from (c.QuarantineReleased(self._quarantine_id(one), now) for one in sorted(locators))

    def _quarantine_id(self, locator: str) -> str:
        return quarantine_id(self.mailbox.name, self.folder.id, locator)

    def _cursor(self, page: ReadPage, now: datetime) -> c.Change:
        folder = self.folder
        return c.CursorMoved(self.mailbox.name, folder.id, folder.path, folder.role, page.page.cursor, now)

    def _count(self, changes: Sequence[c.Change], messages: int, gone: int, own: int = 0) -> None:
        self.counts.messages += messages - own
        self.counts.own += own
        self.counts.quarantined += sum(isinstance(change, c.Quarantined) for change in changes)
        self.counts.gone += gone


def _refused(changes: Iterable[c.Change]) -> set[str]:
    """The locators of what was set aside."""
    return {one.locator for one in changes if isinstance(one, c.Quarantined)}


def _wait(tries: int) -> timedelta:
    return _AGAIN[min(tries, len(_AGAIN)) - 1]


def _received(seen: dict[Ref, Seen], ref: Ref) -> datetime | None:
    return seen[ref].received if ref in seen else None


def vanished(
    mailbox: str, locators: Iterable[str], withheld: Iterable[str], folder: str, now: datetime
) -> Iterator[c.Change]:
    """A folder that is not there any more: what lay in it is gone, and it is read from the beginning if it returns."""
    yield from (c.SightingGone(mailbox, folder, locator, now) for locator in sorted(locators))
    yield from (c.QuarantineReleased(quarantine_id(mailbox, folder, locator), now) for locator in sorted(withheld))
    yield c.FolderGone(mailbox, folder)
