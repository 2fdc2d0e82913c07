"""A rebuild killed at any point goes on, and comes to what it would have come to undisturbed."""

from __future__ import annotations

import os
import shutil
import signal
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, func, select, update

from liaison_sync.app.rebuild import rebuild
from liaison_sync.app.service import Mailbox, Service
from liaison_sync.store import failpoint
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect, writing
from tests.contract.test_rebuild import READ_ONCE, invitations, nowhere, take
from tests.crash import scenario
from tests.crash.forked import forked
from tests.opened import opened
from tests.peers.postgres import Postgres
from tests.rig import START, difference, rig, tables

JOURNAL = "journal"
SPREAD = 7  # on PostgreSQL every seventh point


def stale(engine: Engine) -> None:
    """Mail of two pages' steps, and derived rows as an older version would have left them."""
    boxes = [Mailbox("humas", scenario.HUMAS, nowhere), Mailbox("event", scenario.EVENT, nowhere)]
    made = rig(engine, boxes, directory=scenario.DIRECTORY, parsers=READ_ONCE)
    mails = [(put.raw, "sent" if put.folder == "Sent" else "inbox", START) for put in scenario.mails()]
    take(made, [(raw, role, at, ("humas", "event")[n % 2]) for n, (raw, role, at) in enumerate(mails + invitations())])
    m, f = s.message.c, s.fact.c
    with writing(engine) as connection:
        connection.execute(update(s.message).where(m.subject != "").values(subject="?", partner=None))
        connection.execute(delete(s.participant).where(s.participant.c.role == "to"))
        connection.execute(update(s.thread).values(subject="?", ball="ours"))
        gone = connection.execute(select(f.id).order_by(f.id).limit(3)).scalars().all()
        connection.execute(delete(s.fact).where(f.id.in_(gone)))
        connection.execute(update(s.fact).values(document=func.replace(f.document, "Temu", "Tamu")))
        connection.execute(delete(s.occurrence))


def run(url: str, *, at: int = 0, trace: str = "") -> int:
    """A rebuild in a process of its own, killed at its point `at`; its wait status."""

    def work() -> None:
        failpoint.arm(at, trace=trace)
        engine = opened(url)
        deque(rebuild(service(engine)), maxlen=0)
        engine.dispose()

    return forked(work)


def service(engine: Engine) -> Service:
    boxes = [Mailbox("humas", scenario.HUMAS, nowhere), Mailbox("event", scenario.EVENT, nowhere)]
    return rig(engine, boxes, directory=None, parsers=READ_ONCE).service


def dump(url: str) -> dict[str, list[str]]:
    engine = opened(url)
    found = tables(engine)
    engine.dispose()
    return {name: each for name, each in found.items() if name != JOURNAL} | {JOURNAL: found[JOURNAL][-1:]}


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives the URL of a fresh copy of the stale store."""
    if request.param == "sqlite":
        made = connect(f"sqlite:///{tmp_path}/stale.db")
        stale(made)
        with made.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        made.dispose()
        numbers = iter(range(10_000))

        def copied() -> str:
            n = next(numbers)
            shutil.copy(tmp_path / "stale.db", tmp_path / f"{n}.db")
            return f"sqlite:///{tmp_path}/{n}.db"

        return copied
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.migrated()
    made = connect(url)
    stale(made)
    made.dispose()
    return lambda: postgres.database(url.rsplit("/", 1)[1])


def test_killed_anywhere_a_rebuild_goes_on_to_the_same_end(copies: Callable[[], str], tmp_path: Path) -> None:
    trace, plain = tmp_path / "trace", copies()
    before = dump(plain)
    assert run(plain, trace=str(trace)) == 0
    wanted = dump(plain)
    assert len(difference(before, wanted)) >= 5
    passed = [line for line in trace.read_text("utf-8").splitlines() if "job" not in line]
    at = [int(line.split()[0]) for line in passed][:: 1 if plain.startswith("sqlite") else SPREAD]
    assert len(at) > (30 if plain.startswith("sqlite") else 5)
    for n in at:
        url = copies()
        assert os.WTERMSIG(run(url, at=n)) == signal.SIGKILL, n
        assert run(url) == 0
        assert difference(wanted, dump(url)) == {}, passed[at.index(n)]
