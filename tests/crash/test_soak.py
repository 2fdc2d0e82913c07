"""Thousands of random operations on a mailbox while the service that reads it is killed again and again.

The hand's own log says what must be there in the end: nothing lost, nothing doubled, no letter sent twice.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy import select

from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect, reading
from tests.crash.scenario import DIRECTORY
from tests.crash.soak_driver import Life
from tests.crash.soak_hand import Hand, Server
from tests.peers.ca import Authority
from tests.peers.courier import Courier
from tests.peers.cyrus import Cyrus
from tests.peers.dovecot import Dovecot
from tests.peers.smtp import ScriptedSmtp
from tests.rig import rig


@dataclass(slots=True)
class Soak:
    """The peers, the hand, and the service that dies."""

    server: Server
    smtp: ScriptedSmtp
    url: str
    hand: Hand
    driver: subprocess.Popen[str]
    log: Path
    kills: int = 0
    lives: int = 0
    minutes: int = 0
    draw: random.Random = field(default_factory=lambda: random.Random(5))

    def begin(self, at: int = 0, rounds: int = 0) -> int:
        """A new life; its process id. Whatever lease the one before held is over."""
        self.lives += 1
        self.minutes += 6
        life = Life(self.url, self.server.port, self.smtp.port, self.minutes, at, rounds)
        assert self.driver.stdin is not None
        self.driver.stdin.write(life.text() + "\n")
        self.driver.stdin.flush()
        return int(self._answer())

    def ended(self) -> None:
        """Waits for the life to end; a traceback is no way to end."""
        status = int(self._answer())
        if os.WIFSIGNALED(status):
            assert os.WTERMSIG(status) == signal.SIGKILL
            self.kills += 1
        else:
            assert os.WEXITSTATUS(status) == 0, self.log.read_text("utf-8")[-4000:]

    def _answer(self) -> str:
        assert self.driver.stdout is not None
        return self.driver.stdout.readline()

    def work(self, operations: int, a_life: int, renumberings: int) -> None:
        """The hand works on while lives begin and are killed, by the clock or at a point of their own."""
        renumber = set(random.Random(3).sample(range(operations), renumberings))
        for start in range(0, operations, a_life):
            points = self.draw.random() < 0.5
            child = self.begin(at=self.draw.randrange(1, 40) if points else 0)
            for n in range(start, min(start + a_life, operations)):
                self.hand.act("renumber" if n in renumber else "")
            if not points:
                time.sleep(self.draw.random() * 0.05)
            self._end(child, patience=3.0 if points else 0.0)

    def _end(self, child: int, patience: float) -> None:
        """Kills the child, where it has not died of itself after `patience` seconds."""
        until = time.monotonic() + patience
        while time.monotonic() < until and not _dead(child):
            time.sleep(0.005)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        self.ended()

    # --- what must hold ---------------------------------------------------------------------------------------

    def settle(self) -> None:
        """The faults stop: the service finds everything out by itself."""
        self.begin(rounds=2)
        self.ended()
        self.minutes += 1440  # whatever was withheld has been asked for again by then
        self.begin(rounds=2)
        self.ended()

    def problems(self) -> list[str]:
        engine = connect(self.url)
        with reading(engine) as connection:
            g, m, q, f = s.sighting.c, s.message.c, s.quarantine.c, s.folder.c
            placed = s.sighting.join(s.folder, (f.mailbox == g.mailbox) & (f.folder == g.folder))
            named = placed.outerjoin(s.message, m.key == g.message)
            copies = connection.execute(select(f.path, m.subject).select_from(named).where(g.gone_at.is_(None))).all()
            messages = Counter(connection.scalars(select(m.message_id)).all())
            withheld = connection.execute(select(q.folder, q.locator, q.detail).where(q.released_at.is_(None))).all()
            letters = connection.execute(select(s.outbox.c.id, s.outbox.c.state)).all()
        engine.dispose()
        there = Counter((folder, int((subject or "Izin 0").split()[-1])) for folder, subject in copies)
        put = Counter({(folder, n): count for folder, log in self.hand.log.items() for n, count in log.items()})
        found = [f"lost: {each} × {count}" for each, count in (put - there).items()]
        found += [f"too many: {each} × {count}" for each, count in (there - put).items()]
        found += [f"message doubled: {id_}" for id_, count in messages.items() if count > 1]
        found += [f"withheld: {one}" for one in withheld]
        sent = [message_from_bytes(one.content) for one in self.smtp.taken]
        for name in ("X-Liaison-Id", "Subject"):  # one reminder a letter of ours, sent once
            times = Counter(str(one[name]) for one in sent)
            found += [f"sent {count} times: {each}" for each, count in times.items() if count > 1]
        found += [f"letter {row.id} is {row.state}" for row in letters if row.state not in {"sent", "ambiguous"}]
        return found


def _dead(child: int) -> bool:
    """Ended, whether anybody has asked how or not yet."""
    try:
        return " Z " in Path(f"/proc/{child}/stat").read_text("ascii")
    except (FileNotFoundError, ProcessLookupError):  # between the two: open, and read
        return True


@contextmanager
def soaking(server: Server, tmp_path: Path) -> Iterator[Soak]:
    """The service reads this server's mailbox from now on, and follows up what is in it."""
    url = f"sqlite:///{tmp_path}/store.db"
    rig(connect(url), directory=DIRECTORY).engine.dispose()
    log = tmp_path / "errors.log"
    command = [sys.executable, "-m", "tests.crash.soak_driver"]
    with ScriptedSmtp() as smtp, log.open("ab") as errors:
        driver = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
        )
        made = Soak(server, smtp, url, Hand(server, 7), driver, log)
        made.begin(rounds=1)
        made.ended()
        yield made
        made.hand.close()
        os.killpg(driver.pid, signal.SIGKILL)
        driver.wait(10)


@contextmanager
def serving(name: str, authority: Authority) -> Iterator[Server]:
    """A server with a folder for what was sent."""
    if name == "dovecot":
        with Dovecot(authority) as dovecot:
            dovecot.stop()
            dovecot.config.write_text(dovecot.config.read_text().replace("rawlog_dir", "#rawlog_dir"))
            dovecot.start()
            yield dovecot
        return
    with Cyrus() if name == "cyrus" else Courier() as server:
        with server.hand() as other:
            other.create(server.called("Sent"))
        yield server


@pytest.fixture(params=["dovecot"])
def soak(request: pytest.FixtureRequest, authority: Authority, tmp_path: Path) -> Iterator[Soak]:
    with serving(request.param, authority) as server, soaking(server, tmp_path) as made:
        yield made


def test_a_service_killed_while_others_work_in_its_mailbox_loses_and_doubles_nothing(soak: Soak) -> None:
    soak.work(160, a_life=32, renumberings=1)
    soak.settle()
    assert soak.problems() == []
    assert soak.kills >= 4
    assert soak.smtp.taken


@pytest.mark.nightly
@pytest.mark.parametrize("soak", ["dovecot", "cyrus", "courier"], indirect=True)
def test_twenty_thousand_operations_and_two_hundred_kills_lose_and_double_nothing(soak: Soak) -> None:
    for _ in range(10):
        soak.work(2000, a_life=80, renumberings=3)
        soak.settle()
        assert soak.problems() == []
    figures: dict[str, object] = {"operations": soak.hand.done, "refused": soak.hand.refused, "kills": soak.kills}
    figures |= {"lives": soak.lives, "sent": len(soak.smtp.taken)}
    sys.stdout.write(json.dumps(figures) + "\n")
    assert soak.hand.done.total() >= 20_000
    assert soak.kills >= 200
