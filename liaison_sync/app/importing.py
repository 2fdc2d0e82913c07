"""Import: mail and calendars from files, into a mailbox of ours, as if it had been read there, by its rules too.

Resumable: what is stored already is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Literal

import zstandard
from sqlalchemy import Connection

from liaison_sync.app.facts import sender_of
from liaison_sync.app.ingest import Copy, folding
from liaison_sync.app.letting_in import let_in
from liaison_sync.app.service import Mailbox, Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.fact import Fact, Snapshot
from liaison_sync.domain.filing import Arrival
from liaison_sync.domain.meetings import Places, refold
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import ical
from liaison_sync.ports import Fetched, Folder, Raw
from liaison_sync.sources.file_tree import files
from liaison_sync.store import views
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing

PAGE = 200
ImportRole = Literal["inbox", "sent"]


@dataclass(slots=True)
class Imported:
    """What an import did.

    `known` were stored already, `excluded` are left out by rules of the mailbox, `unreadable` could not be taken from
    the files.
    """

    messages: int = 0
    calendars: int = 0
    known: int = 0
    excluded: int = 0
    unreadable: int = 0


def import_files(
    service: Service, mailbox: Mailbox, path: Path, *, role: ImportRole = "inbox", page_messages: int = PAGE
) -> Iterator[Imported]:
    """Import `path` page by page; yields the running total after each page."""
    total = Imported()
    found = files(path, role)
    while page := list(islice(found, page_messages)):
        _page(service, mailbox, page, total)
        yield total


def _page(service: Service, mailbox: Mailbox, page: list[tuple[Folder, Fetched]], total: Imported) -> None:
    with reading(service.engine) as connection:
        known = {folder.id for folder, _ in page}
        stored = {
            (folder, locator)
            for folder in known
            for locator, state in views.sightings(
                connection, mailbox.name, folder, {one.ref.locator for f, one in page if f.id == folder}
            ).items()
            if state == "stored"
        }
    fresh = [(f, one) for f, one in page if isinstance(one, Raw) and (f.id, one.ref.locator) not in stored]
    total.known += len(stored)
    total.unreadable += sum(not isinstance(one, Raw) for _, one in page)
    mails = [(f, one) for f, one in fresh if one.kind == "mime"]
    calendars = [(f, one) for f, one in fresh if one.kind == "ics"]
    rules = [folder.excluded for folder, _ in mails]
    copies, left_out = _sifted(mailbox, zip(rules, _copies(service, mailbox, mails), strict=True))
    with writing(service.engine) as connection:
        now = service.clock.now()
        apply(connection, [*let_in(connection, service, copies, now), *left_out])
        for folder, one in calendars:
            apply(connection, _calendar(connection, service, mailbox, folder, one))
    total.messages += len(copies)
    total.calendars += len(calendars)
    total.excluded += len(left_out)


def _sifted(mailbox: Mailbox, copies: Iterable[tuple[str | None, Copy]]) -> tuple[list[Copy], list[c.Change]]:
    """Those that are taken in, and that the others were left out, by their folder's rule or the mailbox's; of these
    nothing else is kept.
    """
    kept: list[Copy] = []
    left_out: list[c.Change] = []
    for folder_rule, one in copies:
        at, rules = one.arrival, mailbox.rules
        rule = folder_rule or rules.of_listing(at.received_at) or rules.of_sender(sender_of(at.message), at.role)
        if rule is None:
            kept.append(one)
        else:
            left_out.append(c.Sighted(at.mailbox, at.folder, at.locator, "excluded", at.received_at, rule=rule))
    return kept, left_out


def _copies(service: Service, mailbox: Mailbox, mails: list[tuple[Folder, Raw]]) -> Iterator[Copy]:
    now = service.clock.now()
    for (folder, raw), read in zip(mails, service.parsers.read_all([one.content for _, one in mails]), strict=True):
        message = read.parsed.message
        where = (mailbox.name, folder.id, folder.role, raw.ref.locator)
        yield Copy(Arrival(*where, min(message.date or now, now), message), read)


def _calendar(
    connection: Connection, service: Service, mailbox: Mailbox, folder: Folder, raw: Raw
) -> Iterable[c.Change]:
    """A bare calendar file: sightings of meetings, which never overrule what an organiser sent."""
    now, digest = service.clock.now(), sha256(raw.content).hexdigest()
    facts = calendar_facts(raw.content, mailbox.address, now)
    yield c.RawKept(digest, len(raw.content), zstandard.compress(raw.content, 3))
    yield c.Sighted(mailbox.name, folder.id, raw.ref.locator, "stored", now, digest)
    known = views.facts(connection, {fact.uid for fact in facts})
    yield from refold(known, facts, Places({}, {}), folding(service, now))


def calendar_facts(content: bytes, mailbox: str, at: datetime) -> list[Fact]:
    """What a bare calendar file says of meetings, received `at`; `mailbox` is our address it was imported for."""
    source = f"file:{sha256(content).hexdigest()}"
    found = ical.read(content, limits=ical.FEED)
    return [
        Fact(mailbox, source, at, "", Snapshot(one.uid, one, one.recurrence_id, feed=True))
        for one in found.invitations
        if one.uid
    ]
