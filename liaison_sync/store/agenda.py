"""The agenda: occurrences of a span of days, those that wait for their outcome, those nobody can date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from liaison_sync.domain.candidate import STATUS as CANDIDATE
from liaison_sync.domain.conduct import ASKED_FOR
from liaison_sync.domain.to_check import to_check
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Meeting
from liaison_sync.store import meeting_pairs, pictures
from liaison_sync.store import schema as s

Show = Literal["all", "outcome", "candidates", "flagged", "twins", "unverified", "cancelled"]
SHOWS: tuple[Show, ...] = ("all", "outcome", "candidates", "flagged", "twins", "unverified", "cancelled")
_LONGEST = timedelta(days=366)  # of a meeting
_O, _E = s.occurrence.c, s.engagement.c
_GONE = ("cancelled", "tombstone", "uninvited")
_JOINED = s.occurrence.join(s.engagement, _O.engagement == _E.key)


def between(
    connection: Connection,
    since: datetime,
    until: datetime,
    now: datetime,
    own: frozenset[str],
    *,
    show: Show = "all",
    partner: str = "",
) -> list[Meeting]:
    """Occurrences that touch [since, until), by start."""
    return pictures.meetings(connection, now, own, touching(since, until), *_shown(show), *_with(partner))


def touching(since: datetime, until: datetime) -> ColumnElement[bool]:
    """Occurrences that touch [since, until)."""
    ends = func.coalesce(_O.end, _O.start)
    return and_(_O.start < until, or_(ends > since, _O.start >= since))


def waiting(
    connection: Connection,
    now: datetime,
    own: frozenset[str],
    *,
    partner: str = "",
    limit: int = 50,
    after: tuple[datetime, str] | None = None,
) -> list[Meeting]:
    """Those that wait for their outcome, whenever they were, the latest first; `after`: the last one's (start, key)."""
    query = select(_O.key).select_from(_JOINED).where(*awaiting(now), *_with(partner))
    if after is not None:
        start, key = after
        query = query.where(or_(_O.start < start, and_(_O.start == start, _O.key < key)))
    shown = query.order_by(_O.start.desc(), _O.key.desc()).limit(limit).subquery()
    return pictures.meetings(connection, now, own, _O.key.in_(select(shown.c.key)))[::-1]


def candidates(
    connection: Connection, now: datetime, own: frozenset[str], *, partner: str = "", limit: int = 50
) -> list[Meeting]:
    """Meetings to come that only a letter names and nobody has taken yet, by start."""
    shown = select(_O.key).select_from(_JOINED).where(*_named(now), *_with(partner))
    first = shown.order_by(_O.start, _O.key).limit(limit).subquery()
    return pictures.meetings(connection, now, own, _O.key.in_(select(first.c.key)), candidates=True)


def candidate_count(connection: Connection, now: datetime, partner: str = "") -> int:
    """How many such meetings there are: as many as `candidates` lists."""
    query = select(func.count()).select_from(_JOINED).where(*_named(now), *_with(partner))
    return connection.execute(query).scalar_one()


def _named(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Of known partners, and not what an invitation to the same partner's meeting says as well."""
    o, e = s.occurrence.alias().c, s.engagement.alias().c
    said = select(o.key).join(e.key.table, o.engagement == e.key)
    invited = said.where(o.start == _O.start, e.partner == _E.partner, o.status.not_in((CANDIDATE, "tombstone")))
    return (_O.start >= now, _O.status == CANDIDATE, _E.partner.is_not(None), ~invited.exists())


def flagged(connection: Connection, now: datetime, own: frozenset[str], *, partner: str = "") -> list[Meeting]:
    """Meetings to come that contradict themselves or cannot be read for sure, by start; of a series the next one."""
    found = pictures.meetings(connection, now, own, _O.key.in_(_next_flagged(now, partner)))
    return [one for one in found if to_check(one.flags)]


def doubtful(now: datetime) -> ColumnElement[bool]:
    """Occurrences among which `undated` and `flagged` find theirs."""
    return or_(and_(_O.start.is_(None), _O.status.not_in((*_GONE, CANDIDATE))), _O.key.in_(_next_flagged(now, "")))


def _next_flagged(now: datetime, partner: str) -> Select[tuple[str]]:
    follows = func.min(_O.start).over(partition_by=_O.engagement)
    real = (_O.status.not_in((*_GONE, CANDIDATE)), *_flagged(), *_with(partner))
    next_ = select(_O.key, _O.start, follows.label("first")).select_from(_JOINED)
    some = next_.where(func.coalesce(_O.end, _O.start) > now, _O.start > now - _LONGEST, *real).subquery()
    return select(some.c.key).where(some.c.start == some.c.first)


def twins(connection: Connection, now: datetime, own: frozenset[str], *, partner: str = "") -> list[Meeting]:
    """Meetings to come that may be one with another, which a person says, by start; of a series the next one."""
    return pictures.meetings(connection, now, own, meeting_pairs.twinned(connection, now), *_with(partner))


def undated(connection: Connection, now: datetime, own: frozenset[str], *, partner: str = "") -> list[Meeting]:
    """Meetings whose time zone nobody can determine, so that they stand in no day."""
    return pictures.meetings(connection, now, own, _O.start.is_(None), _O.status.not_in(_GONE), *_with(partner))


def waiting_count(connection: Connection, now: datetime, partner: str = "") -> int:
    """How many meetings wait for their outcome: as many as `waiting` lists."""
    query = select(func.count()).select_from(_JOINED).where(*awaiting(now), *_with(partner))
    return connection.execute(query).scalar_one()


@dataclass(frozen=True, slots=True)
class Open:
    """What waits for a person, each figure the length of its list."""

    outcomes: int  # meetings that wait for their outcome
    named: int  # meetings that only a letter names
    twins: int  # meetings to come that may be another one as well
    held: int  # follow-ups held back


def open_counts(connection: Connection, now: datetime) -> Open:
    """All of it in one question."""
    some = {"#outcomes": awaiting(now), "#named": _named(now)}
    counted = {what: select(func.count()).select_from(_JOINED).where(*where) for what, where in some.items()}
    counted["#held"] = select(func.count()).select_from(s.followup).where(s.followup.c.state == "held")
    rest = [select(literal(what), null(), cast(one.scalar_subquery(), Text), null()) for what, one in counted.items()]
    rows: Sequence[Any] = connection.execute(union_all(meeting_pairs.proposed(now), *rest)).all()
    found = {row[0]: int(row[2]) for row in rows if row[0] in counted}
    twins = meeting_pairs.next_ones(row for row in rows if row[0] not in counted)
    return Open(found["#outcomes"], found["#named"], len(twins), found["#held"])


def awaiting(now: datetime) -> tuple[ColumnElement[bool], ...]:
    ends = func.coalesce(_O.end, _O.start)
    recorded = select(s.conduct.c.occurrence)
    quiet = (*_GONE, "declined_by_us", "declined_by_partner", "unverified", CANDIDATE)
    began = (_O.start <= now, _O.start > now - ASKED_FOR - _LONGEST)  # what the index knows
    return (*began, ends <= now, ends > now - ASKED_FOR, _O.status.not_in(quiet), _O.key.not_in(recorded))


def _shown(show: Show) -> tuple[ColumnElement[bool], ...]:
    if show == "flagged":
        return (*_flagged(), _O.status.not_in(_GONE))
    if show == "cancelled":
        return (_O.status.in_(("cancelled", "uninvited")),)
    return (_O.status == "unverified",) if show == "unverified" else (_O.status != "tombstone",)


def _flagged() -> tuple[ColumnElement[bool], ...]:
    return (type_coerce(_E.document, Text).contains('"flags":[', autoescape=True),)


def _with(partner: str) -> tuple[ColumnElement[bool], ...]:
    return (_E.partner == partner,) if partner else ()


def nearest(connection: Connection, engagement: str, now: datetime) -> str | None:
    """The occurrence of an engagement (by its key) that comes next, else the last one there was."""
    later = select(func.min(_O.start)).where(_O.engagement == engagement, _O.start >= now).scalar_subquery()
    last = select(func.max(_O.start)).where(_O.engagement == engagement).scalar_subquery()
    when = func.coalesce(later, last)
    query = select(_O.key).where(_O.engagement == engagement, or_(_O.start == when, when.is_(None)))
    return connection.execute(query.order_by(_O.key).limit(1)).scalar()
