"""One pass over one mailbox: under its lease, folder by folder, page by page; a failure is kept where people see it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from liaison_sync.app import leases
from liaison_sync.app.calendar_pages import CalendarPages
from liaison_sync.app.log import log
from liaison_sync.app.mail_rules import reconsider
from liaison_sync.app.pages import LEASE_SECONDS, Counts, Pages, take, vanished
from liaison_sync.app.quiet import LONGEST, Glancer, Quiet
from liaison_sync.app.reading import Refusals, still_there
from liaison_sync.app.service import Mailbox, Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.errors import CursorInvalid, Failure, FolderRefused, Throttled
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Cursor, Folder, Source
from liaison_sync.store import schema as s
from liaison_sync.store import views
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import answering, reading, writing

_BACK_OFF = (60, 120, 300, 900, 1800, 3600)


@dataclass(slots=True)
class Polled(Counts):
    """What a pass did. `failure` is what stopped it; `skipped`: paused, or another worker is at it."""

    mailbox: str = ""
    skipped: bool = False
    next_try: datetime | None = None  # when the next pass is due
    quiet: Quiet | None = None  # how it left a mailbox in which nothing is left to read
    failure: Failure | None = None
    excluded: dict[str, str] = field(default_factory=dict)  # folders not read: path → the rule


def read_all(service: Service, mailboxes: Sequence[Mailbox]) -> list[Polled]:
    """Poll these mailboxes at the same time: one that hangs delays no other."""
    if not mailboxes:
        return []
    with ThreadPoolExecutor(min(len(mailboxes), 16), thread_name_prefix="poll") as pool:
        return list(pool.map(lambda mailbox: poll(service, mailbox), mailboxes))


Also = Callable[[Source, Sequence[Folder], int, Polled], None]
"""What else is to be done once a mailbox is read: with its source, what it lists, our lease, and the pass so far."""


def poll(service: Service, mailbox: Mailbox, also: Also | None = None) -> Polled:
    """Read what is new in `mailbox`. A bug ends this pass and is shown as its failure; only the store's own raise.

    Within one process a second call waits for the first, so that a fresh look is never skipped for a poll under way.
    """
    with mailbox.lock:
        return _poll(service, mailbox, also)


def _poll(service: Service, mailbox: Mailbox, also: Also | None) -> Polled:
    result = Polled(mailbox=mailbox.name)
    if (told := _left_in_peace(service, mailbox)) is not None:
        result.failure, result.next_try = told, told.retry_at
        return result
    fence = begin(service, mailbox)
    if fence is None:
        result.skipped = True
        return result
    try:
        with answering(service.engine):
            _pass(service, mailbox, fence, result, also)
    except leases.LeaseLost:
        result.skipped = True
        return result
    except Failure as failure:
        result.failure = failure
    except Exception as error:  # a bug of ours: this mailbox turns red, the others and the loop live
        log().exception("mailbox not read", mailbox=mailbox.name)
        result.failure = Failure(account=mailbox.name, operation="poll", detail=f"{type(error).__name__}: {error}")
    result.next_try = _end(service, mailbox, fence, result.failure)
    return result


def _left_in_peace(service: Service, mailbox: Mailbox) -> Failure | None:
    """What its server said, where that names a time which is not over: told to any process, also after a restart."""
    with reading(service.engine) as connection:
        error = connection.execute(select(s.mailbox.c.error).where(s.mailbox.c.name == mailbox.name)).scalar()
    if not error or "until" not in error:
        return None
    until = datetime.fromisoformat(error["until"])
    if until <= service.clock.now():
        return None
    return Throttled(key=error["key"], retry_at=until, **error["params"])


def begin(service: Service, mailbox: Mailbox) -> int | None:
    """Take the mailbox's lease; its fencing token, or None where it is paused or another worker is at it."""
    now = service.clock.now()
    with writing(service.engine) as connection:
        known = connection.execute(select(s.mailbox.c.paused).where(s.mailbox.c.name == mailbox.name)).first()
        if known is None:
            connection.execute(s.mailbox.insert(), {"name": mailbox.name, "address": mailbox.address, "since": now})
        elif known.paused:
            return None
        return leases.take(connection, s.mailbox, mailbox.name, owner=service.worker, now=now, seconds=LEASE_SECONDS)


def _end(service: Service, mailbox: Mailbox, fence: int, failure: Failure | None) -> datetime:
    now = service.clock.now()
    m = s.mailbox.c
    next_try = now + timedelta(seconds=mailbox.every_seconds)
    with writing(service.engine) as connection:
        row = update(s.mailbox).where(m.name == mailbox.name, m.fence == fence)
        if failure is None:
            values = {"last_success": now, "failures": 0, "error": None}
        else:
            failures = 1 + (connection.execute(select(m.failures).where(m.name == mailbox.name)).scalar() or 0)
            values = {"failures": failures, "error": _kept(failure, now)}
            if not isinstance(failure, FolderRefused):  # for then all others are read
                next_try = _after(failure, failures, now)
        connection.execute(row.values(last_try=now, next_try=next_try, **values))
        leases.release(connection, s.mailbox, mailbox.name, fence=fence)
    return next_try


def _kept(failure: Failure, now: datetime) -> dict[str, Any]:
    kept = {"key": failure.key, "params": failure.params}
    until = failure.not_before(now)
    return {**kept, "until": until.isoformat()} if isinstance(failure, Throttled) and until else kept


def _after(failure: Failure, failures: int, now: datetime) -> datetime:
    """When to try again: as the server asks, else ever later."""
    wait = timedelta(seconds=_BACK_OFF[min(failures, len(_BACK_OFF)) - 1])
    return max(now + (failure.after or wait), failure.retry_at or now)


def _pass(service: Service, mailbox: Mailbox, fence: int, result: Polled, also: Also | None) -> None:
    with reading(service.engine) as connection:
        known = views.cursors(connection, mailbox.name)
        ruled = views.folders(connection, mailbox.name)
    if not known:
        service.parsers.warm()  # a mailbox never read has mail to be parsed: meanwhile we sign in
    with mailbox.open() as source:
        listed = source.folders()
        folders = {folder.id: folder for folder in listed if folder.excluded is None}
        if listed:
            _bury(service, mailbox, fence, _gone(known, ruled, listed))
        result.excluded = {folder.path: folder.excluded for folder in listed if folder.excluded}
        _exclude(service, mailbox, fence, list(excluded(mailbox.name, listed, ruled)))
        cursors = _read_to(known, folders)
        stale = set(source.stale(cursors))
        where = (service, mailbox, fence)
        mail = [Pages(*where, one, result) for one in folders.values() if one.role != "calendar"]
        calendars = [CalendarPages(*where, one, result) for one in folders.values() if one.role == "calendar"]
        refusals = Refusals()
        with refusals.aside():
            take(source, [(pages, cursors[pages.folder.id]) for pages in mail if pages.folder.id in stale])
        for calendar in calendars:
            if calendar.folder.id in stale:
                with refusals.aside():
                    _read_calendar(source, calendar, cursors[calendar.folder.id])
        with refusals.aside():
            reconsider(service, mailbox, fence, source, mail)
        due: list[datetime | None] = []
        every: list[Pages | CalendarPages] = [*mail, *calendars]
        for each in every:
            with refusals.aside():
                due.append(again(source, each))
        if also is not None:
            also(source, listed, fence, result)
        refusals.tell()
        if also is None and (not stale or isinstance(source, Glancer)):
            until = min([service.clock.now() + LONGEST, *(at for at in due if at is not None)])
            result.quiet = Quiet(listed, _cursors(service, mailbox, folders) if stale else cursors, fence, until)


def _cursors(service: Service, mailbox: Mailbox, folders: Collection[str]) -> dict[str, Cursor | None]:
    """As the pass left them."""
    with reading(service.engine) as connection:
        return _read_to(views.cursors(connection, mailbox.name), folders)


def _read_to(known: Mapping[str, str | None], folders: Collection[str]) -> dict[str, Cursor | None]:
    return {id_: Cursor(text) if (text := known.get(id_)) else None for id_ in folders}


def _read_calendar(source: Source, calendar: CalendarPages, cursor: Cursor | None) -> None:
    with still_there(calendar.folder):
        try:
            calendar.take(source, cursor)
        except CursorInvalid:
            calendar.take(source, None, anew=True)


def again(source: Source, pages: Pages | CalendarPages) -> datetime | None:
    """Ask again for what was withheld; when the next of it is due, None where there is none."""
    when: list[datetime | None] = [None]
    with still_there(pages.folder):
        when.append(pages.again(source))
    return when[-1]


def excluded(
    mailbox: str, listed: Iterable[Folder], known: Mapping[str, tuple[str, str, str | None]]
) -> Iterator[c.Change]:
    """What is to be recorded of the folders a rule keeps from being read, or kept until now."""
    for folder in listed:
        before = known.get(folder.id)
        ruled = folder.excluded is not None or (before is not None and before[2] is not None)
        if ruled and before != (folder.path, folder.role, folder.excluded):
            yield c.FolderExcluded(mailbox, folder.id, folder.path, folder.role, folder.excluded)


def _exclude(service: Service, mailbox: Mailbox, fence: int, changes: list[c.Change]) -> None:
    if changes:
        with writing(service.engine) as connection:
            now = service.clock.now()
            leases.hold(connection, s.mailbox, mailbox.name, fence=fence, now=now, seconds=LEASE_SECONDS)
            apply(connection, changes)


def _gone(known: Iterable[str], roles: Mapping[str, tuple[str, str, str | None]], listed: Sequence[Folder]) -> set[str]:
    """Folders that are no longer listed. A calendar that was shut to us has not vanished."""
    gone = set(known) - {folder.id for folder in listed}
    if any(folder.shut for folder in listed):
        gone -= {id_ for id_ in gone if id_ in roles and roles[id_][1] == "calendar"}
    return gone


def _bury(service: Service, mailbox: Mailbox, fence: int, folders: Collection[str]) -> None:
    """Folders the server does not list any more."""
    now = service.clock.now()
    for folder in sorted(folders):
        with writing(service.engine) as connection:
            leases.hold(connection, s.mailbox, mailbox.name, fence=fence, now=now, seconds=LEASE_SECONDS)
            alive = views.alive(connection, mailbox.name, folder)
            withheld = [one.locator for one in views.withheld(connection, mailbox.name, folder)]
            apply(connection, vanished(mailbox.name, alive, withheld, folder, now))
