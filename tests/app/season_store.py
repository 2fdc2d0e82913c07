"""The demo's season in a store of its own, as ingest would have left it, without a mail server."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from liaison_sync.app.ingest import Copy, ingest
from liaison_sync.app.parsing import Parsers, read
from liaison_sync.app.service import Mailbox, Service
from liaison_sync.demo import season
from liaison_sync.demo.placed import Placed
from liaison_sync.domain import changes as c
from liaison_sync.domain.filing import Arrival
from liaison_sync.domain.partner import Own
from liaison_sync.domain.policy import Policy
from liaison_sync.domain.workdays import Calendars
from liaison_sync.formats import directory_file
from liaison_sync.ports import Source
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import connect, writing
from tests.ready_store import migrated

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
HUMAS, EVENT = "humas@karsabahari.example", "event@karsabahari.example"
_PAGE = 100


@dataclass(frozen=True, slots=True)
class At:
    """A clock that stands still."""

    instant: datetime = NOW

    def now(self) -> datetime:
        return self.instant


def _closed() -> Source:
    raise AssertionError("no mailbox is opened here")


@contextmanager
def service(url: str, now: datetime = NOW, own: Own | None = None) -> Iterator[Service]:
    """A Service over the database at `url`, its schema in place."""
    engine = connect(url)
    migrated(engine)
    boxes = tuple(Mailbox(address.partition("@")[0], address, _closed) for address in (HUMAS, EVENT))
    with Parsers(1) as parsers:
        yield Service(
            engine=engine,
            clock=At(now),
            parsers=parsers,
            policy=Policy(authentication="required"),
            calendars=Calendars(),
            own=own or Own(addresses=(HUMAS, EVENT)),
            mailboxes=boxes,
        )
    engine.dispose()


def tell(url: str, now: datetime = NOW) -> None:
    """Write the whole season into the empty database at `url`."""
    told = season.build(now)
    found = directory_file.read(json.dumps(told.directory))
    with service(url, now, found.own) as here:
        with writing(here.engine) as connection:
            partners = [c.PartnerPut(one, now) for one in found.partners]
            apply(connection, [*partners, *(c.ContactPut(one, now) for one in found.contacts)])
        deliver(here, told.messages)


def deliver(here: Service, mails: Iterable[Placed], first: int = 1) -> None:
    """Ingest mails page by page, in the order given; `first` is the number of the first in its folder."""
    copies = [_copy(n, one) for n, one in enumerate(mails, first)]
    for at in range(0, len(copies), _PAGE):
        with writing(here.engine) as connection:
            apply(connection, ingest(connection, here, copies[at : at + _PAGE], here.clock.now()))
    _folders(here.engine, {(one.arrival.mailbox, one.arrival.folder) for one in copies}, here.clock.now())


def _copy(n: int, one: Placed) -> Copy:
    found = read(one.raw)
    role = {"INBOX": "inbox", "Sent": "sent", "Junk": "junk"}[one.folder]
    name = one.mailbox.partition("@")[0]
    return Copy(Arrival(name, one.folder, role, f"1.{n}", one.received_at, found.parsed.message), found)


def _folders(engine: Engine, folders: set[tuple[str, str]], now: datetime) -> None:
    roles = {"INBOX": "inbox", "Sent": "sent", "Junk": "junk"}
    with writing(engine) as connection:
        apply(connection, [c.CursorMoved(box, name, name, roles[name], "x", now) for box, name in sorted(folders)])
