"""Calendar feeds: whose token it is, and the occurrences it shows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, cast, func, select

from liaison_sync.domain.candidate import STATUS as CANDIDATE
from liaison_sync.domain.engagement import Engagement
from liaison_sync.domain.feed import Published
from liaison_sync.domain.value import dataclass
from liaison_sync.store import agenda, project_meetings
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load

MOST = 5_000  # occurrences of one feed
_F, _O, _E, _P = s.feed.c, s.occurrence.c, s.engagement.c, s.partner.c


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that stands, with the role, name and language of the user who made it."""

    id: str
    kind: str
    whose: str
    created_by: str
    created_at: datetime
    role: str
    name: str
    language: str


def by_token(connection: Connection, token_hash: str) -> Feed | None:
    """The feed of this token's hash; None where there is none, it was revoked, or its maker may not sign in."""
    row = connection.execute(_standing().where(_F.token_hash == token_hash)).first()
    return _feed(row) if row else None


def of(connection: Connection, kind: str, whose: str) -> list[Feed]:
    """The feeds that stand of `whose`, the oldest first; a partner's with those of what it was."""
    mine = _F.whose.in_(_absorbed(whose)) if kind == "partner" else _F.whose == whose
    rows = connection.execute(_standing().where(_F.kind == kind, mine).order_by(_F.created_at, _F.id))
    return [_feed(row) for row in rows]


def _absorbed(partner: str) -> Select[tuple[str]]:
    """This partner and those merged into it, however often."""
    m = s.directory_merge.c
    known = select(cast(partner, Text).label("id")).cte("absorbed", recursive=True)
    more = select(m.gone).join(known, m.kept == known.c.id).where(m.kind == "partner", m.undone_at.is_(None))
    return select(known.union(more).c.id)


def _standing() -> Any:
    u = s.user.c
    columns = (_F.id, _F.kind, _F.whose, _F.created_by, _F.created_at, u.role, u.name, u.language)
    joined = s.feed.join(s.user, _F.created_by == u.address)
    return select(*columns).select_from(joined).where(_F.revoked_at.is_(None), u.disabled.is_(False))


def _feed(row: Any) -> Feed:
    return Feed(row.id, row.kind, row.whose, row.created_by, row.created_at, row.role, row.name, row.language)


def of_officer(address: str, *fallback: str | None) -> ColumnElement[bool]:
    """Meetings this officer answers for: by the meeting, its partner, else the first of `fallback` there is."""
    last = next((one for one in fallback if one), "")
    return func.coalesce(_E.owner, _P.owner, last) == address


def of_partner(partner: str) -> ColumnElement[bool]:
    return _E.partner == partner


def of_project(project: str) -> ColumnElement[bool]:
    return and_(*project_meetings.of(project))


def shown(
    connection: Connection, since: datetime, until: datetime, which: ColumnElement[bool], *, names: bool
) -> list[Published]:
    """The occurrences the agenda shows of [since, until), by start; `names` of those who take part only if asked."""
    heard = select(func.max(s.fact.c.received_at)).where(s.fact.c.uid == _O.uid).scalar_subquery()
    joined = s.occurrence.join(s.engagement, _O.engagement == _E.key).outerjoin(s.partner, _E.partner == _P.id)
    real = (_O.status.not_in((CANDIDATE, "tombstone")), which)
    query = select(s.occurrence, _E.title, _E.document, heard.label("heard")).select_from(joined)
    rows = connection.execute(query.where(agenda.touching(since, until), *real).order_by(_O.start, _O.key).limit(MOST))
    return [_published(row, names=names) for row in rows]


def _published(row: Any, *, names: bool) -> Published:
    said = load(Engagement, row.document)
    return Published(
        key=row.key,
        start=row.start,
        end=row.end,
        all_day=row.all_day,
        zone=row.zone,
        status=row.status,
        title=row.title,
        location=said.location,
        join_url=said.join_url,
        sequence=said.sequence,
        heard=row.heard or row.start,
        people=tuple(one.name or one.address for one in said.attendees if one.counted) if names else (),
    )
