"""A real PostgreSQL cluster of our own on a socket in a temporary directory: no root, no fsync, no network."""

from __future__ import annotations

import itertools
import signal
from pathlib import Path

from tests.peers import unprivileged

ROOTS = tuple(Path("/usr/lib/postgresql").glob("*/bin"))


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
        data = str(self.home / "data")
        initdb = [str(binaries / "initdb"), "-D", data, "-U", "liaison", "-A", "trust", "-E", "UTF8", "--no-sync"]
        unprivileged.run([*initdb, "--locale=C.UTF-8"], self.home)
        self.start()

    def start(self) -> None:
        quick = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
        options = [part for setting in quick for part in ("-c", setting)]
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
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return f"postgresql+psycopg://liaison@127.0.0.1:{self.port}/{name}"

    def drop(self, url: str) -> None:
        self.sql(f'DROP DATABASE IF EXISTS "{url.rsplit("/", 1)[1]}" WITH (FORCE)')

    def sql(self, statement: str) -> str:
        """Runs one statement as the cluster's owner."""
        psql = [str(self.binaries / "psql"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "liaison", "-d", "postgres"]
        return unprivileged.run([*psql, "-qAtc", statement], self.home)

    def stop(self) -> None:
        unprivileged.stop(self.process, signal.SIGINT)

    def close(self) -> None:
        self.stop()
        unprivileged.remove(self.home)
