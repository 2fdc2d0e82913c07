"""Opening the database: SQLite in WAL mode by default, PostgreSQL beyond one machine, one schema for both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, OperationalError

from liaison_sync.domain.errors import Misconfigured, Transient
from liaison_sync.store import failpoint

_MIGRATIONS = Path(__file__).parent / "migrations"
_WRITER = 7_245_113  # any number, the same everywhere
_SQLITE = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a committed cursor or in_flight mark survives power loss
    "PRAGMA busy_timeout=30000",
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA mmap_size=268435456",
    "PRAGMA wal_autocheckpoint=8000",  # pages: the more commits at once, the less is written twice
)
# SQLite's readers see one picture anyway (WAL); PostgreSQL's by default one for each statement. A writer keeps that
# default: what it decides on is read after it has waited for its turn. The pool resets both when it takes back.
_ONE_PICTURE: dict[str, dict[str, Any]] = {
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
}


def connect(url: str) -> Engine:
    """An engine for `url` (sqlite:///file or postgresql+psycopg://…); it opens nothing yet."""
    if make_url(url).get_backend_name() != "sqlite":
        engine = create_engine(url, pool_pre_ping=True, execution_options={"turn": Lock()})
        event.listen(engine, "begin", _begin_postgresql)
    else:
        engine = create_engine(url, connect_args={"check_same_thread": False}, execution_options={"turn": Lock()})
        event.listen(engine, "do_connect", _private)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    failpoint.watch(engine)
    return engine


def _private(_dialect: object, _record: object, arguments: list[Any], _options: object) -> None:
    """A new file is made for its owner alone, it holds everybody's mail; SQLite gives its journals the same rights."""
    file = Path(str(arguments[0]))
    if str(file) != ":memory:" and file.parent.is_dir():
        with suppress(FileExistsError):
            file.touch(mode=0o600, exist_ok=False)


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in _SQLITE:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: upgrading a read lock later fails instead of waiting.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    # Decisions read before they write; one writer at a time gives them the same guarantee as SQLite does.
    if connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that may write; committed at the end, rolled back by any exception.

    Writers of one process take turns here: SQLite's own queue has them look again every tenth of a second.
    """
    with _turn(engine), engine.connect().execution_options(writing=True) as connection, connection.begin():
        yield connection
    failpoint.hit("committed")


def _turn(engine: Engine) -> Lock:
    turn: Lock = engine.get_execution_options()["turn"]
    return turn


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent picture of the database, of the moment of its first question; written to by nobody."""
    with engine.connect().execution_options(**_ONE_PICTURE.get(engine.dialect.name, {})) as connection:
        yield connection


@contextmanager
def answering(engine: Engine) -> Iterator[None]:
    """Raises Transient, for a person to read, where the database is away, full, read-only, or none at all."""
    try:
        yield
    except DatabaseError as error:
        if type(error) not in (DatabaseError, OperationalError):  # a bug of ours
            raise
        detail = str(error.orig)
        raise Transient(operation="store", key="store_unavailable", detail=detail, host=_place(engine)) from error


def _place(engine: Engine) -> str:
    """Which database it is, without a password."""
    url = engine.url
    return str(url.database) if engine.dialect.name == "sqlite" else f"{url.host or ''}/{url.database or ''}"


def migrate(engine: Engine) -> None:
    """Bring the schema to this version; forward only, each step in one transaction.

    Raises Misconfigured where a newer version has been at it: its tables are not ours to write to.
    """
    with reading(engine) as connection:
        there = version(connection)
    if there == head():
        return
    if there is not None and there > head():
        raise Misconfigured(operation="store", key="store_newer", detail=there, host=_place(engine))
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.connect().execution_options(writing=True) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def head() -> str:
    """The revision this version of the product needs: the newest of its migrations."""
    return max(file.name.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def version(connection: Connection) -> str | None:
    """The schema's revision, or None for an empty database."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
