"""A whole store into another, empty one: from SQLite to PostgreSQL as an office grows, or back."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, Table, select

from liaison_sync.domain.errors import Misconfigured
from liaison_sync.store import fulltext
from liaison_sync.store import schema as s
from liaison_sync.store.engine import migrate, reading, writing

_ROWS = 500


def copied(source: Engine, target: Engine) -> int:
    """How many rows were copied: every table as it stood at one moment, and the search index made anew.

    One transaction: cut off, `target` is empty still. Raises Misconfigured where there is something in it.
    """
    migrate(target)
    with reading(source) as old, writing(target) as new:
        if any(_filled(new)):
            raise Misconfigured(operation="store", key="store_not_empty", host=str(target.url.database))
        count = sum(_table(old, new, table) for table in s.metadata.sorted_tables)
        fulltext.rebuild(new)
    return count


def _filled(connection: Connection) -> list[bool]:
    return [connection.execute(select(table).limit(1)).first() is not None for table in s.metadata.sorted_tables]


def _table(old: Connection, new: Connection, table: Table) -> int:
    count = 0
    rows = old.execution_options(yield_per=_ROWS).execute(select(table))
    for some in rows.mappings().partitions(_ROWS):
        new.execute(table.insert(), [dict(row) for row in some])
        count += len(some)
    return count
