"""A mailbox moved from an Exchange Server to Microsoft 365: every copy, thread and meeting stays, nothing is new."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from liaison_sync.app.migrating import migrate
from liaison_sync.app.planning import plan
from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox
from liaison_sync.connections.exchange_account import account_of
from liaison_sync.domain.errors import Misconfigured, Transient
from liaison_sync.ports import Folder, Source
from liaison_sync.sources.exchange import ExchangeSource
from liaison_sync.sources.graph import GraphSource
from liaison_sync.store import schema as s
from tests.formats.test_graph_event import event
from tests.peers import exchange, exchange_calendar, graph
from tests.peers.ca import Authority
from tests.peers.exchange import FakeExchange
from tests.peers.graph import USER, FakeGraph
from tests.rig import Rig, rig, rows, tables

DIRECTORY: dict[str, Any] = {
    "own": {"domains": ["kantor.example"], "addresses": [USER]},
    "partners": [{"id": "pemkot", "name": "Pemkot", "domains": ["pemkot.example"]}],
    "contacts": [],
}
TODAY = date(2026, 11, 10)
UNNAMED = 7  # a letter the service cannot tell the new id of


def mail(number: int, reply_to: int | None = None, *, ours: bool = False) -> bytes:
    back = f"In-Reply-To: <m{reply_to}@pemkot.example>\r\n" if reply_to is not None else ""
    who, to = ("rina@pemkot.example", USER) if not ours else (USER, "rina@pemkot.example")
    return (
        f"From: <{who}>\r\nTo: <{to}>\r\nSubject: Izin {reply_to or number}\r\n{back}"
        f"Message-ID: <m{number}@pemkot.example>\r\nDate: Mon, 09 Nov 2026 03:{number:02d}:00 +0000\r\n\r\n"
        f"Mohon kabar, nomor {number}.\r\n"
    ).encode()


class World:
    """Both services with the same mailbox, and the store that knew the first."""

    def __init__(self, engine: Engine, old: FakeExchange, new: FakeGraph, trust: Authority) -> None:
        self.old, self.new = old, new
        premises = ExchangeSource("humas", exchange.mailbox_settings(old, trust), lambda: TODAY)
        online = GraphSource("humas", graph.mailbox_settings(new, trust), lambda: TODAY)
        self.moved = False

        def source() -> Source:
            return online if self.moved else premises

        box = Mailbox("humas", USER, source, page_messages=5)
        self.rig: Rig = rig(engine, [box], directory=DIRECTORY, address=USER)
        self.box = self.rig.service.mailboxes[0]

    def fill(self) -> None:
        where = self.old.box.known["inbox"]
        for n in range(12):
            self.put(mail(n, reply_to=0 if n in {3, 6} else None), "inbox", named=n != UNNAMED)
        self.put(mail(20, reply_to=1, ours=True), "sentitems")
        self.new.translations[where] = self.new.box.known["inbox"]  # Sent Items is told by its role
        project = self.old.box.add_folder("Mitra", self.old.box.known["msgfolderroot"])
        self.new.translations[project] = self.new.box.folder("Mitra", id_=project.replace("/", "-").replace("+", "_"))
        old, new = self.old.box.put(mail(21), project), self.new.box.put(mail(21), self.new.translations[project])
        self.new.translations[old] = new
        meeting = exchange_calendar.put(self.old.box, exchange_calendar.meeting())
        self.new.translations[meeting] = self.new.box.put_event(event())

    def put(self, content: bytes, folder: str, *, named: bool = True) -> str:
        old, new = self.old.box.put(content, folder), self.new.box.put(content, folder)
        if named:
            self.new.translations[old] = new
        return old

    def poll(self) -> None:
        self.rig.clock.turn(minutes=5)
        found = poll(self.rig.service, self.box)
        assert found.failure is None, found.failure

    def run(self, *, dry_run: bool = False) -> tuple[int, int, int]:
        found = migrate(self.rig.service, self.box, dry_run=dry_run)
        return found.folders, found.copies, found.renamed

    def decided(self) -> dict[str, Any]:
        """What must not change: messages, threads, meetings, what is planned and what was sent."""
        told = tables(self.rig.engine)
        kept = ("message", "thread", "thread_alias", "participant", "followup", "outbox")
        e = s.engagement.c
        meetings = [(row.uid, row.status) for row in rows(self.rig.engine, e.uid, e.status)]
        return {name: told[name] for name in kept} | {"meetings": meetings}


@pytest.fixture(params=[200, 403, 404])
def world(engine: Engine, authority: Authority, request: pytest.FixtureRequest) -> Iterator[World]:
    """Microsoft's documentation says that an application may not have ids translated: then it is refused."""
    account_of.cache_clear()
    with FakeExchange(authority.issue()) as old, FakeGraph(authority.issue()) as new:
        new.translates = request.param
        made = World(engine, old, new, authority)
        made.fill()
        made.poll()
        plan(made.rig.service)
        made.moved = True
        yield made
        assert old.wrong == []
        assert new.wrong == []


def test_after_the_move_a_poll_finds_nothing_new_and_fires_nothing(world: World) -> None:
    before, everything = world.decided(), tables(world.rig.engine)
    assert world.run(dry_run=True) == (5, 15, 14)
    assert {name: rows_ for name, rows_ in tables(world.rig.engine).items() if name != "mailbox"} == {
        name: rows_ for name, rows_ in everything.items() if name != "mailbox"
    }
    assert world.run() == (5, 15, 14)
    assert world.run() == (5, 1, 0)  # what has no new id waits for the poll
    world.new.asked.clear()
    world.poll()
    plan(world.rig.service)
    assert world.decided() == before
    assert sum(line.endswith("/$value") for line in world.new.asked) == 1  # what had no new id
    i = s.sighting.c
    alive = rows(world.rig.engine, i.locator, where=i.gone_at.is_(None))
    assert {row.locator for row in alive} == set(world.new.box.items)


def test_what_the_old_service_withheld_is_had_from_the_new_one(world: World) -> None:
    world.moved = False
    world.old.faults.poison.add(world.put(mail(15), "inbox"))
    world.poll()
    world.moved = True
    world.run()
    q, m = s.quarantine.c, s.message.c
    assert len(rows(world.rig.engine, q.id, where=q.released_at.is_(None))) == 1
    world.poll()
    assert rows(world.rig.engine, q.id, where=q.released_at.is_(None)) == []
    assert len(rows(world.rig.engine, m.key, where=m.message_id == "m15@pemkot.example")) == 1


def test_what_was_deleted_while_it_moved_is_gone_afterwards(world: World) -> None:
    world.run()
    lost = next(one.id for one in world.new.box.items.values() if one.content == mail(4))
    world.new.box.delete(lost)
    world.poll()
    i = s.sighting.c
    (row,) = rows(world.rig.engine, i.gone_at, where=i.locator == lost)
    assert row.gone_at is not None


def test_cut_off_between_two_pages_the_same_command_goes_on(world: World, authority: Authority) -> None:
    before = world.decided()

    class CutOff(GraphSource):
        pages = 0

        def renamed(self, ids: Sequence[str], folder: Folder) -> dict[str, str]:
            self.pages += 1
            if self.pages == 3:
                raise Transient(account="humas", operation="migrate", key="dropped")
            return super().renamed(ids, folder)

    cut = Mailbox("humas", USER, lambda: CutOff("humas", graph.mailbox_settings(world.new, authority)))
    with pytest.raises(Transient):
        migrate(world.rig.service, cut, dry_run=False)
    _, copies, renamed = world.run()
    assert 0 < renamed < copies < 15
    assert world.run() == (5, 1, 0)
    assert world.decided() == before


def test_a_mailbox_still_on_the_old_service_has_nothing_to_move_to(world: World) -> None:
    world.moved = False
    with pytest.raises(Misconfigured) as caught:
        world.run()
    assert caught.value.key == "no_successor"


def test_another_worker_at_the_mailbox_is_not_disturbed(world: World) -> None:
    from liaison_sync.app.poll import begin

    other = world.rig.but(worker="another")
    assert begin(other.service, world.box) is not None
    assert migrate(world.rig.service, world.box, dry_run=False).busy
