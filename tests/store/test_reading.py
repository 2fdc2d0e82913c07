"""A reading sees one picture of the database, holds nobody up, and leaves nothing behind in the pool."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect, migrate, reading, writing

AT = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def store(store_url: str) -> Iterator[Engine]:
    """A migrated database."""
    made = connect(store_url)
    migrate(made)
    yield made
    made.dispose()


def put(engine: Engine, name: str) -> None:
    with writing(engine) as connection:
        connection.execute(s.mailbox.insert(), {"name": name, "since": AT})


def count(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(s.mailbox)).scalar_one()


@contextmanager
def elsewhere(engine: Engine) -> Iterator[ThreadPoolExecutor]:
    """Another thread, on a connection of its own."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_what_is_written_during_a_reading_is_not_seen_by_it(store: Engine) -> None:
    with elsewhere(store) as pool:
        with reading(store) as connection:
            assert count(connection) == 0
            pool.submit(put, store, "humas").result(10)  # and is not held up by it either
            assert count(connection) == 0
        with reading(store) as connection:
            assert count(connection) == 1


def test_a_page_made_of_several_questions_is_of_one_moment(store: Engine) -> None:
    """The mailboxes and their folders are asked for one after the other, and belong together all the same."""
    with elsewhere(store) as pool, reading(store) as connection:
        names = set(connection.execute(select(s.mailbox.c.name)).scalars())
        pool.submit(_with_folder, store).result(10)
        owners = set(connection.execute(select(s.folder.c.mailbox)).scalars())
        assert owners <= names


def _with_folder(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(s.mailbox.insert(), {"name": "event", "since": AT})
        connection.execute(s.folder.insert(), {"mailbox": "event", "folder": "INBOX"})


def test_a_long_reading_lets_writers_write_and_readers_read(store: Engine) -> None:
    with elsewhere(store) as pool, reading(store) as long:
        count(long)
        for n in range(5):
            pool.submit(put, store, f"box{n}").result(10)
        with reading(store) as short:
            assert count(short) == 5
        assert count(long) == 0


def test_a_writer_under_way_holds_no_reading_up(store: Engine) -> None:
    put(store, "humas")
    with writing(store) as connection:
        connection.execute(s.mailbox.insert(), {"name": "event", "since": AT})
        with elsewhere(store) as pool:
            assert pool.submit(_count_anew, store).result(10) == 1


def _count_anew(engine: Engine) -> int:
    with reading(engine) as connection:
        return count(connection)


def test_whoever_writes_within_a_reading_leaves_no_trace(store: Engine) -> None:
    with suppress(DBAPIError), reading(store) as connection:
        connection.execute(s.mailbox.insert(), {"name": "humas", "since": AT})
    assert _count_anew(store) == 0


def test_a_connection_that_was_read_with_is_written_with_afterwards(store_url: str) -> None:
    """The pool hands the same connection out again: it decides on what others have committed since."""
    engine = connect(store_url)
    migrate(engine)
    with elsewhere(engine) as pool:
        _count_anew(engine)
        with writing(engine) as connection:
            assert count(connection) == 0
            if engine.dialect.name == "postgresql":
                assert connection.execute(text("SHOW transaction_isolation")).scalar_one() == "read committed"
                assert connection.execute(text("SHOW transaction_read_only")).scalar_one() == "off"
            connection.execute(s.mailbox.insert(), {"name": "humas", "since": AT})
        assert _count_anew(engine) == 1
        assert pool.submit(_count_anew, engine).result(10) == 1
    engine.dispose()


def test_a_reading_that_failed_leaves_no_transaction_open(store: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        _read_and_fail(store)
    put(store, "humas")
    assert _count_anew(store) == 1
    if store.dialect.name == "postgresql":
        with reading(store) as connection:
            idle = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = "
            assert connection.execute(text(idle + "current_database()")).scalar_one() == 0


def _read_and_fail(engine: Engine) -> None:
    with reading(engine) as connection:
        count(connection)
        raise ZeroDivisionError


def test_a_writer_that_waited_decides_on_what_the_one_before_committed(store: Engine) -> None:
    """Its picture is taken when its turn comes, not when it began to wait."""
    with elsewhere(store) as pool:
        with writing(store) as connection:
            waiting = pool.submit(_add_next, store)
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
            connection.execute(s.mailbox.insert(), {"name": "box0", "since": AT})
        assert waiting.result(10) == "box1"


def _add_next(engine: Engine) -> str:
    with writing(engine) as connection:
        name = f"box{count(connection)}"
        connection.execute(s.mailbox.insert(), {"name": name, "since": AT})
    return name
