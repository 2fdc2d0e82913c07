"""Real peers for every test that asks for one; absent ones skip with a plain reason (LIAISON_REQUIRE_PEERS=1: fail)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from liaison_sync.store.engine import connect
from tests.peers.ca import Authority
from tests.peers.dovecot import Dovecot
from tests.peers.postgres import Postgres


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Our own certificate authority; clients trust `authority.certificate`."""
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def dovecot(authority: Authority) -> Iterator[Dovecot]:
    """A fresh IMAP server with the accounts humas and event."""
    with Dovecot(authority) as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One PostgreSQL cluster for the session."""
    cluster = Postgres()
    yield cluster
    cluster.close()


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """The SQLAlchemy URL of an empty database, dropped afterwards."""
    url = postgres.database()
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, once on each of the two."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/store.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def engine(store_url: str) -> Iterator[Engine]:
    """An empty database, on SQLite and on PostgreSQL; closed afterwards."""
    made = connect(store_url)
    yield made
    made.dispose()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where everything is required, a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("LIAISON_REQUIRE_PEERS") == "1" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
