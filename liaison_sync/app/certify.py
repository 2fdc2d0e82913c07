"""The certificate of a mailbox: list it, read what is new, compare with the store, name and fetch what is missing.

All under the mailbox's lease. What is missing is recorded before it is fetched: a process killed in between leaves
it named, and the next certificate finds it still missing, or there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import TypeVar

from liaison_sync.app import leases
from liaison_sync.app.pages import LEASE_SECONDS, Pages, take
from liaison_sync.app.poll import Polled, again, poll
from liaison_sync.app.service import Mailbox, Service
from liaison_sync.connections.folders import standing
from liaison_sync.domain import changes as c
from liaison_sync.domain.certificate import (
    Difference,
    FolderCount,
    Tally,
    Verdict,
    local_day,
    tally,
    together,
    verdict,
)
from liaison_sync.domain.errors import BACKWARDS, CursorInvalid, FolderRefused, NotFound
from liaison_sync.domain.message import Message
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import PAGE_BYTES, Cursor, Folder, Lister, Ref, Seen, Source
from liaison_sync.store import certificates, failpoint, views
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing

BATCH = 5_000  # locators looked up at once
SOME = 200  # missing copies named, and fetched, at once
MOST_TEXT = 500  # characters of a Message-ID, a subject, an address
LOOKS = 3  # at a folder that is renumbered under our hands
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Certifying:
    """What came of it: the pass over the mailbox, and the certificate; None where there is none this time."""

    polled: Polled
    certificate: certificates.Certificate | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing differed; a mailbox that cannot be certified does not differ, it only is not certified."""
        one = self.certificate
        return one is not None and one.standing in {"complete", "uncertified"}


def certify(service: Service, mailbox: Mailbox) -> Certifying:
    """Compare `mailbox` with its server. Where it cannot be read there is no certificate; poll keeps why."""
    walk = _Walk(service, mailbox, service.clock.now())
    polled = poll(service, mailbox, walk)
    if not walk.recorded:
        return Certifying(polled)
    with reading(service.engine) as connection:
        return Certifying(polled, certificates.one(connection, walk.id))


@dataclass(slots=True)
class _Compared:
    """A folder's line, and what is missing in it, by name."""

    line: FolderCount
    pages: Pages
    missing: list[tuple[Difference, Seen]] = field(default_factory=list)


@dataclass(slots=True)
class _Walk:
    """One comparison, begun `began`."""

    service: Service
    mailbox: Mailbox
    began: datetime
    recorded: bool = False

    @property
    def id(self) -> str:
        return "ct" + sha256(f"{self.mailbox.name}\0{self.began.isoformat()}".encode()).hexdigest()[:20]

    def __call__(self, source: Source, listed: Sequence[Folder], fence: int, polled: Polled) -> None:
        if not isinstance(source, Lister):
            reason = "calendar_only" if all(one.role == "calendar" for one in listed) else "cannot_list"
            self._record(fence, "uncertified", reason=reason)
            return
        compared = []
        listed = [one for one in listed if one.role != "calendar"]  # a calendar's items are read anew, not kept copies
        for folder in (one for one in listed if one.excluded is None):
            pages = Pages(self.service, self.mailbox, fence, folder, polled)
            try:
                compared.append(self._folder(source, source, pages))
            except NotFound:  # deleted or renamed since it was listed
                continue
            except FolderRefused as failure:
                compared.append(_Compared(_refused(folder, failure), pages))
        left_out = _left_out(source, [one for one in listed if one.excluded is not None])
        lines = [*(one.line for one in compared), *left_out]
        self._record(fence, verdict(lines), lines, [each for one in compared for each, _ in one.missing])
        for one in compared:
            self._heal(source, one)

    # --- comparing --------------------------------------------------------------------------------------------

    def _folder(self, source: Source, lister: Lister, pages: Pages) -> _Compared:
        """What is listed first is read by the pass after it, so that mail arriving meanwhile makes no difference."""
        folder = pages.folder
        for _ in range(LOOKS):
            inventory = lister.inventory(folder)
            self._read(source, pages)
            again(source, pages)
            self._finished(source, lister, pages)
            found = together(self._tallies(folder, inventory.locators))
            named = list(self._named(lister, folder, found)) if found.missing else []
            if len(named) == len(found.missing):
                break
            later = lister.inventory(folder)
            kept = bool(found.counts or named or not later.locators)  # else all that is listed is never there again
            if kept and later.generation == inventory.generation:
                break
        else:
            key = "renumbered" if kept else "uids_not_kept"
            raise CursorInvalid(account=self.mailbox.name, operation="inventory", key=key)
        found = found.without({one.locator for one in found.missing} - {one.locator for one, _ in named})
        unlisted = max(0, (inventory.counted or 0) - len(inventory.locators))
        if not unlisted:
            self._bury(lister, pages, set(inventory.locators) if self._more_than(folder, found) else None)
        return _Compared(_line(folder, inventory.generation, found, unlisted), pages, named)

    def _read(self, source: Source, pages: Pages) -> None:
        """What is new; everything anew where the server, put back from a backup, would give its numbers twice."""
        try:
            take(source, [(pages, self._cursor(pages.folder))])
        except FolderRefused as failure:
            if failure.key != BACKWARDS:
                raise
            pages.forget()
            take(source, [(pages, None)])

    def _finished(self, source: Source, lister: Lister, pages: Pages) -> None:
        """What was a draft and is none any more: no walk lists its UID anew."""
        folder = pages.folder.id
        with reading(self.service.engine) as connection:
            drafts = sorted(views.drafts(connection, self.mailbox.name, folder))
        for some in _batches(drafts, SOME):
            told = [seen for seen, _ in lister.told([Ref(folder, locator) for locator in some])]
            for page in _pages([seen for seen in told if standing(seen.labels) != "draft"]):
                pages.bring_back(source, page, lambda _: [])

    def _named(self, lister: Lister, folder: Folder, found: Tally) -> Iterator[tuple[Difference, Seen]]:
        """What the server still has of what is missing, as far as it tells; nothing of what was expunged meanwhile."""
        for some in _batches(found.missing, SOME):
            kinds = {one.locator: one.kind for one in some}
            told = lister.told([Ref(folder.id, locator) for locator in kinds])
            heads = self.service.parsers.read_all([head.rstrip(b"\r\n") + b"\r\n\r\n" for _, head in told])
            for (seen, _), head in zip(told, heads, strict=True):
                locator = seen.ref.locator
                bare = Difference(folder.id, locator, kinds[locator])
                yield _difference(bare, seen, head.parsed.message), seen

    def _cursor(self, folder: Folder) -> Cursor | None:
        with reading(self.service.engine) as connection:
            text = views.cursors(connection, self.mailbox.name).get(folder.id)
        return Cursor(text) if text else None

    def _tallies(self, folder: Folder, locators: Iterable[str]) -> Iterator[Tally]:
        for some in _batches(locators, BATCH):
            with reading(self.service.engine) as connection:
                yield tally(some, certificates.known(connection, self.mailbox.name, folder.id, some))

    def _more_than(self, folder: Folder, found: Tally) -> bool:
        """Whether the store believes more copies there than the server listed."""
        with reading(self.service.engine) as connection:
            return certificates.alive(connection, self.mailbox.name, folder.id) > sum(found.counts.values())

    def _bury(self, lister: Lister, pages: Pages, listed: set[str] | None) -> None:
        """What the store believes there and the server, asked for it by name, does not list: no loss, a tombstone."""
        if listed is None:
            return
        folder = pages.folder.id
        with reading(self.service.engine) as connection:
            doubted = sorted(views.alive(connection, self.mailbox.name, folder) - listed)
        for some in _batches(doubted, SOME):
            there = {seen.ref.locator for seen, _ in lister.told([Ref(folder, locator) for locator in some])}
            pages.bury(set(some) - there)

    # --- recording and healing --------------------------------------------------------------------------------

    def _record(
        self,
        fence: int,
        said: Verdict,
        folders: Sequence[FolderCount] = (),
        differences: Sequence[Difference] = (),
        reason: str = "",
    ) -> None:
        now, name = self.service.clock.now(), self.mailbox.name
        day = local_day(now, self.service.policy.zone)
        made = c.Certified(self.id, name, day, self.began, now, said, reason, tuple(folders), tuple(differences))
        with writing(self.service.engine) as connection:
            leases.hold(connection, s.mailbox, name, fence=fence, now=now, seconds=LEASE_SECONDS)
            apply(connection, [made])
        self.recorded = True
        failpoint.hit("certificate recorded")

    def _heal(self, source: Source, one: _Compared) -> None:
        for some in _pages([seen for _, seen in one.missing]):
            one.pages.bring_back(source, some, lambda found: self._healed(one.pages.folder, found))

    def _healed(self, folder: Folder, outcomes: Mapping[str, str]) -> list[c.Change]:
        now = self.service.clock.now()
        return [c.DifferenceHealed(self.id, folder.id, locator, how, now) for locator, how in outcomes.items()]


def _line(folder: Folder, generation: str, found: Tally, unlisted: int) -> FolderCount:
    return FolderCount(
        folder.id,
        folder.path,
        folder.role,
        generation,
        found.listed,
        stored=found.counts.get("stored", 0),
        quarantined=found.counts.get("quarantined", 0),
        pending=found.counts.get("pending", 0),
        excluded=found.counts.get("excluded", 0),
        missing=len(found.missing),
        unlisted=unlisted,
        by_rule=found.by_rule or None,
        let_go=found.bare.get("let_go", 0),
        bare=found.bare.get("erased", 0),
    )


def _refused(folder: Folder, failure: FolderRefused) -> FolderCount:
    """The line of a folder of which nothing can be said."""
    return FolderCount(folder.id, folder.path, folder.role, refused=failure.detail.removeprefix(f"{folder.path}: "))


def _left_out(lister: Lister, folders: Sequence[Folder]) -> Iterator[FolderCount]:
    """Folders a rule keeps from being read: all in them is excluded by that rule."""
    sizes = lister.sizes(folders) if folders else {}
    for one in folders:
        number = sizes.get(one.id, 0)
        yield FolderCount(one.id, one.path, one.role, listed=number, excluded=number, rule=one.excluded)


def _difference(bare: Difference, seen: Seen, message: Message) -> Difference:
    return replace(
        bare,
        message_id=(message.message_id or "")[:MOST_TEXT],
        sender=message.from_[0].address[:MOST_TEXT] if message.from_ else "",
        subject=(message.subject or "")[:MOST_TEXT],
        sent_at=message.date if message.date_source == "date" else None,
        received_at=seen.received,
        size=seen.ref.size,
    )


def _pages(seen: Sequence[Seen]) -> Iterator[list[Seen]]:
    """At most SOME of them and about PAGE_BYTES, at least one."""
    page: list[Seen] = []
    size = 0
    for one in seen:
        more = PAGE_BYTES // 8 if one.ref.size is None else one.ref.size
        if page and (len(page) >= SOME or size + more > PAGE_BYTES):
            yield page
            page, size = [], 0
        page.append(one)
        size += more
    if page:
        yield page


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(items)
    while some := list(islice(left, size)):
        yield some
