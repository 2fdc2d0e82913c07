"""The line to the mail server cut at every byte of a recorded reading: what is read in the end is always the same.

Twice: a mailbox read for the first time, and one read before, in which mail came, went, moved and a folder vanished.
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from liaison_sync.app.poll import Polled, poll
from liaison_sync.app.service import Mailbox
from liaison_sync.sources.imap import ImapSource
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect
from tests.crash.scenario import DIRECTORY, HUMAS, mails
from tests.peers import unprivileged
from tests.peers.dovecot import Dovecot
from tests.peers.mail import letter
from tests.peers.proxy import Fault, FaultProxy
from tests.rig import TIMES, HandClock, Rig, difference, imap, rig, rows, tables

# A component is called after whichever of its messages came first (domain.threading); its threads are compared.
_NAMED = {name: TIMES.get(name, frozenset()) | {"component"} for name in ("message", "link")}
KEPT = dict(TIMES) | {"folder": frozenset({"read_at"})} | _NAMED
SAMPLE = 12  # offsets of each reading tried by `make test`


@dataclass(slots=True)
class Reading:
    """One reading to be disturbed: the account, and the store it begins with."""

    server: Dovecot
    user: str
    begin: Path
    work: Path
    house: Rig
    held: int  # copies there are
    engines: dict[Path, Engine] = field(default_factory=dict)  # kept: what was compiled for one cut serves the next
    known: dict[str, dict[str, list[str]]] = field(default_factory=dict)  # what a cut left → what was read in the end

    def poll(self, file: Path, port: int, minutes: int = 0) -> Polled:
        box = Mailbox("humas", HUMAS, lambda: ImapSource("humas", imap(port, self.user, timeout=5)), page_messages=3)
        clock = HandClock()
        clock.turn(minutes=minutes)
        with self.store(file) as engine:
            return poll(replace(self.house.service, engine=engine, mailboxes=(box,), clock=clock), box)

    def state(self, file: Path, without: Mapping[str, frozenset[str]] = KEPT) -> dict[str, list[str]]:
        with self.store(file) as engine:
            return tables(engine, without)

    @contextmanager
    def store(self, file: Path) -> Iterator[Engine]:
        engine = self.engines.setdefault(file, connect(f"sqlite:///{file}"))
        try:
            yield engine
        finally:
            engine.dispose()

    def copy(self, name: str) -> Path:
        shutil.copy(self.begin, self.work / name)
        return self.work / name

    def undisturbed(self) -> tuple[dict[str, list[str]], int]:
        """What is read, and how many bytes the server says for it."""
        whole = self.copy("whole.db")
        with FaultProxy(self.server.port) as proxy:
            done = self.poll(whole, proxy.port)
            assert done.failure is None
            passed = proxy.passed
        assert self.poll(whole, self.server.port).messages == 0
        return self.state(whole), passed

    def disturbed(self, offset: int) -> dict[str, list[str]]:
        """The first connection ends after `offset` bytes, or every one; then the service tries again.

        What it makes of that depends on the store and the server alone: it is tried once for each store a cut left.
        """
        file = self.copy("cut.db")
        with FaultProxy(self.server.port, Fault(cut_after=offset, times=1 if offset % 2 else None)) as proxy:
            self.poll(file, proxy.port)
        left = repr(self.state(file, TIMES))
        if left not in self.known:
            self.known[left] = self.again(file)
        for rest in self.work.glob("cut.db*"):
            rest.unlink()
        return self.known[left]

    def again(self, file: Path) -> dict[str, list[str]]:
        """What is read in the end."""
        assert self.poll(file, self.server.port).failure is None
        found = self.state(file)
        if _withheld(found):  # twice in vain: pending, visible, and asked for again
            assert self.poll(file, self.server.port, minutes=2).failure is None
            found = self.state(file)
            assert not [row for row in _withheld(found) if row.endswith("None)")]  # not released
            found["quarantine"] = [row for row in found["quarantine"] if row not in _withheld(found)]
        return found


def _withheld(state: dict[str, list[str]]) -> list[str]:
    return [row for row in state["quarantine"] if "'unfetchable'" in row]


def _first(server: Dovecot, numbers: Iterator[int], work: Path) -> Reading:
    user = f"humas-{next(numbers)}"
    target = server.home / "mail" / user
    shutil.copytree(server.home / "mail" / "humas", target)
    unprivileged.own(target)
    begin = work / "begin.db"
    house = rig(connect(f"sqlite:///{begin}"), directory=DIRECTORY)
    house.engine.dispose()
    return Reading(server, user, begin, work, house, sum(put.box == "humas" for put in mails()))


def _later(server: Dovecot, numbers: Iterator[int], work: Path) -> Reading:
    here = _first(server, numbers, work)
    server.deliver(here.user, [letter(n) for n in range(4)], "Arsip")
    server.deliver(here.user, [letter(9)], "Usang")
    assert here.poll(here.begin, server.port).failure is None
    inbox = sorted(server.contents(here.user))
    server.expunge(here.user, inbox[:1])
    server.expunge(here.user, sorted(server.contents(here.user, "Arsip"))[1:3], "Arsip")
    server.deliver(here.user, [letter(2)], "Sent", "S")
    server.deliver(here.user, [letter(n) for n in range(10, 15)])
    shutil.rmtree(server.maildir(here.user, "Usang"))
    here.held += -1 + 2 + 1 + 5
    return here


READINGS: tuple[Callable[[Dovecot, Iterator[int], Path], Reading], ...] = (_first, _later)
NUMBERS = itertools.count(1000)


@pytest.fixture(params=READINGS, ids=["first", "later"])
def reading(request: pytest.FixtureRequest, crashing_dovecot: Dovecot, stores: Path) -> Iterator[Reading]:
    work = stores / f"cut-{next(NUMBERS)}"
    work.mkdir()
    yield request.param(crashing_dovecot, NUMBERS, work)
    shutil.rmtree(work)


def check(reading: Reading, offsets: Callable[[int], Iterator[int]]) -> None:
    wanted, passed = reading.undisturbed()
    engine = connect(f"sqlite:///{reading.work}/whole.db")
    alive = rows(engine, s.sighting.c.locator, where=s.sighting.c.gone_at.is_(None))
    engine.dispose()
    assert len(alive) == reading.held
    assert passed > 3000
    for offset in offsets(passed):
        assert difference(wanted, reading.disturbed(offset)) == {}, offset


def test_cut_at_bytes_drawn_at_random_all_is_read_all_the_same(reading: Reading) -> None:
    check(reading, lambda passed: iter(sorted(random.Random(passed).sample(range(passed), SAMPLE))))


@pytest.mark.nightly
def test_cut_at_every_byte_all_is_read_all_the_same(reading: Reading) -> None:
    check(reading, lambda passed: iter(range(passed)))
