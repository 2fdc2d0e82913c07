"""Search over mail and minutes: FTS5 on SQLite, tsvector on PostgreSQL, behind one function with the same results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, exists, func, literal_column, or_, select
from sqlalchemy.sql import text

from liaison_sync.domain.search_query import SearchQuery, Term, words
from liaison_sync.store import schema as s

_M, _P, _A, _W = s.message.c, s.partner.c, s.attachment.c, s.participant.c
_INVITATIONS = ("text/calendar", "application/ics")
_AROUND = 70  # characters of text on either side of a word found


@dataclass(frozen=True, slots=True)
class Hit:
    """A message found; `files` are names of attachments, `excerpt` the place in its text, else its beginning."""

    key: str
    thread: str | None
    at: datetime
    subject: str
    sender: str
    sender_name: str
    direction: str
    partner: str | None
    partner_name: str
    excerpt: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MinutesHit:
    """Minutes found; `meeting` is the occurrence's key."""

    meeting: str
    title: str
    start: datetime | None
    partner_name: str
    excerpt: str


def search(
    connection: Connection, query: SearchQuery, zone: str, *, limit: int = 30, after: tuple[datetime, str] | None = None
) -> list[Hit]:
    """Messages that satisfy `query`, the newest first; days are those of `zone`; `after`: last one's (at, key)."""
    if query.empty:
        return []
    conditions = _conditions(connection, query, zone)
    if after is not None:
        at, key = after
        conditions.append(or_(_M.at < at, and_(_M.at == at, _M.key > key)))
    t = s.message_text.c
    columns = (s.message, _P.name.label("partner_name"), t.body, t.files)
    joined = s.message.join(s.message_text, t.n == _M.n).outerjoin(s.partner, _P.id == _M.partner)
    page = select(_M.n).select_from(_joined()).where(*conditions).order_by(_M.at.desc(), _M.key).limit(limit)
    numbers = list(connection.execute(page).scalars())
    if not numbers:
        return []
    found = select(*columns).select_from(joined).where(_M.n.in_(numbers)).order_by(_M.at.desc(), _M.key)
    rows = connection.execute(found).all()
    files = _files(connection, [row.key for row in rows])
    return [_hit(row, query, tuple(files.get(row.key, ()))) for row in rows]


def count(connection: Connection, query: SearchQuery, zone: str) -> int:
    """How many messages `search` would list without paging."""
    if query.empty:
        return 0
    conditions = _conditions(connection, query, zone)
    return connection.execute(select(func.count()).select_from(_joined()).where(*conditions)).scalar_one()


def _joined() -> Any:
    return s.message.outerjoin(s.partner, _P.id == _M.partner)


def _conditions(connection: Connection, query: SearchQuery, zone: str) -> list[ColumnElement[bool]]:
    found = [_matching(connection, query.terms)] if query.terms else []
    if query.sender:
        found.append(or_(_holds(_M.sender, query.sender), _holds(_M.sender_name, query.sender)))
    if query.recipient:
        to = and_(_W.message == _M.key, _W.role.in_(("to", "cc", "bcc")))
        found.append(exists().where(to, or_(_holds(_W.address, query.recipient), _holds(_W.name, query.recipient))))
    if query.partner:
        found.append(or_(_M.partner == query.partner, _holds(_P.name, query.partner)))
    if query.attachment:
        found.append(exists().where(_A.message == _M.key, _A.inline.is_(False), _A.type.not_in(_INVITATIONS)))
    if query.since:
        found.append(_M.at >= _midnight(query.since, zone))
    if query.before:
        found.append(_M.at < _midnight(query.before, zone))
    return found


def _matching(connection: Connection, terms: tuple[Term, ...]) -> ColumnElement[bool]:
    if connection.dialect.name == "sqlite":
        match = " ".join(f'"{" ".join(one.words)}"{"" if one.whole else " *"}' for one in terms)
        rows = text("SELECT rowid FROM message_search WHERE message_search MATCH :match").bindparams(match=match)
        return _M.n.in_(rows.columns(rowid=s.message.c.n.type).subquery().select())
    match = " & ".join("(" + " <-> ".join(one.words) + ("" if one.whole else ":*") + ")" for one in terms)
    tsv: ColumnElement[Any] = literal_column("message_text.tsv")
    here = select(s.message_text.c.n).where(tsv.op("@@")(func.to_tsquery("simple", match)))
    return _M.n.in_(here)


def _holds(column: ColumnElement[Any], value: str) -> ColumnElement[bool]:
    return func.lower(column).contains(value, autoescape=True)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _files(connection: Connection, keys: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    query = select(_A.message, _A.name).where(
        _A.message.in_(keys), _A.inline.is_(False), _A.name != "", _A.type.not_in(_INVITATIONS)
    )
    for row in connection.execute(query.order_by(_A.message, _A.n)):
        found.setdefault(row.message, []).append(row.name)
    return found


def _hit(row: Any, query: SearchQuery, files: tuple[str, ...]) -> Hit:
    names = ("key", "thread", "at", "subject", "sender", "sender_name", "direction", "partner")
    return Hit(
        partner_name=row.partner_name or "",
        excerpt=excerpt(row.body, query.terms) or row.excerpt,
        files=files,
        **{name: getattr(row, name) for name in names},
    )


def excerpt(body: str, terms: tuple[Term, ...]) -> str:
    """The text around the first word found; "" where it stands elsewhere (subject, names, files)."""
    plain = body[:50_000].lower()
    places = [at for one in terms if (at := plain.find(one.words[0])) >= 0]
    if not places:
        return ""
    start, end = max(0, min(places) - _AROUND), min(places) + 2 * _AROUND
    return ("… " if start else "") + " ".join(body[start:end].split()) + (" …" if end < len(body) else "")


def minutes(connection: Connection, query: SearchQuery, zone: str, *, limit: int = 10) -> list[MinutesHit]:
    """The latest minutes of meetings in which every term occurs, the newest first."""
    if not query.terms or not query.only_words:
        return []
    n, o, e = s.minutes.c, s.occurrence.c, s.engagement.c
    joined = (
        s.minutes.join(s.occurrence, n.occurrence == o.key)
        .join(s.engagement, o.engagement == e.key)
        .outerjoin(s.partner, _P.id == e.partner)
    )
    newer = s.minutes.alias()
    last = ~exists().where(newer.c.occurrence == n.occurrence, newer.c.version > n.version)
    conditions = [last, *_when(o.start, query, zone)]
    if query.partner:
        conditions.append(or_(e.partner == query.partner, _holds(_P.name, query.partner)))
    columns = (n.occurrence, n.document, e.title, o.start, _P.name.label("partner_name"))
    rows = connection.execute(select(*columns).select_from(joined).where(*conditions).order_by(o.start.desc(), o.key))
    hits = (_minutes_hit(row, query.terms) for row in rows)
    return [hit for hit in hits if hit is not None][:limit]


def _when(start: ColumnElement[Any], query: SearchQuery, zone: str) -> list[ColumnElement[bool]]:
    since = [start >= _midnight(query.since, zone)] if query.since else []
    return since + ([start < _midnight(query.before, zone)] if query.before else [])


def _minutes_hit(row: Any, terms: tuple[Term, ...]) -> MinutesHit | None:
    said = " \n ".join([*(str(value) for value in row.document.values()), row.title])
    there = words(said)
    if not all(_stands(one, there) for one in terms):
        return None
    return MinutesHit(row.occurrence, row.title, row.start, row.partner_name or "", excerpt(said, terms) or said[:160])


def _stands(term: Term, there: tuple[str, ...]) -> bool:
    wanted, last = term.words[:-1], term.words[-1]
    size = len(term.words)
    for at in range(len(there) - size + 1):
        end = there[at + size - 1]
        if there[at : at + size - 1] == wanted and (end == last if term.whole else end.startswith(last)):
            return True
    return False
