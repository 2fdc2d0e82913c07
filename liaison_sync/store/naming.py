"""Where the store names a person: counted by indexes alone, or looked for in every text of every table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, Text, func, or_, select, tuple_, type_coerce

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.columns import Document
from liaison_sync.store.views import among

KEPT = frozenset({"journal", "raw", "let_go", "user", "session", "sighting", "mailbox", "folder", "job"})
_MIN_NAME = 6  # letters of a name that is looked for in text; "Budi" stands for too many
_SOME = 200  # rows looked up at once by keys of several columns
# Table → its rows' keys.
Rows = dict[str, set[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as texts name them; `instead` is what stands there afterwards."""

    addresses: tuple[str, ...]
    names: tuple[str, ...]
    instead: str

    def pattern(self) -> re.Pattern[str]:
        return _pattern(self)

    def told(self) -> list[str]:
        """The names that mean this person wherever they stand."""
        return [one for one in self.names if " " in one and len(one) >= _MIN_NAME]

    def redacted(self, text: str) -> str:
        return self.pattern().sub(self.instead, text)


@lru_cache(8)
def _pattern(who: Somebody) -> re.Pattern[str]:
    addresses = (rf"(?<![\w.+-]){re.escape(one)}(?![\w-])" for one in who.addresses)
    names = (rf"\b{re.escape(one)}\b" for one in who.told())
    return re.compile("|".join((*addresses, *names)), re.IGNORECASE)


def tables() -> list[Table]:
    """What may name a person and be made nobody's."""
    return [table for table in s.metadata.sorted_tables if table.name not in KEPT and texts(table)]


def texts(table: Table) -> list[Any]:
    return [column for column in table.c if isinstance(column.type, (Text, Document))]


def counted(connection: Connection, addresses: Collection[str]) -> dict[str, int]:
    """How many entries, letters, attachments and meetings these addresses take part in: one question."""
    p, c, a, f, e = s.participant.c, s.contact.c, s.attachment.c, s.fact.c, s.engagement.c
    o, m = s.occurrence.c, s.meeting_file.c
    these = sorted(addresses)
    letters = select(p.message).where(p.address.in_(these))
    uids = select(f.uid).where(f.message.in_(letters))
    counts = {
        "contact": select(func.count()).where(c.address.in_(these)),
        "message": select(func.count(p.message.distinct())).where(p.address.in_(these)),
        "attachment": select(func.count()).where(a.message.in_(letters)),
        "engagement": select(func.count()).where(e.uid.in_(uids)),
        "meeting_file": select(func.count()).where(m.meeting.in_(select(o.key).where(o.uid.in_(uids)))),
    }
    row = connection.execute(select(*(query.scalar_subquery() for query in counts.values()))).one()
    return dict(zip(counts, row, strict=True))


def held(connection: Connection, addresses: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Table → the rows that name one of these addresses, the journal's among them."""
    every = [table for table in s.metadata.sorted_tables if table.name not in KEPT - {"journal", "user"}]
    found = {table.name: list(_plain(connection, table, addresses)) for table in every}
    found["meeting_file"] += _sent_files(connection, addresses, found["meeting_file"])
    numbers = [row["n"] for row in found.get("message", ())]
    t = s.message_text
    queries = (select(t).where(condition) for condition in among(t.c.n, numbers))
    written = [dict(row) for query in queries for row in connection.execute(query).mappings()]
    return {name: rows for name, rows in {**found, "message_text": written}.items() if rows}


def _sent_files(connection: Connection, addresses: Collection[str], but: list[Any]) -> list[dict[str, Any]]:
    """Files of meetings that came with their mail."""
    f, m, known = s.meeting_file.c, s.message.c, {(row["meeting"], row["sha256"]) for row in but}
    query = select(s.meeting_file).join(s.message, m.key == f.message).where(m.sender.in_(sorted(addresses)))
    rows = connection.execute(query).mappings()
    return [dict(row) for row in rows if (row["meeting"], row["sha256"]) not in known]


def _plain(connection: Connection, table: Table, addresses: Collection[str]) -> Iterator[dict[str, Any]]:
    for row in connection.execute(select(table).where(_naming(connection, table, addresses))).mappings():
        yield {name: value for name, value in row.items() if not isinstance(value, bytes) and name != "password"}


def _naming(connection: Connection, table: Table, words: Collection[str]) -> ColumnElement[bool]:
    """Whether a row's texts hold one of the words in any case: SQLite's LIKE compares so by itself, and lowers none."""
    columns = [type_coerce(column, Text) for column in texts(table)]
    plain = connection.dialect.name == "sqlite"
    made = [(one.like if plain else one.ilike, _like(word)) for one in columns for word in sorted(words)]
    return or_(*(compare(pattern, escape="\\") for compare, pattern in made))


def _like(word: str) -> str:
    """A pattern that finds `word` in lowered text; SQLite lowers no letters but a to z, so others match any."""
    return "%" + "".join("_" if ord(c) > 127 else f"\\{c}" if c in "%_\\" else c for c in word.lower()) + "%"


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


def everywhere(connection: Connection, who: Somebody) -> Rows:
    """Every row of every table whose texts name this person. Reads most of them: not for while others wait to write.

    What is kept of a message says nothing its texts do not say, so its rows are found by those, by index; unless the
    address stands in a key that joins messages, which may be anywhere.
    """
    words = [*who.addresses, *(one.lower() for one in who.told())]
    others = [table for table in tables() if table not in (s.message, s.participant)]
    found = {table.name: _rows(connection, table, words) for table in others}
    if found["link"]:
        return {**found, **{table.name: _rows(connection, table, words) for table in (s.message, s.participant)}}
    m, p = s.message.c, s.participant.c
    keys = _looked_up(connection, m.key, m.n, {n for (n,) in found["message_text"]})
    keys |= _looked_up(connection, p.message, p.address, who.addresses)
    for column in (m.sender, m.stranger):
        keys |= _looked_up(connection, m.key, column, who.addresses)
    found["message"] = _rows(connection, s.message, words, m.key, keys)
    found["participant"] = _rows(connection, s.participant, words, p.message, keys)
    return found


def _rows(
    connection: Connection, table: Table, words: Collection[str], by: Any = None, keys: Collection[str] = ()
) -> set[tuple[Any, ...]]:
    """The rows of a table that name somebody, of all or of those `keys`."""
    query = select(*table.primary_key).where(_naming(connection, table, words))
    queries = [query] if by is None else [query.where(condition) for condition in among(by, keys)]
    return {tuple(row) for one in queries for row in connection.execute(one)}


def messages(connection: Connection, who: Somebody, found: Rows) -> list[Any]:
    """The messages that name this person in header, text or invitation, by `found` and by index: key, n, sha256."""
    m, p, f = s.message.c, s.participant.c, s.fact.c
    keys = {key for (key,) in found.get("message", ())}
    keys |= _looked_up(connection, m.key, m.n, {n for (n,) in found.get("message_text", ())})
    keys |= _looked_up(connection, f.message, f.id, {id_ for (id_,) in found.get("fact", ())}) - {None}
    keys |= _looked_up(connection, p.message, p.address, who.addresses)
    return [
        row
        for condition in among(m.key, keys)
        for row in connection.execute(select(m.key, m.n, m.sha256).where(condition))
    ]


def _looked_up(connection: Connection, wanted: Any, by: Any, values: Collection[Any]) -> set[Any]:
    queries = (select(wanted).where(condition) for condition in among(by, values))
    return {found for query in queries for found in connection.execute(query).scalars()}


def of_messages(connection: Connection, rows: Collection[Any]) -> Rows:
    """The rows kept of these messages, by index."""
    keys = {row.key for row in rows}
    found: Rows = {"message": {(key,) for key in keys}, "message_text": {(row.n,) for row in rows}}
    tables_of = ((s.participant, "message"), (s.attachment, "message"), (s.letter, "message"), (s.fact, "message"))
    for table, name in tables_of:
        queries = (select(*table.primary_key).where(condition) for condition in among(table.c[name], keys))
        found[table.name] = {tuple(row) for query in queries for row in connection.execute(query)}
    return found


def stored(connection: Connection, table: Table, keys: Collection[tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    """These rows of a table as they stand now, some at a time."""
    columns, ordered = list(table.primary_key), sorted(keys)
    for at in range(0, len(ordered), _SOME):
        here = tuple_(*columns).in_(ordered[at : at + _SOME])
        yield connection.execute(select(table).where(here)).mappings().all()
