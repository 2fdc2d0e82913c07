"""Search over mail: the full-text index narrows, the tables order and page; the same results on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    func,
    literal_column,
    not_,
    or_,
    select,
)

from liaison_sync.domain.inference import letter_number
from liaison_sync.domain.search_query import Clause, SearchQuery
from liaison_sync.domain.value import dataclass
from liaison_sync.store import fulltext
from liaison_sync.store import schema as s
from liaison_sync.store.directory_words import alias_names
from liaison_sync.store.highlight import Piece, around, marked, matches

_M, _P, _A = s.message.c, s.partner.c, s.attachment.c
_PLAIN = ("key", "n", "thread", "at", "sender", "sender_name", "direction", "automatic", "partner")
# What our own programs told us; the index made for it asks for these very words.
_NOTICE = and_(_M.direction == literal_column("'internal'"), _M.automatic.is_not(None))
_FEW = 2_000  # hits that are sorted by date; among more the latest are found by walking back in time


@dataclass(frozen=True, slots=True)
class Hit:
    """A message found; `n` orders those of one moment. Texts are in pieces, those that matched marked.

    `where`: what matched, as keys (subject, text, files, people, number); empty where only filters were asked.
    """

    key: str
    n: int
    thread: str | None
    at: datetime
    subject: tuple[Piece, ...]
    sender: str
    sender_name: str
    direction: str
    automatic: str | None
    partner: str | None
    partner_name: str
    excerpt: tuple[Piece, ...]
    files: tuple[tuple[Piece, ...], ...]
    where: tuple[str, ...]


def search(
    connection: Connection, query: SearchQuery, zone: str, *, limit: int = 30, after: tuple[datetime, int] | None = None
) -> list[Hit]:
    """Messages that satisfy `query`, the newest first; days are those of `zone`; `after`: last one's (at, n)."""
    if query.empty:
        return []
    numbers = _page(connection, query, zone, limit, after)
    t = s.message_text.c
    joined = s.message.join(s.message_text, t.n == _M.n).outerjoin(s.partner, _P.id == _M.partner)
    own = [_M[name] for name in (*_PLAIN, "subject", "excerpt")]
    these = (
        select(*own, _P.name.label("partner_name"), t.body, t.names)
        .select_from(joined)
        .where(_M.n.in_(numbers))
        .order_by(_M.at.desc(), _M.n)
    )
    rows = connection.execute(these).all() if numbers else []
    files = _files(connection, [row.key for row in rows])
    return [_hit(row, query, files.get(row.key, [])) for row in rows]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many messages `search` would list without paging, and how many notices it leaves out."""

    listed: int = 0
    notices: int = 0


def count(connection: Connection, query: SearchQuery, zone: str) -> Counted:
    """Both, in few questions."""
    if query.empty:
        return Counted()
    conditions = _conditions(connection, query, zone)
    if _wanted(query) and not conditions:
        found: Select[Any] = select(func.count()).select_from(_numbers(connection, query).subquery())
    else:
        found = _counting(*conditions, *_matching(connection, query, many=_many(connection, query)))
    all_ = connection.execute(found).scalar_one()
    if query.notices:
        return Counted(all_)
    among = _counting(_NOTICE, *conditions, *_matching(connection, query, many=True))
    notices = connection.execute(among).scalar_one()
    return Counted(all_ - notices, notices)


def _counting(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(func.count()).select_from(s.message).where(*conditions)


def _page(
    connection: Connection, query: SearchQuery, zone: str, limit: int, after: tuple[datetime, int] | None
) -> list[int]:
    conditions = _conditions(connection, query, zone)
    if after is not None:
        at, n = after
        conditions.append(or_(_M.at < at, and_(_M.at == at, _M.n > n)))
    if not query.notices:
        conditions.append(not_(_NOTICE))
    conditions += _matching(connection, query, many=_many(connection, query))
    page = select(_M.n).where(*conditions).order_by(_M.at.desc(), _M.n).limit(limit)
    return list(connection.execute(page).scalars())


# --- what the index decides ---------------------------------------------------------------------------------------


def _wanted(query: SearchQuery) -> list[Clause]:
    return [one for one in query.clauses if one.textual and not one.negated]


def _many(connection: Connection, query: SearchQuery) -> bool:
    """Whether the index has so many messages that it is better to go through dates or partners and ask it of each."""
    if not _wanted(query):
        return True
    some = _numbers(connection, query).limit(_FEW + 1).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one() > _FEW


def _numbers(connection: Connection, query: SearchQuery) -> Select[tuple[int]]:
    unwanted = [one for one in query.clauses if one.textual and one.negated]
    return fulltext.numbers(connection, _wanted(query), unwanted)


def _matching(connection: Connection, query: SearchQuery, *, many: bool) -> list[ColumnElement[bool]]:
    sqlite = connection.dialect.name == "sqlite"
    # A sign before the column keeps SQLite from walking through all hits instead of back in time.
    number: ColumnElement[int] = literal_column("+message.n", _M.n.type) if many and sqlite else _M.n
    if _wanted(query) and not many and not sqlite:
        # PostgreSQL takes a word it has no statistics of for a frequent one and would walk back through all the mail.
        return [number.in_(list(connection.execute(_numbers(connection, query)).scalars()))]
    if _wanted(query):
        return [number.in_(_numbers(connection, query))]
    unwanted = (one for one in query.clauses if one.textual and one.negated)
    return [number.not_in(fulltext.numbers(connection, [one])) for one in unwanted]


# --- what the tables decide ---------------------------------------------------------------------------------------


def _conditions(connection: Connection, query: SearchQuery, zone: str) -> list[ColumnElement[bool]]:
    found = [_tabled(connection, one) for one in query.clauses if not one.textual]
    if query.since:
        found.append(_M.at >= midnight(query.since, zone))
    if query.before:
        found.append(_M.at < midnight(query.before, zone))
    return found


def _tabled(connection: Connection, clause: Clause) -> ColumnElement[bool]:
    if clause.kind == "partner":
        return of_partner(connection, clause, _M.partner)
    found = or_(_M.n.in_(fulltext.numbers(connection, [clause])), _M.key.in_(_registered(clause)))
    return not_(found) if clause.negated else found


def of_partner(connection: Connection, clause: Clause, column: ColumnElement[str | None]) -> ColumnElement[bool]:
    """A clause about the partner, over the column that holds its id."""
    found = func.coalesce(column, "").in_(_partners(connection, clause))
    return not_(found) if clause.negated else found


def _partners(connection: Connection, clause: Clause) -> list[str]:
    """The partners whose id, name or another name has the words, the last as a beginning."""
    columns = (_P.id, _P.name, _P.aliases)
    rows = connection.execute(select(*columns)).all()
    return [
        row.id for row in rows if any(matches(one, clause) for one in (row.id, row.name, *alias_names(row.aliases)))
    ]


def _registered(clause: Clause) -> Any:
    """The letters that bear or cite a number like this, and messages that cite it."""
    number = letter_number(clause.text.replace("\0", ""))  # PostgreSQL refuses it, and nothing stored has one
    bear, cite = s.letter.c, s.letter_reference.c
    held = bear.norm.contains(number, autoescape=True)
    cited = cite.norm.contains(number, autoescape=True)
    return select(bear.message).where(held).union(select(cite.message).where(cited))


def midnight(day: date, zone: str) -> datetime:
    """When a day of `zone` begins."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


# --- what is shown ------------------------------------------------------------------------------------------------


def _files(connection: Connection, keys: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    query = select(_A.message, _A.name).where(_A.message.in_(keys), _A.counted, _A.name != "")
    for row in connection.execute(query.order_by(_A.message, _A.n)):
        found.setdefault(row.message, []).append(row.name)
    return found


def _hit(row: Any, query: SearchQuery, names: list[str]) -> Hit:
    spoken = [one for one in query.clauses if one.kind in {"words", "number"} and not one.negated]
    subject, body = marked(row.subject, spoken), around(row.body, spoken)
    files = tuple(marked(name, spoken) for name in names)
    places = {"subject": _found(subject), "text": bool(body), "files": any(_found(one) for one in files)}
    places["people"] = any(matches(row.names, one) for one in spoken if one.kind == "words")
    places["number"] = any(one.kind == "number" for one in spoken) and not any(places.values())
    return Hit(
        subject=subject,
        partner_name=row.partner_name or "",
        excerpt=body or (Piece(row.excerpt),),
        files=files,
        where=tuple(key for key, holds in places.items() if holds),
        **{name: getattr(row, name) for name in _PLAIN},
    )


def _found(pieces: tuple[Piece, ...]) -> bool:
    return any(one.found for one in pieces)
