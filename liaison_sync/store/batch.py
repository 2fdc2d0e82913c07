"""Collecting rows so that each table is written once a page: one executemany per table and kind of write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, update

from liaison_sync.store.fulltext import Indexed
from liaison_sync.store.schema import metadata

Row = Mapping[str, Any]
_Kind = tuple[str, Table, tuple[str, ...]]


class Batch:
    """Writes gathered during one transaction; `run` executes them, deletions first, then table by table."""

    def __init__(self) -> None:
        self._rows: dict[_Kind, dict[tuple[Any, ...], Row]] = {}
        self.bounced: dict[str, bool] = {}  # addresses of contacts, whichever rows they stand in
        self.refused: dict[str, bool] = {}  # likewise
        self.indexed: dict[int, Indexed] = {}  # what the search index gets
        self.reworded: set[int] = set()  # what the search index has to forget first
        self.joined: dict[str, str] = {}  # components and what they became part of

    def add(self, table: Table, row: Row) -> None:
        """Insert, unless the key is there already."""
        self._note("add", table, (), row)

    def put(self, table: Table, row: Row) -> None:
        """Insert, or replace the given columns of the row that is there; when it was created stays as it was."""
        self._note("put", table, tuple(row), row)

    def change(self, table: Table, row: Row) -> None:
        """Update the given columns of a row that is there (by primary key)."""
        self._note("change", table, tuple(row), row)

    def drop(self, table: Table, **where: Any) -> None:
        """Delete the rows that have these values."""
        self._note("drop", table, tuple(where), where, tuple(where.values()))

    def _note(
        self, verb: str, table: Table, columns: tuple[str, ...], row: Row, key: tuple[Any, ...] | None = None
    ) -> None:
        # The last word on a row wins, as it would had each been executed at once.
        identity = key if key is not None else tuple([row[name] for name in _keys(table)])
        self._rows.setdefault((verb, table, columns), {})[identity] = row

    def rows(self, table: Table) -> list[Row]:
        """What is to be added to `table` so far."""
        return list(self._rows.get(("add", table, ()), {}).values())

    def run(self, connection: Connection) -> None:
        """Execute everything gathered."""
        tables = {table: n for n, table in enumerate(metadata.sorted_tables)}
        order = {"drop": 0, "add": 1, "put": 2, "change": 3}
        for verb, table, columns in sorted(self._rows, key=lambda kind: (order[kind[0]], tables[kind[1]], kind[2])):
            rows = list(self._rows[verb, table, columns].values())
            _STATEMENTS[verb](connection, table, columns, rows)


@cache
def _keys(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key)


def _insert(connection: Connection, table: Table) -> Any:
    # Only one of them is ever needed, and PostgreSQL's takes longer to import than all of ours.
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def _add(connection: Connection, table: Table, _columns: Sequence[str], rows: list[Row]) -> None:
    connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def _put(connection: Connection, table: Table, columns: Sequence[str], rows: list[Row]) -> None:
    statement = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    new = {name: statement.excluded[name] for name in columns if name not in {*keys, "created_at"}}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=new), rows)


def _change(connection: Connection, table: Table, columns: Sequence[str], rows: list[Row]) -> None:
    keys = [column.name for column in table.primary_key]
    statement = update(table).values({name: bindparam(f"new_{name}") for name in columns if name not in keys})
    for name in keys:
        statement = statement.where(table.c[name] == bindparam(f"key_{name}"))
    connection.execute(
        statement,
        [{(f"key_{k}" if k in keys else f"new_{k}"): value for k, value in row.items()} for row in rows],
    )


def _drop(connection: Connection, table: Table, columns: Sequence[str], rows: list[Row]) -> None:
    statement = delete(table)
    for name in columns:
        statement = statement.where(table.c[name] == bindparam(f"key_{name}"))
    connection.execute(statement, [{f"key_{k}": value for k, value in row.items()} for row in rows])


_STATEMENTS = {"add": _add, "put": _put, "change": _change, "drop": _drop}
