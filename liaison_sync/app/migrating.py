"""A mailbox that moved to another service: its copies get the names the new one knows them by; nothing else changes.

Page by page under the mailbox's lease, so that a run cut off goes on where it was. What has no new name stays, and is
known again by what it says when the new service lists it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import select, tuple_

from liaison_sync.app import leases
from liaison_sync.app.ingest import quarantine_id
from liaison_sync.app.pages import LEASE_SECONDS
from liaison_sync.app.poll import begin
from liaison_sync.app.service import Mailbox, Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.errors import Misconfigured
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Folder
from liaison_sync.store import failpoint, views
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing

PAGE = 500
_LONE = frozenset({"inbox", "sent", "drafts", "junk", "trash", "calendar"})  # roles one folder of a mailbox has
_I, _Q = s.sighting.c, s.quarantine.c
MIGRATED = "migrated"  # a cursor no source knows: the folder is walked from its beginning, and what is gone is found


@runtime_checkable
class Successor(Protocol):
    """A `Source` that can tell by which names it knows what another service kept before the mailbox moved."""

    predecessor: str
    """What the cursors of that service begin with."""

    def renamed(self, ids: Sequence[str], folder: Folder) -> dict[str, str]:
        """The locator of each copy the other service knew by these, in what is `folder` now; those that cannot be
        told are left out.
        """

    def renamed_folders(self, ids: Sequence[str]) -> dict[str, str]:
        """The same for folders, by `Folder.id`."""


@dataclass(slots=True)
class Migrated:
    """What was found: `folders` of the other service, `copies` in them, how many of these have new names."""

    folders: int = 0
    copies: int = 0
    renamed: int = 0
    unnamed: dict[str, int] = field(default_factory=dict)  # folder's path → copies without a new name
    busy: bool = False


def migrate(service: Service, mailbox: Mailbox, *, dry_run: bool) -> Migrated:
    """Give the copies of `mailbox` their new names. Raises the source's Failures; Misconfigured where it has none."""
    with mailbox.lock, mailbox.open() as source:
        if not isinstance(source, Successor):
            raise Misconfigured(account=mailbox.name, operation="migrate", key="no_successor")
        fence = begin(service, mailbox)
        if fence is None:
            return Migrated(busy=True)
        try:
            listed = [one for one in source.folders() if not one.shut]
            return _Move(service, mailbox, source, fence, dry_run).run(listed)
        finally:
            with writing(service.engine) as connection:
                leases.release(connection, s.mailbox, mailbox.name, fence=fence)


@dataclass(slots=True)
class _Move:
    service: Service
    mailbox: Mailbox
    source: Successor
    fence: int
    dry_run: bool
    found: Migrated = field(default_factory=Migrated)

    def run(self, listed: Sequence[Folder]) -> Migrated:
        with reading(self.service.engine) as connection:
            cursors = views.cursors(connection, self.mailbox.name)
            known = views.folders(connection, self.mailbox.name)
        old = [id_ for id_, cursor in cursors.items() if (cursor or "").startswith(f"{self.source.predecessor} ")]
        now_called = _paired(old, known, self.source.renamed_folders(old), listed)
        for id_ in old:
            self.found.folders += 1
            self._folder(id_, known[id_][0], now_called.get(id_))
        return self.found

    def _folder(self, old: str, path: str, new: Folder | None) -> None:
        without = 0
        for some in self._pages(old):
            names = self.source.renamed([row.locator for row in some], new) if new is not None else {}
            self.found.copies += len(some)
            self.found.renamed += len(names)
            without += len(some) - len(names)
            if new is not None and names and not self.dry_run:
                self._write(some, names, new)
        if without:
            self.found.unnamed[path] = without

    def _pages(self, folder: str) -> Iterator[list[Any]]:
        """What the store believes there, some at a time."""
        last = ""
        while True:
            here = (_I.mailbox == self.mailbox.name, _I.folder == folder, _I.gone_at.is_(None), _I.locator > last)
            with reading(self.service.engine) as connection:
                some = list(connection.execute(select(s.sighting).where(*here).order_by(_I.locator).limit(PAGE)))
            if not some:
                return
            yield some
            last = some[-1].locator

    def _write(self, some: Sequence[Any], names: dict[str, str], new: Folder) -> None:
        now, box = self.service.clock.now(), self.mailbox.name
        rows = [row for row in some if row.locator in names]
        with writing(self.service.engine) as connection:
            leases.hold(connection, s.mailbox, box, fence=self.fence, now=now, seconds=LEASE_SECONDS)
            places = [(row.folder, row.locator) for row in rows]
            aside = _Q.mailbox == box, tuple_(_Q.folder, _Q.locator).in_(places), _Q.released_at.is_(None)
            set_aside = list(connection.execute(select(s.quarantine).where(*aside)))
            moved: list[c.Change] = [one for row in rows for one in _renamed(row, new.id, names[row.locator])]
            moved += [one for row in set_aside for one in _aside(row, new.id, names[row.locator], now)]
            moved.append(c.CursorMoved(box, new.id, new.path, new.role, MIGRATED, now))
            failpoint.hit("names found")
            apply(connection, moved)


def _paired(
    old: Sequence[str],
    known: dict[str, tuple[str, str, str | None]],
    renamed: dict[str, str],
    listed: Sequence[Folder],
) -> dict[str, Folder]:
    """The new folder of each old one: by its id, else by a role that one folder alone has."""
    by_id = {one.id: one for one in listed}
    by_role: dict[str, Folder] = {one.role: one for one in reversed(listed) if one.role in _LONE}
    found = {}
    for id_ in old:
        role = known[id_][1]
        one = by_id.get(renamed.get(id_, "")) or by_role.get(role)
        if one is not None and (one.role == "calendar") == (role == "calendar"):
            found[id_] = one
    return found


def _renamed(row: Any, folder: str, locator: str) -> Iterator[c.Change]:
    yield c.Sighted(row.mailbox, folder, locator, row.state, row.received_at, row.sha256, row.message, row.rule)
    yield c.SightingDropped(row.mailbox, row.folder, row.locator)


def _aside(row: Any, folder: str, locator: str, now: datetime) -> Iterator[c.Change]:
    id_ = quarantine_id(row.mailbox, folder, locator)
    yield c.QuarantineReleased(row.id, now)
    yield c.Quarantined(id_, row.mailbox, folder, locator, row.sha256, row.reason, row.detail, row.at, row.tries)
