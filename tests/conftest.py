"""Real peers for every test that asks for one; absent ones skip with a plain reason (LIAISON_REQUIRE_PEERS=1: fail)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from liaison_sync.store.engine import connect
from tests import scratch
from tests.opened import opened
from tests.peers.ca import Authority
from tests.peers.dovecot import Dovecot
from tests.peers.postgres import Postgres
from tests.ready_store import migrated

scratch.in_memory()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Our own certificate authority; clients trust `authority.certificate`."""
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture(scope="session")
def dovecots(authority: Authority) -> Iterator[Callable[[], Dovecot]]:
    """Gives an empty IMAP server: the last one, emptied, or another where a test stopped it or left a client behind."""
    kept: list[Dovecot] = []

    def empty() -> Dovecot:
        if kept and not kept[0].emptied():
            kept.pop().close()
        if not kept:
            kept.append(Dovecot(authority))
        return kept[0]

    yield empty
    for server in kept:
        server.close()


@pytest.fixture
def dovecot(dovecots: Callable[[], Dovecot]) -> Dovecot:
    """An empty IMAP server with the accounts humas and event."""
    return dovecots()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL cluster for the session."""
    cluster = Postgres()
    yield cluster
    cluster.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without a row, its schema in place, once on each of the two; dropped afterwards."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/store.db"
        made = connect(url)
        migrated(made)
        made.dispose()
        yield url
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.migrated()
    yield url
    postgres.drop(url)


@pytest.fixture
def engine(store_url: str) -> Iterator[Engine]:
    """A database without a row, on SQLite and on PostgreSQL; closed afterwards."""
    made = opened(store_url)
    yield made
    made.dispose()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything is required, a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("LIAISON_REQUIRE_PEERS") == "1" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
