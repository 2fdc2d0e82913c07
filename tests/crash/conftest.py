"""The crash tests' peers: one Dovecot with an account pair for each life, states copied instead of built anew."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
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
        self.log = log
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
        status = int(self.process.stdout.readline())
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

    def __init__(self, server: Dovecot, database: Callable[[int], str]) -> None:
        self.server, self._database = server, database
        self._numbers = itertools.count(1)

    def life(self, nursery: Nursery) -> Job:
        n = next(self._numbers)
        nursery.smtp.taken.clear()
        for box in ("humas", "event"):
            target = self.server.home / "mail" / f"{box}-{n}"
            shutil.copytree(self.server.home / "mail" / box, target)
            unprivileged.own(target)
        return Job(self._database(n), self.server.port, nursery.smtp.port, str(n))

    def forget(self, job: Job) -> None:
        for box in ("humas", "event"):
            unprivileged.remove(self.server.home / "mail" / f"{box}-{job.user}")


@pytest.fixture(scope="module")
def crashing_dovecot(authority: Authority) -> Iterator[Dovecot]:
    accounts = [f"{box}-{n}" for box in ("humas", "event") for n in range(LIVES)]
    with Dovecot(authority, users=("humas", "event")) as server:
        text = (server.home / "users").read_text() + "".join(f"{one}:rahasia-sekali\n" for one in accounts)
        unprivileged.write(server.home / "users", text)
        for put in mails():
            server.deliver(put.box, [put.raw], put.folder, "S")
        for box in ("humas", "event"):  # a first visit numbers the messages
            with mailbox(server.port, box, f"{box}@karsabahari.example").open() as source:
                for folder in source.folders():
                    source.changes(folder, None)
        yield server


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, crashing_dovecot: Dovecot, tmp_path_factory: pytest.TempPathFactory) -> World:
    """Lives on SQLite, and on PostgreSQL."""
    home = tmp_path_factory.mktemp("stores")
    if request.param == "sqlite":
        _prepare(connect(f"sqlite:///{home}/template.db"))

        def copied(n: int) -> str:
            shutil.copy(home / "template.db", home / f"{n}.db")
            return f"sqlite:///{home}/{n}.db"

        return World(crashing_dovecot, copied)
    postgres: Postgres = request.getfixturevalue("postgres")
    template = postgres.database()
    _prepare(connect(template))
    name = make_url(template).database or ""
    return World(crashing_dovecot, lambda _n: postgres.database(name))


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
