"""What would really change: changes that say what the store holds already are left out."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from liaison_sync.domain import changes as c
from liaison_sync.store import apply, views
from liaison_sync.store import schema as s
from liaison_sync.store.batch import Batch
from liaison_sync.store.columns import Document

_Rows = dict[Any, list[tuple[Any, ...]]]


def messages(connection: Connection, read: Sequence[c.MessageAdded]) -> list[c.MessageAdded]:
    """Those of these known messages whose rows are not what they should be, but for their place and project."""
    wanted = Batch()
    for one in read:
        apply.message(wanted, one)
    of_key, of_n = {one.key: one.key for one in read}, {one.n: one.key for one in read}
    plan: tuple[tuple[Table, str, Mapping[Any, str], frozenset[str]], ...] = (
        (s.message, "key", of_key, frozenset({"thread", "component", "project"})),
        (s.message_text, "n", of_n, frozenset[str]()),
        *((table, "message", of_key, frozenset[str]()) for table in apply.BY_MESSAGE),
    )
    differ = {
        key
        for table, name, keys, apart in plan
        for key in _differ(connection, table, name, keys, apart, wanted.rows(table))
    }
    return [one for one in read if one.key in differ]


def _differ(
    connection: Connection,
    table: Table,
    name: str,
    keys: Mapping[Any, str],
    apart: frozenset[str],
    wanted: Iterable[Mapping[str, Any]],
) -> Iterator[str]:
    """The messages whose rows in `table`, found by column `name`, are not the `wanted` ones."""
    columns = [column.name for column in table.c if column.name not in apart]
    stored: _Rows = defaultdict(list)
    for condition in views.among(table.c[name], keys):
        for row in connection.execute(select(table).where(condition)).mappings():
            stored[row[name]].append(_plain(table, dict(row), columns))
    meant: _Rows = defaultdict(list)
    for each in wanted:
        meant[each[name]].append(_plain(table, each, columns))
    yield from (key for one, key in keys.items() if sorted(stored[one], key=repr) != sorted(meant[one], key=repr))


def _plain(table: Table, row: Mapping[str, Any], columns: Sequence[str]) -> tuple[Any, ...]:
    """A row as the database keeps it: documents as text."""
    return tuple(
        _text(row.get(name)) if isinstance(table.c[name].type, Document) else row.get(name) for name in columns
    )


def _text(document: Any) -> str | None:
    return None if document is None else json.dumps(document, ensure_ascii=False, sort_keys=True).replace("\\u0000", "")


def threads(connection: Connection, changes: Iterable[c.Change]) -> list[c.Change]:
    """`changes` without the threads that stand as they say."""
    kept = list(changes)
    puts = {one.id: one for one in kept if isinstance(one, c.ThreadPut)}
    stored = {}
    for condition in views.among(s.thread.c.id, puts):
        for row in connection.execute(select(s.thread).where(condition)).mappings():
            stored[row["id"]] = dict(row)
    same = {id_ for id_, one in puts.items() if id_ in stored and _stands(stored[id_], apply.thread(one))}
    return [one for one in kept if not (isinstance(one, c.ThreadPut) and one.id in same)]


def _stands(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    names = tuple(wanted)
    return _plain(s.thread, row, names) == _plain(s.thread, wanted, names)


def meetings(connection: Connection, folds: Sequence[c.EngagementFolded]) -> list[c.EngagementFolded]:
    """Those of these folds whose engagements and occurrences do not stand as they say."""
    uids = [one.uid for one in folds]
    stored = {table: _by_uid(connection, table, uids) for table in (s.engagement, s.occurrence)}
    return [
        one
        for one in folds
        if _rows(s.engagement, one.engagements) != sorted(stored[s.engagement][one.uid], key=repr)
        or _rows(s.occurrence, one.occurrences) != sorted(stored[s.occurrence][one.uid], key=repr)
    ]


def _by_uid(connection: Connection, table: Table, uids: Sequence[str]) -> _Rows:
    found: _Rows = defaultdict(list)
    for condition in views.among(table.c.uid, uids):
        for row in connection.execute(select(table).where(condition)).mappings():
            found[row["uid"]].append(_plain(table, dict(row), _derived(table)))
    return found


def _rows(table: Table, rows: Iterable[Any]) -> list[tuple[Any, ...]]:
    names = _derived(table)
    return sorted((_plain(table, {name: getattr(row, name) for name in names}, names) for row in rows), key=repr)


def _derived(table: Table) -> list[str]:
    """All columns but the one people decide."""
    return [column.name for column in table.c if column.name != "owner"]
