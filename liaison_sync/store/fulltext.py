"""The full-text index over messages: FTS5 on SQLite, tsvector with GIN on PostgreSQL, over the same ready-made words.

The databases read no language: domain.index_words makes the words, with marks for what else a message is found by.
The index holds no text; what is to be taken out is made again from the rows (`forget` before they change).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Connection, Select, bindparam, column, select, text

from liaison_sync.domain.index_words import FILES, FROM, GAP, TO, Indexed, Words, words_of
from liaison_sync.domain.search_query import Alternative, Clause
from liaison_sync.domain.search_words import STEM
from liaison_sync.store import schema as s

_PAGE = 500

_SQLITE = """CREATE VIRTUAL TABLE message_search USING fts5(words, content='', columnsize=0, tokenize='ascii')"""
_POSTGRESQL = (
    "CREATE TABLE message_search (n bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX ix_message_search_words ON message_search USING gin (words) WITH (fastupdate = off)",
)
_PUT = {
    "sqlite": "INSERT INTO message_search(rowid, words) VALUES (?, ?)",
    "postgresql": "INSERT INTO message_search(n, words) VALUES (%s, %s::tsvector) "
    "ON CONFLICT (n) DO UPDATE SET words = excluded.words",
}
_FORGET = {
    "sqlite": "INSERT INTO message_search(message_search, rowid, words) VALUES ('delete', ?, ?)",
    "postgresql": "DELETE FROM message_search WHERE n = %s",
}


def create(connection: Connection) -> None:
    """Create the index; called by the migration."""
    for statement in (_SQLITE,) if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.exec_driver_sql(statement)


def put(connection: Connection, found: Iterable[tuple[int, Words]]) -> None:
    """Index messages that are not in the index: their numbers and words."""
    written = _text if connection.dialect.name == "sqlite" else _vector
    # Ascending rows: FTS5 flushes whenever a row number falls.
    rows = [(n, written(words)) for n, words in sorted(found, key=lambda one: one[0])]
    if rows:
        connection.exec_driver_sql(_PUT[connection.dialect.name], rows)


def forget(connection: Connection, numbers: Collection[int]) -> None:
    """Take messages out of the index, before their rows change or go."""
    if connection.dialect.name == "sqlite":
        rows: list[tuple[Any, ...]] = [(n, _text(words)) for n, words in _stored(connection, sorted(numbers))]
    else:
        rows = [(n,) for n in sorted(numbers)]
    if rows:
        connection.exec_driver_sql(_FORGET[connection.dialect.name], rows)


def clear(connection: Connection) -> None:
    """Take everything out of the index."""
    sqlite = "INSERT INTO message_search(message_search) VALUES ('delete-all')"
    connection.exec_driver_sql(sqlite if connection.dialect.name == "sqlite" else "TRUNCATE message_search")


def again(connection: Connection, numbers: Collection[int]) -> None:
    """Index stored messages (which are not in the index) from their rows."""
    put(connection, _stored(connection, sorted(numbers)))


def rebuild(connection: Connection) -> None:
    """Index all messages anew, some at a time."""
    clear(connection)
    last = -1
    while numbers := _following(connection, last):
        again(connection, numbers)
        last = numbers[-1]


def _following(connection: Connection, last: int) -> list[int]:
    t = s.message_text.c
    return list(connection.execute(select(t.n).where(t.n > last).order_by(t.n).limit(_PAGE)).scalars())


def _stored(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[int, Words]]:
    for at in range(0, len(numbers), _PAGE):
        yield from _some(connection, numbers[at : at + _PAGE])


def _some(connection: Connection, numbers: Sequence[int]) -> Iterator[tuple[int, Words]]:
    t, m, w, a = s.message_text.c, s.message.c, s.participant.c, s.attachment.c
    these: BindParameter[Any] = bindparam("these", list(numbers), expanding=True)
    joined = s.message_text.join(s.message, m.n == t.n)
    rows = connection.execute(select(m.key, t.n, t.subject, t.body, t.files).select_from(joined).where(t.n.in_(these)))
    texts = rows.all()
    here = select(m.key).where(m.n.in_(these))
    people: dict[str, list[tuple[str, str, str]]] = {}
    for row in connection.execute(select(w.message, w.role, w.address, w.name).where(w.message.in_(here))):
        people.setdefault(row.message, []).append((row.role, row.address, row.name))
    filed = set(connection.execute(select(a.message).where(a.message.in_(here), a.counted)).scalars())
    for r in texts:
        yield r.n, words_of(Indexed(r.subject, r.body, r.files, tuple(people.get(r.key, ())), r.key in filed))


# --- what stands in the index -------------------------------------------------------------------------------------


def _text(words: Words) -> str:
    """A message as FTS5 reads it: words in order, then those without a place."""
    return f"{words.placed} {GAP} {words.loose.replace(' ', f' {GAP} ')} {GAP} {words.marks}"


def _vector(words: Words) -> str:
    """A message as a tsvector is written."""
    places: dict[str, list[str]] = {}
    for at, word in enumerate(words.placed.split(" "), 1):
        places.setdefault(word, []).append(str(at))
    places.pop(GAP, None)
    bare = f"{words.loose} {words.marks}".split()
    return " ".join([f"'{word}':{','.join(at)}" for word, at in places.items()] + [f"'{one}'" for one in bare])


# --- what is asked of it ------------------------------------------------------------------------------------------


def numbers(connection: Connection, wanted: Sequence[Clause], unwanted: Iterable[Clause] = ()) -> Select[tuple[int]]:
    """The numbers of the messages that have all that is `wanted` (at least one thing) and none of the `unwanted`."""
    sqlite = connection.dialect.name == "sqlite"
    here = _MATCHING["sqlite" if sqlite else "postgresql"]
    asked = asked_of_fts5(wanted, unwanted) if sqlite else asked_of_postgresql(wanted, unwanted)
    # Several questions may stand in one statement, so each has a parameter of its own.
    found = text(here).bindparams(bindparam("asked", asked, unique=True)).columns(column("n", BigInteger))
    return select(found.subquery().c.n)


_MATCHING = {
    "sqlite": "SELECT rowid AS n FROM message_search WHERE message_search MATCH :asked",
    "postgresql": "SELECT n FROM message_search WHERE words @@ CAST(:asked AS tsquery)",
}


def asked_of_fts5(wanted: Iterable[Clause], unwanted: Iterable[Clause] = ()) -> str:
    """A question as FTS5 reads it."""
    return " AND ".join(_any(_fts5, one, " OR ") for one in wanted) + "".join(
        f" NOT {_any(_fts5, one, ' OR ')}" for one in unwanted
    )


def asked_of_postgresql(wanted: Iterable[Clause], unwanted: Iterable[Clause] = ()) -> str:
    """A question as a tsquery is written."""
    both = [_any(_tsquery, one, " | ") for one in wanted], [f"!{_any(_tsquery, one, ' | ')}" for one in unwanted]
    return " & ".join([*both[0], *both[1]])


def _any(write: Callable[..., str], clause: Clause, either: str) -> str:
    tag = {"sender": FROM, "recipient": TO}.get(clause.kind, "")
    if clause.kind == "attachment":
        return f"({write((FILES,), beginning=False)})"
    found: dict[str, None] = {}
    for one in clause.alternatives:
        for words in _spelled(one):
            found[write(tuple(tag + word for word in words), beginning=one.beginning)] = None
    return f"({either.join(found)})"


def _spelled(one: Alternative) -> Iterator[tuple[str, ...]]:
    yield one.words
    if one.stem:
        yield (STEM + one.words[0],)


def _fts5(words: tuple[str, ...], *, beginning: bool) -> str:
    return f'"{" ".join(words)}"{" *" if beginning else ""}'


def _tsquery(words: tuple[str, ...], *, beginning: bool) -> str:
    return "(" + " <-> ".join(f"'{word}'" for word in words) + (":*)" if beginning else ")")
