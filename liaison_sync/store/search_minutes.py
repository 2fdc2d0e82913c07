"""Search over the minutes of meetings, by the same words as mail. They are few: a text of their words is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, exists, func, not_, or_, select, update

from liaison_sync.domain.index_words import document_texts, document_words
from liaison_sync.domain.search_query import Clause, SearchQuery
from liaison_sync.domain.search_words import STEM
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.highlight import Piece, around
from liaison_sync.store.search import midnight, of_partner
from liaison_sync.store.views import among

_N, _O, _E, _P = s.minutes.c, s.occurrence.c, s.engagement.c, s.partner.c


@dataclass(frozen=True, slots=True)
class MinutesHit:
    """Minutes found; `meeting` is the occurrence's key; in the excerpt what matched is marked."""

    meeting: str
    title: str
    start: datetime | None
    partner_name: str
    excerpt: tuple[Piece, ...]


def fill(connection: Connection) -> None:
    """The words of all minutes, for a migration."""
    for row in connection.execute(select(_N.occurrence, _N.version, _N.document)).all():
        here = update(s.minutes).where(_N.occurrence == row.occurrence, _N.version == row.version)
        connection.execute(here.values(words=document_words(row.document)))


def minutes(connection: Connection, query: SearchQuery, zone: str, *, limit: int = 10) -> list[MinutesHit]:
    """The latest minutes of meetings that satisfy the words of `query` (in text or title), the newest first."""
    if not query.terms or not query.only_words:
        return []
    columns = (_N.occurrence, _N.document, _E.title, _O.start, _P.name.label("partner_name"))
    wanted = conditions(connection, query, _N.words, _joined())
    rows = connection.execute(
        select(*columns)
        .select_from(_joined())
        .where(_latest(), *since_and_before(query, zone), *wanted)
        .order_by(_O.start.desc(), _O.key)
        .limit(limit)
    )
    return [_hit(row, query) for row in rows]


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


def conditions(
    connection: Connection, query: SearchQuery, words: ColumnElement[str], joined: FromClause
) -> list[ColumnElement[bool]]:
    """That `words`, the meeting's title or its partner satisfies each clause; `joined` is what is looked through."""
    titles = connection.execute(select(_E.key, _E.title).select_from(joined).distinct()).all()
    return [_condition(connection, one, words, titles) for one in query.clauses]


def _condition(
    connection: Connection, clause: Clause, words: ColumnElement[str], titles: Sequence[Any]
) -> ColumnElement[bool]:
    if clause.kind == "partner":
        return of_partner(connection, clause, _E.partner)
    place: Callable[..., ColumnElement[int]] = func.instr if connection.dialect.name == "sqlite" else func.strpos
    looked_for = tuple(_looked_for(clause))
    titled = [row.key for row in titles if any(looked in _title_words(row.title) for looked in looked_for)]
    found = or_(*(place(words, looked) > 0 for looked in looked_for), *among(_E.key, titled))
    return not_(found) if clause.negated else found


def _looked_for(clause: Clause) -> Iterator[str]:
    for one in clause.alternatives:
        yield f" {' '.join(one.words)}{'' if one.beginning else ' '}"
        if one.stem:
            yield f" {STEM}{one.words[0]} "


@lru_cache(maxsize=20_000)  # each search looks at all of them
def _title_words(title: str) -> str:
    return document_words({"title": title})


def _hit(row: Any, query: SearchQuery) -> MinutesHit:
    said = " \n ".join(document_texts(row.document))
    excerpt = around(said, query.terms) or (Piece(" ".join(said.split())[:160]),)
    return MinutesHit(row.occurrence, row.title, row.start, row.partner_name or "", excerpt)
