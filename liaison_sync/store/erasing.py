"""Everything the store holds on a person, table by table: gathered for an export, or made nobody's.

Left as they are: the journal (whose chain proves what was done; UU PDP 27/2022 asks for that record too) and what only
counts. Raw mail is seen to by app.privacy, which can read it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Table,
    Text,
    and_,
    delete,
    func,
    or_,
    select,
    type_coerce,
    update,
)

from liaison_sync.store import fulltext
from liaison_sync.store import schema as s
from liaison_sync.store.columns import Document
from liaison_sync.store.views import among

_KEPT = frozenset({"journal", "raw", "user", "session", "link", "sighting", "mailbox", "folder", "job"})
_ROWS_GO = frozenset({"contact", "ignored", "suggestion_answer"})
_MIN_NAME = 6  # letters of a name that is looked for in text; "Budi" stands for too many


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as texts name them; `instead` is what stands there afterwards."""

    addresses: tuple[str, ...]
    names: tuple[str, ...]
    instead: str

    def pattern(self) -> re.Pattern[str]:
        addresses = (rf"(?<![\w.+-]){re.escape(one)}(?![\w-])" for one in self.addresses)
        names = (rf"\b{re.escape(one)}\b" for one in self.names if " " in one and len(one) >= _MIN_NAME)
        return re.compile("|".join((*addresses, *names)), re.IGNORECASE)

    def redacted(self, text: str) -> str:
        return self.pattern().sub(self.instead, text)


def held(connection: Connection, addresses: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Table → the rows that name one of these addresses, the journal's among them."""
    tables = [table for table in s.metadata.sorted_tables if table.name not in _KEPT - {"journal", "user"}]
    found = {table.name: list(_plain(connection, table, addresses)) for table in tables}
    numbers = [row["n"] for row in found.get("message", ())]
    t = s.message_text
    queries = (select(t).where(condition) for condition in among(t.c.n, numbers))
    texts = [dict(row) for query in queries for row in connection.execute(query).mappings()]
    return {name: rows for name, rows in {**found, "message_text": texts}.items() if rows}


def _plain(connection: Connection, table: Table, addresses: Collection[str]) -> Iterator[dict[str, Any]]:
    for row in connection.execute(select(table).where(_naming(table, addresses))).mappings():
        yield {name: value for name, value in row.items() if not isinstance(value, bytes) and name != "password"}


def _texts(table: Table) -> list[Any]:
    return [column for column in table.c if isinstance(column.type, (Text, Document))]


def _naming(table: Table, addresses: Collection[str]) -> ColumnElement[bool]:
    lowered = (func.lower(type_coerce(column, Text)) for column in _texts(table))
    return or_(*(one.contains(address, autoescape=True) for one in lowered for address in sorted(addresses)))


def names_of(connection: Connection, addresses: Collection[str]) -> set[str]:
    """How these addresses were called in mail and directory."""
    p, c = s.participant.c, s.contact.c
    found: set[str] = set()
    for table in (p, c):
        for condition in among(table.address, addresses):
            found.update(connection.execute(select(table.name).where(condition).distinct()).scalars())
    return {name for name in found if name}


def rows_of(connection: Connection, person: str | None, address: str) -> list[str]:
    """The addresses of a person: those of all their rows."""
    c = s.contact.c
    of = c.person == person if person else c.address == address
    return sorted({address, *connection.execute(select(c.address).where(of)).scalars()})


def written_by(connection: Connection, addresses: Collection[str]) -> list[Any]:
    """The messages these addresses sent: key, n, sha256."""
    m = s.message.c
    return [
        row
        for condition in among(m.sender, addresses)
        for row in connection.execute(select(m.key, m.n, m.sha256).where(condition, m.direction != "out"))
    ]


def naming(connection: Connection, who: Somebody) -> list[Any]:
    """The messages that name this person, in their header, their text or an invitation: key, n, sha256."""
    m, p, f, t = s.message.c, s.participant.c, s.fact.c, s.message_text.c
    texts = select(m.key).join(s.message_text, t.n == m.n).where(_about(s.message_text, who))
    invited = select(f.message).where(f.message.is_not(None), _about(s.fact, who))
    keys = {*connection.execute(texts).scalars(), *connection.execute(invited).scalars()}
    for condition in among(p.address, who.addresses):
        keys.update(connection.execute(select(p.message).where(condition)).scalars())
    return [
        row
        for condition in among(m.key, keys)
        for row in connection.execute(select(m.key, m.n, m.sha256).where(condition))
    ]


def erase(connection: Connection, who: Somebody, written: Sequence[Any], named: Iterable[Any]) -> dict[str, int]:
    """Make these rows nobody's; what they wrote themselves loses its text. Returns the rows changed of each table."""
    numbers = {row.n for row in (*written, *named)}
    fulltext.forget(connection, numbers)
    m, t, a = s.message, s.message_text, s.attachment
    for condition in among(t.c.n, {row.n for row in written}):
        connection.execute(update(t).where(condition).values(body="", names="", files="", rest=None))
    for condition in among(m.c.key, {row.key for row in written}):
        connection.execute(update(m).where(condition).values(excerpt="", sender_name=""))
    for condition in among(a.c.message, {row.key for row in written}):
        connection.execute(update(a).where(condition).values(name=""))
    tables = [table for table in s.metadata.sorted_tables if table.name not in _KEPT]
    changed = {table.name: _erased(connection, table, who) for table in tables}
    fulltext.again(connection, numbers)
    return {name: count for name, count in changed.items() if count}


def _erased(connection: Connection, table: Table, who: Somebody) -> int:
    if table.name in _ROWS_GO:
        gone = connection.execute(delete(table).where(table.c.address.in_(who.addresses)))
        return gone.rowcount
    if not _texts(table):
        return 0
    keys = list(table.primary_key)
    rows = connection.execute(select(table).where(_about(table, who))).mappings().all()
    for row in rows:
        values = {column.name: _redacted(row[column.name], column, who) for column in table.c if row[column.name]}
        fresh = {name: value for name, value in values.items() if value != row[name]}
        if "name" in table.c and "address" in table.c and row["address"] in who.addresses:
            fresh["name"] = ""
        if table.name == "message" and row["sender"] in who.addresses:
            fresh["sender_name"] = ""
        if fresh:
            connection.execute(update(table).where(and_(*(key == row[key.name] for key in keys))).values(fresh))
    return len(rows)


def _about(table: Table, who: Somebody) -> ColumnElement[bool]:
    named = [one.lower() for one in who.names if " " in one and len(one) >= _MIN_NAME]
    return _naming(table, [*who.addresses, *named])


def _redacted(value: Any, column: Any, who: Somebody) -> Any:
    if isinstance(column.type, Document):
        return json.loads(who.redacted(json.dumps(value, ensure_ascii=False)))
    if isinstance(column.type, LargeBinary):
        return value if column.name != "frozen" else who.redacted(value.decode("latin-1")).encode("latin-1")
    return who.redacted(value) if isinstance(value, str) else value


def put_raw(connection: Connection, kept: Mapping[str, bytes], gone: Collection[str]) -> None:
    """Raw mail as it may be kept (compressed), and the digests of that which goes."""
    for digest, zstd in kept.items():
        connection.execute(update(s.raw).where(s.raw.c.sha256 == digest).values(zstd=zstd))
    for condition in among(s.raw.c.sha256, gone):
        connection.execute(delete(s.raw).where(condition))
