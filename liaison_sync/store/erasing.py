"""A person made nobody's: their entries go, what they wrote loses its text, others' texts lose their name.

Left as they are: the journal (whose chain proves what was done; UU PDP 27/2022 asks for that record too) and what only
counts. Raw mail is seen to by app.privacy, which can read it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, and_, bindparam, delete, select, update

from liaison_sync.store import fulltext, naming
from liaison_sync.store import schema as s
from liaison_sync.store.columns import Document
from liaison_sync.store.naming import Rows, Somebody
from liaison_sync.store.views import among

_ROWS_GO = (s.contact, s.ignored, s.suggestion_answer, s.wish)


def erase(
    connection: Connection, who: Somebody, found: Rows, written: Sequence[Any], named: Iterable[Any]
) -> dict[str, int]:
    """Make the rows `found` nobody's; what they wrote loses its text. Returns the rows changed of each table."""
    here = [*written, *named]
    numbers = {row.n for row in here}
    fulltext.forget(connection, numbers)
    _emptied(connection, written)
    _uncounted(connection, {row.key for row in here})
    gone = {table.name: _dropped(connection, table, who) for table in _ROWS_GO}
    rest = [table for table in naming.tables() if table not in _ROWS_GO]
    changed = {table.name: _erased(connection, table, who, found.get(table.name, ())) for table in rest}
    fulltext.again(connection, numbers)
    return {name: count for name, count in {**gone, **changed}.items() if count}


def _emptied(connection: Connection, written: Sequence[Any]) -> None:
    m, t, a = s.message, s.message_text, s.attachment
    for condition in among(t.c.n, {row.n for row in written}):
        connection.execute(update(t).where(condition).values(body="", names="", files="", rest=None))
    for condition in among(m.c.key, {row.key for row in written}):
        connection.execute(update(m).where(condition).values(excerpt="", sender_name=""))
    for condition in among(a.c.message, {row.key for row in written}):
        connection.execute(update(a).where(condition).values(name=""))


def _uncounted(connection: Connection, messages: Collection[str]) -> None:
    """Who speaks in the threads of these messages goes by another name now."""
    for condition in among(s.message.c.key, messages):
        within = select(s.message.c.thread).where(condition)
        connection.execute(update(s.thread).where(s.thread.c.id.in_(within)).values(parties=None))


def _dropped(connection: Connection, table: Table, who: Somebody) -> int:
    return connection.execute(delete(table).where(table.c.address.in_(who.addresses))).rowcount


def _erased(connection: Connection, table: Table, who: Somebody, keys: Collection[tuple[Any, ...]]) -> int:
    count, own = 0, sorted(table.primary_key.columns.keys())
    here = and_(*(key == bindparam(f"key_{key.name}") for key in table.primary_key))
    renamed: set[tuple[Any, ...]] = set()  # nobody's name is new: only two of theirs can come to the same key
    for page in naming.stored(connection, table, keys):
        alike: dict[tuple[str, ...], list[Mapping[str, Any]]] = defaultdict(list)
        for row in page:
            fresh = _nobodys(table, row, who)
            count += bool(fresh)
            key = tuple({**row, **fresh}[name] for name in own)
            again = not fresh.keys().isdisjoint(own) and key in renamed
            renamed.add(key)
            if fresh:
                place = {f"key_{name}": row[name] for name in own}
                alike[() if again else tuple(fresh)].append(place if again else {**fresh, **place})
        for names, rows in alike.items():
            one = update(table).where(here).values({name: bindparam(name) for name in names})
            connection.execute(one if names else delete(table).where(here), rows)
    return count


def _nobodys(table: Table, row: Mapping[str, Any], who: Somebody) -> dict[str, Any]:
    """The columns that change."""
    values = {column.name: _redacted(row[column.name], column, who) for column in table.c if row[column.name]}
    fresh = {name: value for name, value in values.items() if value != row[name]}
    if "name" in table.c and "address" in table.c and row["address"] in who.addresses:
        fresh["name"] = ""
    if table.name == "feedback" and row["contact"] in who.addresses:
        fresh["text"] = ""
    if table.name == "message" and row["sender"] in who.addresses:
        fresh["sender_name"] = ""
    return fresh


def _redacted(value: Any, column: Any, who: Somebody) -> Any:
    if isinstance(column.type, Document):
        return json.loads(who.redacted(json.dumps(value, ensure_ascii=False)))
    if isinstance(column.type, LargeBinary):
        return value if column.name != "frozen" else who.redacted(value.decode("latin-1")).encode("latin-1")
    return who.redacted(value) if isinstance(value, str) else value


def drop_files(connection: Connection, messages: Collection[str], digests: Collection[str]) -> int:
    """Files of meetings that came with these messages (keys) or hold these octets go; how many."""
    f, count = s.meeting_file.c, 0
    for column, values in ((f.message, messages), (f.sha256, digests)):
        for condition in among(column, values):
            count += connection.execute(delete(s.meeting_file).where(condition)).rowcount
    return count


def put_raw(connection: Connection, kept: Mapping[str, bytes], gone: Collection[str]) -> None:
    """Raw mail as it may be kept (compressed), and the digests of that which goes."""
    for digest, zstd in kept.items():
        connection.execute(update(s.raw).where(s.raw.c.sha256 == digest).values(zstd=zstd))
    for condition in among(s.raw.c.sha256, gone):
        connection.execute(delete(s.raw).where(condition))
