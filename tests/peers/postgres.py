"""A real PostgreSQL cluster of our own on a socket in a temporary directory: no root, no fsync, no network."""

from __future__ import annotations

import itertools
import signal
from pathlib import Path
from threading import Lock

import psycopg

from liaison_sync.store.engine import connect, migrate
from tests.peers import unprivileged

ROOTS = tuple(Path("/usr/lib/postgresql").glob("*/bin"))
# Processes are killed here, not machines: nothing needs to be on a disk, and no log of it to be long.
QUICK = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60"),
    *("wal_level=minimal", "max_wal_senders=0", "wal_init_zero=off", "autovacuum=off"),
)


class Postgres:
    """One cluster; `database()` makes an empty database at once, by copying the template."""

    def __init__(self) -> None:
        binaries = next((root for root in sorted(ROOTS, reverse=True) if (root / "initdb").exists()), None)
        if binaries is None:
            unprivileged.absent("PostgreSQL is not installed (Debian: postgresql)")
            raise AssertionError("unreachable")
        self.binaries = binaries
        self.home = unprivileged.workdir("postgres")
        self.log = self.home / "postgres.log"
        self.port = unprivileged.free_port()
        self._numbers = itertools.count(1)
        self._ready_made = ""
        self._lock = Lock()
        self._owner: psycopg.Connection | None = None
        data = str(self.home / "data")
        initdb = [str(binaries / "initdb"), "-D", data, "-U", "liaison", "-A", "trust", "-E", "UTF8", "--no-sync"]
        unprivileged.run([*initdb, "--locale=C.UTF-8"], self.home)
        self.start()

    def start(self) -> None:
        options = [part for setting in QUICK for part in ("-c", setting)]
        self.process = unprivileged.start(
            [
                str(self.binaries / "postgres"),
                "-D",
                str(self.home / "data"),
                "-k",
                str(self.home),
                "-c",
                "listen_addresses=127.0.0.1",
                "-p",
                str(self.port),
                *options,
            ],
            self.log,
            self.home,
        )
        unprivileged.until(self._ready, "PostgreSQL", self.log)

    def _ready(self) -> bool:
        try:
            ready = [str(self.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
            unprivileged.run(ready, self.home)
        except RuntimeError:
            return False
        return True

    def database(self, template: str = "template1") -> str:
        """The SQLAlchemy URL of a fresh copy of the database `template`, which nobody may be connected to."""
        name = f"liaison_{next(self._numbers)}"
        by = " STRATEGY FILE_COPY" if self._version() >= 150_000 else ""  # not through the write-ahead log
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{by}')
        return f"postgresql+psycopg://liaison@127.0.0.1:{self.port}/{name}"

    def migrated(self) -> str:
        """The SQLAlchemy URL of a fresh database with its schema in place: a copy of one that was migrated once."""
        if not self._ready_made:
            url = self.database()
            engine = connect(url)
            migrate(engine)
            engine.dispose()
            self._ready_made = url.rsplit("/", 1)[1]
        return self.database(self._ready_made)

    def drop(self, url: str) -> None:
        self.sql(f'DROP DATABASE IF EXISTS "{url.rsplit("/", 1)[1]}" WITH (FORCE)')

    def sql(self, statement: str) -> None:
        """Runs one statement as the cluster's owner."""
        with self._lock:
            self._connected().execute(statement.encode())

    def _version(self) -> int:
        with self._lock:
            return self._connected().info.server_version

    def _connected(self) -> psycopg.Connection:
        """A connection that is kept; a client program for each statement takes longer than the statement."""
        if self._owner is None or self._owner.closed:
            place = f"host=127.0.0.1 port={self.port} user=liaison dbname=postgres"
            self._owner = psycopg.connect(place, autocommit=True)
        return self._owner

    def stop(self) -> None:
        if self._owner is not None:
            self._owner.close()
        unprivileged.stop(self.process, signal.SIGINT)

    def close(self) -> None:
        self.stop()
        unprivileged.remove(self.home)
