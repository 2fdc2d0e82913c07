"""Search over the files of meetings, by the words of their names and of the meeting's title."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from liaison_sync.domain.search_query import SearchQuery
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.highlight import Piece, marked
from liaison_sync.store.search_minutes import conditions, since_and_before

_F, _O, _E, _P = s.meeting_file.c, s.occurrence.c, s.engagement.c, s.partner.c


@dataclass(frozen=True, slots=True)
class FileHit:
    """A file found; `meeting` is the occurrence's key; in the name what matched is marked."""

    meeting: str
    sha256: str
    name: tuple[Piece, ...]
    title: str
    start: datetime | None
    partner_name: str


def files(connection: Connection, query: SearchQuery, zone: str, *, limit: int = 10) -> list[FileHit]:
    """The files of meetings that satisfy the words of `query`, those of the latest meetings first."""
    if not query.terms or not query.only_words:
        return []
    joined = (
        s.meeting_file.join(s.occurrence, _F.meeting == _O.key)
        .join(s.engagement, _O.engagement == _E.key)
        .outerjoin(s.partner, _P.id == _E.partner)
    )
    wanted = conditions(connection, query, _F.words, joined)
    rows = connection.execute(
        select(_F.meeting, _F.sha256, _F.name, _E.title, _O.start, _P.name.label("partner_name"))
        .select_from(joined)
        .where(_F.removed_at.is_(None), *since_and_before(query, zone), *wanted)
        .order_by(_O.start.desc(), _O.key, _F.name)
        .limit(limit)
    )
    return [
        FileHit(row.meeting, row.sha256, marked(row.name, query.terms), row.title, row.start, row.partner_name or "")
        for row in rows
    ]
