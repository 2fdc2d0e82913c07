"""The full-text index over messages: FTS5 on SQLite, tsvector with GIN on PostgreSQL, over the same ready-made words.

The databases read no language: domain.search_words makes the words, "·" marks what a message is found by beside them
(stems), "‹" a sender's and "›" a recipient's, "¤" that it has files, "¦" stands between what no phrase may span.
The index holds no text; what is to be taken out is made again from the rows (`forget` before they change).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Connection, Select, bindparam, column, select, text

from liaison_sync.domain.search_query import Alternative, Clause
from liaison_sync.domain.search_words import STEM, further, tokens
from liaison_sync.store import schema as s

FROM, TO, FILES, GAP = "‹", "›", "¤", "¦"
_TEXT = 250_000  # characters of a text that are indexed
_PLACES = 16_000  # words that phrases are found among; a tsvector knows 16,383 places
_OFTEN = 250  # times one word's place is kept; a tsvector keeps 256
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


@dataclass(frozen=True, slots=True)
class Indexed:
    """What is indexed of a message; `people` are (role, address, name), `files` names of attachments, in any order."""

    n: int
    subject: str
    body: str
    files: str
    people: tuple[tuple[str, str, str], ...]
    attachment: bool


def create(connection: Connection) -> None:
    """Create the index; called by the migration."""
    for statement in (_SQLITE,) if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.exec_driver_sql(statement)


def put(connection: Connection, found: Iterable[Indexed]) -> None:
    """Index messages that are not in the index."""
    made = _words if connection.dialect.name == "sqlite" else _vector
    # Ascending rows: FTS5 flushes whenever a row number falls.
    rows = [(one.n, made(one)) for one in sorted(found, key=lambda one: one.n)]
    if rows:
        connection.exec_driver_sql(_PUT[connection.dialect.name], rows)


def forget(connection: Connection, numbers: Collection[int]) -> None:
    """Take messages out of the index, before their rows change or go."""
    if connection.dialect.name == "sqlite":
        rows: list[tuple[Any, ...]] = [(one.n, _words(one)) for one in _stored(connection, sorted(numbers))]
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


def _stored(connection: Connection, numbers: Sequence[int]) -> Iterator[Indexed]:
    for at in range(0, len(numbers), _PAGE):
        yield from _some(connection, numbers[at : at + _PAGE])


def _some(connection: Connection, numbers: Sequence[int]) -> list[Indexed]:
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
    return [Indexed(r.n, r.subject, r.body, r.files, tuple(people.get(r.key, ())), r.key in filed) for r in texts]


# --- what stands in the index -------------------------------------------------------------------------------------


def _words(one: Indexed) -> str:
    """A message as FTS5 reads it: words in order, then those without a place."""
    placed, loose, marks = _parts(one)
    return " ".join([*placed, GAP, f" {GAP} ".join(loose), GAP, *marks])


def _vector(one: Indexed) -> str:
    """A message as a tsvector is written."""
    placed, loose, marks = _parts(one)
    places: dict[str, list[str]] = {}
    for at, word in enumerate(placed, 1):
        places.setdefault(word, []).append(str(at))
    places.pop(GAP, None)
    return " ".join([f"'{word}':{','.join(at)}" for word, at in places.items()] + [f"'{one}'" for one in loose + marks])


def _parts(one: Indexed) -> tuple[list[str], list[str], list[str]]:
    """Words in their places, words beyond the last place, and marks. Recipients, who may be thousands, come last."""
    body, people = tokens(one.body[:_TEXT]), sorted(one.people)
    sender = _people([each for each in people if each[0] == "from"], FROM)
    others = _people([each for each in people if each[0] != "from"], TO)
    placed = [*tokens(one.subject[:_TEXT]), GAP, *tokens(one.files[:_TEXT]), GAP, *sender, *body, GAP, *others]
    distinct = set(placed)
    loose: list[str] = []
    repeated = len(placed) - len(distinct) > _OFTEN and max(Counter(placed).values()) > _OFTEN
    if repeated or len(placed) > _PLACES:
        placed, loose = _limited(placed)
    marks = list(further(distinct))
    return placed, loose, [*marks, FILES] if one.attachment else marks


def _people(people: Iterable[tuple[str, str, str]], tag: str) -> list[str]:
    """The words of names and addresses, bare and tagged by the side they stand on."""
    return [word for _role, address, name in people for word in _person(address, name, tag)]


@lru_cache(maxsize=16_384)  # the same people write and read most of it
def _person(address: str, name: str, tag: str) -> tuple[str, ...]:
    words = tokens(f"{name} {address}")
    return (*words, GAP, *[tag + word for word in words], GAP)


def _limited(placed: list[str]) -> tuple[list[str], list[str]]:
    """No word more often, none further back than a tsvector knows; what stands beyond is found, not in phrases."""
    counts: Counter[str] = Counter()
    head = placed[:_PLACES]
    for at, word in enumerate(head):
        counts[word] += 1
        if counts[word] > _OFTEN:
            head[at] = GAP
    return head, sorted(set(placed[_PLACES:]) - set(head))


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
