"""The meetings a report reads: when, with whom, how they went, who stayed away, who moved them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, or_, select

from liaison_sync.domain.candidate import STATUS as CANDIDATE
from liaison_sync.domain.changes import EngagementFolded
from liaison_sync.domain.conduct import ASKED_FOR
from liaison_sync.domain.report.view import Met, ReportView
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Direction
from liaison_sync.store import schema as s
from liaison_sync.store.views import among

_AHEAD = timedelta(days=31)
_MOVED = "request.reschedule"
_INVITED = ("request.new", "request.observer")

_Move = tuple[datetime, str, Direction | None]


def meetings(connection: Connection, base: ReportView, stood: Collection[EngagementFolded] = ()) -> tuple[Met, ...]:
    """Those of the time a report tells of or asks about, and those whose minutes were written in it.

    `stood` are the meetings that news since `as_of` changed, as they stood then.
    """
    o, since, until = s.occurrence.c, *_window(base)
    then = {key: one for key, one in _standing(stood) if one["start"] and since <= one["start"] < until}
    changed = {one.uid for one in stood}
    near = or_(_near(base), *among(o.key, then))
    rows = connection.execute(_recorded(base, near)).all()
    told = _told(connection, select(o.uid).where(near), base.as_of)
    absent = _absent(connection, select(o.key).where(near))
    unchanged = [row for row in rows if row.uid not in changed]
    recorded = {row.key: row._mapping for row in rows}
    former = (SimpleNamespace(**{**_NOTHING, **recorded.get(key, {}), **one}) for key, one in then.items())
    pictures: list[Any] = [*unchanged, *(one for one in former if _told_of(base, one))]
    found = (_met(one, told, absent.get(one.key, frozenset())) for one in pictures)
    return tuple(sorted(found, key=lambda met: (met.start, met.key)))


# An instance that is none any more has no row.
_NOTHING = dict.fromkeys(("owner", "partner", "thread", "state", "reason", "minuted_at"))


def _standing(stood: Collection[EngagementFolded]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Occurrence → what it was, and with whom; whose it is, is asked today."""
    for one in stood:
        said = {row.key: row for row in one.engagements}
        for row in one.occurrences:
            of = said[row.engagement]
            times = {"start": row.start, "end": row.end, "zone": row.zone, "all_day": row.all_day}
            who = {"title": of.title, "recurrence_id": of.recurrence_id, "document": of.document}
            yield row.key, {"key": row.key, "uid": row.uid, "status": row.status, **times, **who}


def _window(base: ReportView) -> tuple[datetime, datetime]:
    before = base.period.before.start
    return min(base.as_of - ASKED_FOR, before - ASKED_FOR), base.as_of + _AHEAD


def _told_of(base: ReportView, one: Any) -> bool:
    before = base.period.before.start
    recent = one.start >= min(base.as_of - ASKED_FOR, before)
    return one.status != CANDIDATE and bool(recent or (one.minuted_at and one.minuted_at >= before))


def _near(base: ReportView) -> ColumnElement[bool]:
    """As they stand today; what was to come, only where somebody had told us of it by then."""
    o, m, f = s.occurrence.c, s.minutes.c, s.fact.c
    (since, until), before = _window(base), base.period.before.start
    fresh = exists().where(m.occurrence == o.key, m.at >= before)
    recent = or_(o.start >= min(base.as_of - ASKED_FOR, before), fresh)
    near = and_(o.start >= since, recent, o.start < until, o.status != CANDIDATE)
    if base.as_of >= base.now:
        return near
    known = exists().where(f.uid == o.uid, f.received_at < base.as_of)
    return and_(near, or_(o.start < base.as_of, known))


def _recorded(base: ReportView, near: ColumnElement[bool]) -> Select[Any]:
    """The occurrences with what people recorded of them until `as_of`."""
    o, e, c, m = s.occurrence.c, s.engagement.c, s.conduct.c, s.minutes.c
    first = select(func.min(m.at)).where(m.occurrence == o.key, m.at < base.as_of)
    minuted = first.scalar_subquery().label("minuted_at")
    columns: tuple[ColumnElement[Any], ...] = (
        *(o.key, o.uid, o.start, o.end, o.zone, o.all_day, o.status),
        *(e.title, e.partner, s.thread.c.owner, e.thread, e.recurrence_id, e.document, c.state, c.reason, minuted),
    )
    recorded = and_(c.occurrence == o.key, c.at < base.as_of)
    joined = s.occurrence.join(s.engagement, o.engagement == e.key).outerjoin(s.conduct, recorded)
    return select(*columns).select_from(joined.outerjoin(s.thread, s.thread.c.id == e.thread)).where(near)


def _absent(connection: Connection, meetings: Select[tuple[str]]) -> Mapping[str, frozenset[str]]:
    """Occurrence → who did not come and sent nobody."""
    a = s.attendance.c
    found: dict[str, set[str]] = defaultdict(set)
    rows = select(a.occurrence, a.person).where(a.presence == "absent", a.occurrence.in_(meetings))
    for row in connection.execute(rows):
        found[row.occurrence].add(row.person.lower())
    return {key: frozenset(people) for key, people in found.items()}


@dataclass(frozen=True, slots=True)
class _Told:
    """By UID: when the first invitation came; the moves: when, by which message, which way."""

    invited: Mapping[str, datetime]
    moves: Mapping[str, tuple[_Move, ...]]


def _told(connection: Connection, uids: Select[tuple[str]], as_of: datetime) -> _Told:
    """Copies of one message in two mailboxes count once."""
    f, m = s.fact.c, s.message.c
    applied = and_(f.verdict == "APPLIED", f.rule.in_((_MOVED, *_INVITED)), f.received_at < as_of)
    invited: dict[str, datetime] = {}
    found: dict[str, dict[str, _Move]] = defaultdict(dict)
    joined = s.fact.outerjoin(s.message, m.key == f.message)
    columns = select(f.uid, f.message, f.rule, f.received_at, m.direction).select_from(joined)
    for row in connection.execute(columns.where(f.uid.in_(uids), applied).order_by(f.received_at, f.id)):
        if row.rule == _MOVED:
            found[row.uid].setdefault(row.message or "", (row.received_at, row.message or "", row.direction))
        else:
            invited.setdefault(row.uid, row.received_at)
    return _Told(invited, {uid: tuple(each.values()) for uid, each in found.items()})


def _met(row: Any, told: _Told, absent: frozenset[str]) -> Met:
    document = row.document
    moves = told.moves.get(row.uid, ())
    single = not (row.recurrence_id or document.get("rrule") or document.get("rdates"))
    coming = {a["address"].lower() for a in document.get("attendees", ()) if a.get("partstat") == "ACCEPTED"}
    return Met(
        key=row.key,
        uid=row.uid,
        title=row.title,
        start=row.start,
        end=row.end or row.start,
        zone=row.zone,
        all_day=row.all_day,
        status=row.status,
        partner=row.partner,
        owner=row.owner,
        thread=row.thread,
        flags=tuple(document.get("flags", ())),
        observer=bool(document.get("observer")),
        outcome=row.state or "",
        minuted=row.minuted_at is not None,
        moves=tuple((at, message) for at, message, _ in moves),
        reason=row.reason or "",
        missed=tuple(sorted(absent & coming)),
        minuted_at=row.minuted_at,
        invited_at=told.invited.get(row.uid) if single else None,
        movers=tuple(way for _, _, way in moves if way),
    )
