"""Collecting rows so that each table is written once a page: one executemany per table and kind of write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, bindparam, delete, update

from liaison_sync.domain.index_words import Words
from liaison_sync.store.schema import metadata

Row = Mapping[str, Any]
_Kind = tuple[str, Table, tuple[str, ...]]
_Process = Callable[[Any], Any]
_Stating = Callable[[Dialect, Table, Sequence[str]], Any]


class Batch:
    """Writes gathered during one transaction; `run` executes them, deletions first, then table by table."""

    def __init__(self) -> None:
        self._rows: dict[_Kind, dict[tuple[Any, ...], Row]] = {}
        self.bounced: dict[str, bool] = {}  # addresses of contacts, whichever rows they stand in
        self.refused: dict[str, bool] = {}  # likewise
        self.indexed: dict[int, Words] = {}  # what the search index gets
        self.reworded: set[int] = set()  # what the search index has to forget first
        self.joined: dict[str, str] = {}  # components and what they became part of
        self.forgotten: list[tuple[str, str, datetime]] = []  # mailbox and folder whose locators mean nothing any more

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

    def adds(self, table: Table) -> bool:
        """Whether rows of `table` are put there."""
        return any(verb == "put" and one is table for verb, one, _ in self._rows)

    def run(self, connection: Connection) -> None:
        """Execute everything gathered."""
        tables, order = _tables(), {"drop": 0, "add": 1, "put": 2, "change": 3}
        for verb, table, columns in sorted(self._rows, key=lambda kind: (order[kind[0]], tables[kind[1]], kind[2])):
            rows = list(self._rows[verb, table, columns].values())
            _STATEMENTS[verb](connection, table, columns, rows)


@cache
def _tables() -> dict[Table, int]:
    """Each table's place: after those it refers to."""
    return {table: n for n, table in enumerate(metadata.sorted_tables)}


@cache
def _keys(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key)


def _insert(dialect: Dialect, table: Table) -> Any:
    # Only one of them is ever needed, and PostgreSQL's takes longer to import than all of ours.
    if dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def _adding(dialect: Dialect, table: Table, _columns: Sequence[str]) -> Any:
    return _insert(dialect, table).on_conflict_do_nothing()


def _putting(dialect: Dialect, table: Table, columns: Sequence[str]) -> Any:
    statement = _insert(dialect, table)
    keys = [column.name for column in table.primary_key]
    new = {name: statement.excluded[name] for name in columns if name not in {*keys, "created_at"}}
    return statement.on_conflict_do_update(index_elements=keys, set_=new)


def _add(connection: Connection, table: Table, columns: Sequence[str], rows: list[Row]) -> None:
    _insert_all(connection, table, columns, rows, _adding)


def _put(connection: Connection, table: Table, columns: Sequence[str], rows: list[Row]) -> None:
    _insert_all(connection, table, columns, rows, _putting)


def _insert_all(
    connection: Connection, table: Table, columns: Sequence[str], rows: list[Row], stating: _Stating
) -> None:
    if connection.dialect.name != "sqlite":
        connection.execute(stating(connection.dialect, table, columns), rows)
        return
    # The same statement with rows as the driver wants them: half of what a page costs would go into making them.
    statement, order = _compiled(connection.dialect, table, tuple(columns), stating, tuple(rows[0]))
    values = [_column(rows, name, process) for name, process in order]
    connection.exec_driver_sql(statement, list(zip(*values, strict=True)))


@lru_cache(256)
def _compiled(
    dialect: Dialect, table: Table, columns: tuple[str, ...], stating: _Stating, names: tuple[str, ...]
) -> tuple[str, list[tuple[str, _Process | None]]]:
    """The statement as text, and the columns in its order, each with what makes the driver's value of ours."""
    compiled = stating(dialect, table, columns).compile(dialect=dialect, column_keys=names)
    types = {name: table.c[name].type.dialect_impl(dialect) for name in names}
    return str(compiled), [(name, types[name].bind_processor(dialect)) for name in compiled.positiontup]


def _column(rows: list[Row], name: str, process: _Process | None) -> list[Any]:
    values = [row[name] for row in rows]
    return [process(value) for value in values] if process else values


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
