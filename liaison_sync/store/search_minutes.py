"""Search over the minutes of meetings, by the same words as mail. They are few: a text of their words is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, exists, func, not_, or_, select, update

from liaison_sync.domain.search_query import Alternative, Clause, SearchQuery
from liaison_sync.domain.search_words import STEM, further, tokens
from liaison_sync.store import schema as s
from liaison_sync.store.highlight import Piece, around, matches
from liaison_sync.store.search import midnight, of_partner

_N, _O, _E, _P = s.minutes.c, s.occurrence.c, s.engagement.c, s.partner.c


@dataclass(frozen=True, slots=True)
class MinutesHit:
    """Minutes found; `meeting` is the occurrence's key; in the excerpt what matched is marked."""

    meeting: str
    title: str
    start: datetime | None
    partner_name: str
    excerpt: tuple[Piece, ...]


def indexed(document: Any) -> str:
    """The words of minutes as they are looked for: each between spaces, then what else they are found by."""
    words = [word for text in _texts(document) for word in (*tokens(text), "")]
    marks = sorted(further(set(words) - {""}))
    return " ".join(["", *words, *marks, ""])


def fill(connection: Connection) -> None:
    """The words of all minutes, for a migration."""
    for row in connection.execute(select(_N.occurrence, _N.version, _N.document)).all():
        here = update(s.minutes).where(_N.occurrence == row.occurrence, _N.version == row.version)
        connection.execute(here.values(words=indexed(row.document)))


def minutes(connection: Connection, query: SearchQuery, zone: str, *, limit: int = 10) -> list[MinutesHit]:
    """The latest minutes of meetings that satisfy the words of `query` (in text or title), the newest first."""
    if not query.terms or not query.only_words:
        return []
    columns = (_N.occurrence, _N.document, _E.title, _O.start, _P.name.label("partner_name"))
    wanted = [condition(connection, one, _N.words, _joined()) for one in query.clauses]
    rows = connection.execute(
        select(*columns)
        .select_from(_joined())
        .where(_latest(), *since_and_before(query, zone), *wanted)
        .order_by(_O.start.desc(), _O.key)
        .limit(limit)
    )
    return [_hit(row, query) for row in rows]


def _texts(document: Any) -> Iterator[str]:
    yield from (str(value) for value in document.values() if value)


def _joined() -> FromClause:
    return (
        s.minutes.join(s.occurrence, _N.occurrence == _O.key)
        .join(s.engagement, _O.engagement == _E.key)
        .outerjoin(s.partner, _P.id == _E.partner)
    )


def _latest() -> ColumnElement[bool]:
    newer = s.minutes.alias()
    return ~exists().where(newer.c.occurrence == _N.occurrence, newer.c.version > _N.version)


def since_and_before(query: SearchQuery, zone: str) -> list[ColumnElement[bool]]:
    """That the meeting begins within the days of `query`."""
    since = [_O.start >= midnight(query.since, zone)] if query.since else []
    return since + ([_O.start < midnight(query.before, zone)] if query.before else [])


def condition(
    connection: Connection, clause: Clause, words: ColumnElement[str], joined: FromClause
) -> ColumnElement[bool]:
    """That `words`, the meeting's title or its partner satisfies the clause; `joined` is what is looked through."""
    if clause.kind == "partner":
        return of_partner(connection, clause, _E.partner)
    place: Callable[..., ColumnElement[int]] = func.instr if connection.dialect.name == "sqlite" else func.strpos
    said = [place(words, looked) > 0 for one in clause.alternatives for looked in _looked_for(one)]
    found = or_(*said, _E.key.in_(_titled(connection, clause, joined)))
    return not_(found) if clause.negated else found


def _looked_for(one: Alternative) -> Iterator[str]:
    end = "" if one.beginning else " "
    yield f" {' '.join(one.words)}{end}"
    if one.stem:
        yield f" {STEM}{one.words[0]} "


def _titled(connection: Connection, clause: Clause, joined: FromClause) -> list[str]:
    """The meetings looked through whose title satisfies the clause."""
    rows = connection.execute(select(_E.key, _E.title).select_from(joined).distinct()).all()
    return [row.key for row in rows if matches(row.title, clause)]


def _hit(row: Any, query: SearchQuery) -> MinutesHit:
    said = " \n ".join(_texts(row.document))
    excerpt = around(said, query.terms) or (Piece(" ".join(said.split())[:160]),)
    return MinutesHit(row.occurrence, row.title, row.start, row.partner_name or "", excerpt)
