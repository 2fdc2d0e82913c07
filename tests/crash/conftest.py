"""The crash tests' peers: one Dovecot with an account pair for each life, states copied instead of built anew."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from liaison_sync.store.engine import connect
from tests.crash.driver import Job
from tests.crash.scenario import DIRECTORY, mails
from tests.peers import unprivileged
from tests.peers.ca import Authority
from tests.peers.dovecot import Dovecot
from tests.peers.postgres import Postgres
from tests.peers.smtp import ScriptedSmtp
from tests.rig import mailbox, rig

LIVES = 1500


class Nursery:
    """A driver process, warmed up; `run` lets one life pass and returns its wait status."""

    def __init__(self, log: Path) -> None:
        command = [sys.executable, "-m", "tests.crash.driver"]
        self.log, self.child = log, 0
        self.smtp = ScriptedSmtp()
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=dict(os.environ)
            )

    def run(self, job: Job) -> int:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(job.text() + "\n")
        self.process.stdin.flush()
        status, self.child = map(int, f"{self.process.stdout.readline()} 0".split()[:2])
        assert status != 256, self.log.read_text("utf-8")[-4000:]  # a traceback is not a crash
        return status

    def accepted(self) -> Counter[str]:
        """How often the SMTP server took each letter."""
        return Counter(str(message_from_bytes(one.content)["X-Liaison-Id"]) for one in self.smtp.taken)

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.smtp.close()


class World:
    """Hands out lives: a fresh copy of the two mailboxes and of the prepared database."""

    def __init__(
        self, store: str, server: Dovecot, database: Callable[[int], str], drop: Callable[[str], None]
    ) -> None:
        self.store, self.server, self._database, self._drop = store, server, database, drop
        self._numbers = itertools.count(1)

    def life(self, nursery: Nursery) -> Job:
        n = next(self._numbers)
        nursery.smtp.taken.clear()
        for box in ("humas", "event"):
            target = self.server.home / "mail" / f"{box}-{n}"
            shutil.copytree(self.server.home / "mail" / box, target)
            unprivileged.own(target)
        return Job(self._database(n), self.server.port, nursery.smtp.port, str(n))

    def warm(self, nursery: Nursery) -> None:
        """One life in the nursery itself."""
        job = self.life(nursery)
        nursery.run(replace(job, warm=True))
        self.forget(job)

    def forget(self, job: Job) -> None:
        self._drop(job.url)
        for box in ("humas", "event"):
            unprivileged.remove(self.server.home / "mail" / f"{box}-{job.user}")


@pytest.fixture(scope="module")
def crashing_dovecot(authority: Authority) -> Iterator[Dovecot]:
    accounts = [f"{box}-{n}" for box in ("humas", "event") for n in range(LIVES)]
    with Dovecot(authority, users=("humas", "event")) as server:
        text = (server.home / "users").read_text() + "".join(f"{one}:rahasia-sekali\n" for one in accounts)
        unprivileged.write(server.home / "users", text)
        server.stop()
        server.start()
        for put in mails():
            server.deliver(put.box, [put.raw], put.folder, "S")
        for box in ("humas", "event"):  # a first visit numbers the messages
            with mailbox(server.port, box, f"{box}@karsabahari.example").open() as source:
                for folder in source.folders():
                    source.changes(folder, None)
        yield server


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, crashing_dovecot: Dovecot, nurseries: list[Nursery], stores: Path) -> World:
    """Lives on SQLite, and on PostgreSQL; the nurseries warmed up."""
    made = _world(request, crashing_dovecot, stores)
    for nursery in nurseries:
        made.warm(nursery)
    return made


@pytest.fixture(scope="module")
def stores() -> Iterator[Path]:
    """In memory where there is such a place: processes are killed here, not machines."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as home:
        yield Path(home)


def _world(request: pytest.FixtureRequest, crashing_dovecot: Dovecot, home: Path) -> World:
    if request.param == "sqlite":
        _prepare(connect(f"sqlite:///{home}/template.db"))

        def copied(n: int) -> str:
            shutil.copy(home / "template.db", home / f"{n}.db")
            return f"sqlite:///{home}/{n}.db"

        def removed(url: str) -> None:
            for path in home.glob(Path(make_url(url).database or "").name + "*"):
                path.unlink()

        return World(request.param, crashing_dovecot, copied, removed)
    postgres: Postgres = request.getfixturevalue("postgres")
    template = postgres.migrated()
    _prepare(connect(template))
    name = make_url(template).database or ""
    return World(request.param, crashing_dovecot, lambda _n: postgres.database(name), postgres.drop)


def _prepare(engine: Engine) -> None:
    rig(engine, directory=DIRECTORY)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


@pytest.fixture(scope="module")
def nurseries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Nursery]]:
    """Two, for two cores."""
    log = tmp_path_factory.mktemp("nursery") / "errors.log"
    made = [Nursery(log), Nursery(log)]
    yield made
    for one in made:
        one.close()
