"""A service wired by hand for the tests of reports: a clock one sets, an empty store, or the demo's whole season."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import select

from liaison_sync.app import planning
from liaison_sync.app.act import act
from liaison_sync.app.parsing import Parsers
from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox, ReportPlan, Sender, Service
from liaison_sync.bootstrap import calendars
from liaison_sync.connections.imap_session import ImapSettings
from liaison_sync.demo import story
from liaison_sync.demo.peers import LOOPBACK, ImapPeer
from liaison_sync.demo.records import record
from liaison_sync.demo.season import Season, build, demo_now
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.partner import Officer, Own
from liaison_sync.domain.policy import Policy
from liaison_sync.formats import directory_file
from liaison_sync.ports import Delivery, Source
from liaison_sync.sources.imap import ImapSource
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import connect, reading, writing
from tests.ready_store import migrated

DIRECTOR, BOARD = "direktur@karsabahari.example", "board@karsabahari.example"
READERS = {"id": (DIRECTOR,), "en": (BOARD,)}


@dataclass
class SetClock:
    """Stands where it is put."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def nowhere() -> Delivery:
    raise AssertionError("these tests send nothing")


def _no_source() -> Source:
    raise AssertionError("these tests read nothing")


def wired(
    url: str,
    clock: SetClock,
    parsers: Parsers,
    *,
    readers: dict[str, tuple[str, ...]] | None = None,
    zone: str = "Asia/Jakarta",
    mailboxes: tuple[Mailbox, ...] = (),
    own: Own | None = None,
    worker: str = "main",
) -> Service:
    """A service on the database at `url`."""
    engine = connect(url)
    migrated(engine)
    policy = Policy(organisation=story.ORGANISATION)
    return Service(
        engine=engine,
        clock=clock,
        parsers=parsers,
        policy=policy,
        calendars=calendars(policy),
        own=own or Own((story.DOMAIN,), tuple(story.MAILBOXES.values())),
        officers=tuple(Officer(p.address, p.name) for p in story.OFFICERS),
        mailboxes=mailboxes,
        sender=Sender(story.HUMAS, "Humas Karsa Bahari", nowhere),
        report=ReportPlan(zone=zone, recipients={} if readers is None else readers),
        public_url="http://127.0.0.1:8025",
        worker=worker,
    )


def silent_mailbox(name: str) -> Mailbox:
    return Mailbox(name, f"{name}@{story.DOMAIN}", _no_source)


@dataclass(frozen=True)
class Played:
    """The season as the product read it."""

    season: Season
    service: Service
    clock: SetClock


@contextmanager
def played(folder: Path) -> Iterator[Played]:
    """The demo's season read over IMAP, what officers did meanwhile done, its follow-ups planned."""
    season = build(demo_now(date(2026, 11, 22), lambda day: day.weekday() < 5))
    clock = SetClock(season.now)
    read = directory_file.read(json.dumps(season.directory))
    own = Own(read.own.domains, (*read.own.addresses, *(p.address for p in story.OFFICERS)), read.own.authserv_id)
    passwords = {address: name for name, address in story.MAILBOXES.items()}
    with ImapPeer(passwords) as peer, Parsers(2) as parsers:
        peer.place(season.messages)
        boxes = tuple(
            Mailbox(name, address, partial(_imap, name, address, peer.port))
            for name, address in story.MAILBOXES.items()
        )
        service = wired(
            f"sqlite:///{folder}/season.db", clock, parsers, readers=dict(READERS), mailboxes=boxes, own=own
        )
        early = season.now - timedelta(weeks=10)
        with writing(service.engine) as connection:
            people: list[c.Change] = [c.PartnerPut(one, early) for one in read.partners]
            apply(connection, [*people, *(c.ContactPut(one, early) for one in read.contacts)])
        for box in boxes:
            assert poll(service, box).failure is None
        acts(service, clock, season)
        planning.plan(service)
        yield Played(season, service, clock)
        service.engine.dispose()


def _imap(name: str, address: str, port: int) -> Source:
    settings = ImapSettings(host=LOOPBACK, port=port, username=address, password=SecretStr(name), tls="none")
    return ImapSource(name, settings)


def acts(service: Service, clock: SetClock, season: Season) -> None:
    """What officers did meanwhile, each at its time."""
    m = s.message.c
    for one in season.closings:
        with reading(service.engine) as connection:
            # Of a closing without a Message-ID only its moment is known: an hour after the thread's last word.
            bears = (
                m.message_id == one.message_id.strip("<>") if one.message_id else m.at == one.at - timedelta(hours=1)
            )
            thread = connection.execute(select(m.thread).where(bears)).scalar()
        if thread is not None:
            clock.at = one.at
            act(service, k.CloseThread(thread), actor="dewi@karsabahari.example")
    for told in season.recorded:
        record(service, told)
    clock.at = season.now
