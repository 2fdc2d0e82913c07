"""One pass over one mailbox: under its lease, folder by folder, page by page; a failure is kept where people see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, select, update

from liaison_sync.app import leases
from liaison_sync.app.ingest import Copy, ingest, quarantine_id
from liaison_sync.app.reading import ReadPage, read_folder
from liaison_sync.app.service import Mailbox, Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.errors import CursorInvalid, Failure
from liaison_sync.domain.filing import Arrival
from liaison_sync.ports import Cursor, Folder, Gone, Missing, Ref, Seen, Source, TooLarge, Unfetchable
from liaison_sync.store import schema as s
from liaison_sync.store import views
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing

LEASE_SECONDS = 300
_BACK_OFF = (60, 120, 300, 900, 1800, 3600)


@dataclass(slots=True)
class Polled:
    """What a pass did. `failure` is what stopped it; `skipped`: paused, or another worker is at it."""

    mailbox: str
    messages: int = 0
    quarantined: int = 0
    gone: int = 0
    skipped: bool = False
    failure: Failure | None = None


def poll(service: Service, mailbox: Mailbox) -> Polled:
    """Read what is new in `mailbox`. Raises only what is a bug, and LeaseLost."""
    result = Polled(mailbox.name)
    fence = _begin(service, mailbox)
    if fence is None:
        result.skipped = True
        return result
    try:
        _pass(service, mailbox, fence, result)
    except Failure as failure:
        result.failure = failure
    finally:
        _end(service, mailbox, fence, result.failure)
    return result


def _begin(service: Service, mailbox: Mailbox) -> int | None:
    now = service.clock.now()
    with writing(service.engine) as connection:
        known = connection.execute(select(s.mailbox.c.paused).where(s.mailbox.c.name == mailbox.name)).first()
        if known is None:
            connection.execute(s.mailbox.insert(), {"name": mailbox.name, "address": mailbox.address})
        elif known.paused:
            return None
        return leases.take(connection, s.mailbox, mailbox.name, owner=service.worker, now=now, seconds=LEASE_SECONDS)


def _end(service: Service, mailbox: Mailbox, fence: int, failure: Failure | None) -> None:
    now = service.clock.now()
    m = s.mailbox.c
    with writing(service.engine) as connection:
        row = update(s.mailbox).where(m.name == mailbox.name, m.fence == fence)
        if failure is None:
            values = {"last_success": now, "failures": 0, "error": None}
            next_try = now + timedelta(seconds=mailbox.every_seconds)
        else:
            failures = 1 + (connection.execute(select(m.failures).where(m.name == mailbox.name)).scalar() or 0)
            values = {"failures": failures, "error": {"key": failure.key, "params": failure.params}}
            next_try = _after(failure, failures, now)
        connection.execute(row.values(last_try=now, next_try=next_try, **values))
        leases.release(connection, s.mailbox, mailbox.name, fence=fence)


def _after(failure: Failure, failures: int, now: datetime) -> datetime:
    """When to try again: as the server asks, else ever later."""
    wait = timedelta(seconds=_BACK_OFF[min(failures, len(_BACK_OFF)) - 1])
    return max(now + (failure.after or wait), failure.retry_at or now)


def _pass(service: Service, mailbox: Mailbox, fence: int, result: Polled) -> None:
    with mailbox.open() as source:
        folders = {folder.id: folder for folder in source.folders() if folder.read_by_default}
        with reading(service.engine) as connection:
            known = views.cursors(connection, mailbox.name)
        cursors = {id_: Cursor(text) if (text := known.get(id_)) else None for id_ in folders}
        for id_ in source.stale(cursors):
            pages = _Pages(service, mailbox, fence, folders[id_], result)
            try:
                pages.take(source, cursors[id_])
            except CursorInvalid:
                pages.take(source, None)


@dataclass(slots=True)
class _Pages:
    """One folder on its way into the store."""

    service: Service
    mailbox: Mailbox
    fence: int
    folder: Folder
    result: Polled
    reset: bool = False

    def wanted(self, refs: list[Ref]) -> set[Ref]:
        """The copies not stored yet."""
        with reading(self.service.engine) as connection:
            known = views.sightings(connection, self.mailbox.name, self.folder.id, {ref.locator for ref in refs})
        return {ref for ref in refs if known.get(ref.locator, "pending") == "pending"}

    def take(self, source: Source, cursor: Cursor | None) -> None:
        for page in read_folder(
            source,
            self.folder,
            cursor,
            parsers=self.service.parsers,
            max_bytes=self.mailbox.max_bytes,
            wanted=self.wanted,
        ):
            self.reset = self.reset or page.page.reset
            self._commit(page)

    def _commit(self, page: ReadPage) -> None:
        now = self.service.clock.now()
        copies = [
            self._copy(item, page, now) for item in page.page.items if isinstance(item, Seen) and item.ref in page.read
        ]
        with writing(self.service.engine) as connection:
            leases.hold(connection, s.mailbox, self.mailbox.name, fence=self.fence, now=now, seconds=LEASE_SECONDS)
            changes = ingest(connection, self.service, copies, now) if copies else []
            changes += self._failed(page, now)
            changes += [self._gone(item.ref, now) for item in page.page.items if isinstance(item, Gone)]
            changes.append(self._cursor(page, now))
            apply(connection, changes)
            if self.reset and not page.page.more:
                _bury(connection, self.mailbox.name, page, now)
        self.result.messages += len(copies)
        self.result.quarantined += sum(isinstance(change, c.Quarantined) for change in changes)
        self.result.gone += sum(isinstance(change, c.SightingGone) for change in changes)

    def _copy(self, item: Seen, page: ReadPage, now: datetime) -> Copy:
        read = page.read[item.ref]
        where = (self.mailbox.name, self.folder.id, self.folder.role, item.ref.locator)
        return Copy(Arrival(*where, item.received or now, read.parsed.message), read)

    def _failed(self, page: ReadPage, now: datetime) -> Iterable[c.Change]:
        """What the source could not hand over stays visible: pending and tried again, or set aside."""
        for one in page.failed:
            where = (self.mailbox.name, self.folder.id, one.ref.locator)
            match one:
                case TooLarge(size=size):
                    yield c.Sighted(*where, "quarantined", None)
                    yield c.Quarantined(quarantine_id(*where), *where, None, "too_large", f"{size}", now)
                case Unfetchable(error=error):
                    yield c.Sighted(*where, "pending", None)
                    yield c.Quarantined(quarantine_id(*where), *where, None, "unfetchable", error.detail, now)
                case Missing():
                    pass

    def _gone(self, ref: Ref, now: datetime) -> c.Change:
        return c.SightingGone(self.mailbox.name, ref.folder, ref.locator, now)

    def _cursor(self, page: ReadPage, now: datetime) -> c.Change:
        folder = self.folder
        return c.CursorMoved(self.mailbox.name, folder.id, folder.path, folder.role, page.page.cursor, now)


def _bury(connection: Connection, mailbox: str, page: ReadPage, now: datetime) -> None:
    """After a renumbering everything was listed anew; what bears an old number is gone."""
    seen = next((item.ref.locator for item in page.page.items if isinstance(item, Seen)), None)
    if seen is None:
        return
    t = s.sighting.c
    era = seen.rpartition(".")[0]
    old = (t.mailbox == mailbox, t.folder == page.folder.id, t.gone_at.is_(None), t.locator.not_like(f"{era}.%"))
    connection.execute(update(s.sighting).where(*old).values(gone_at=now))


def due(engine: Engine, mailboxes: Sequence[Mailbox], now: datetime) -> list[Mailbox]:
    """The mailboxes whose next pass is due."""
    with reading(engine) as connection:
        times = dict(connection.execute(select(s.mailbox.c.name, s.mailbox.c.next_try)).all())
    return [one for one in mailboxes if (times.get(one.name) or now) <= now]
