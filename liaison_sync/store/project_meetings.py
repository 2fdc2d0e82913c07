"""The meetings of a project: by what people said of them, else of their series, else by the thread they stand in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select, union

from liaison_sync.domain.candidate import STATUS as CANDIDATE
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Meeting
from liaison_sync.store import pictures
from liaison_sync.store import schema as s
from liaison_sync.store.paging import Slice, sliced
from liaison_sync.store.views import among

When = Literal["coming", "past"]
Said = Literal["meeting", "series", "thread", ""]
WHENS: tuple[When, ...] = ("coming", "past")
_O, _E, _T = s.occurrence.c, s.engagement.c, s.thread.c
_OWN, _ALL = s.project_meeting.alias("said_of_one"), s.project_meeting.alias("said_of_all")
_SAID_OF_ONE = and_(_OWN.c.kind == "meeting", _OWN.c.key == _O.key)
_SAID_OF_ALL = and_(_ALL.c.kind == "uid", _ALL.c.key == _O.uid)
_JOINED = (
    s.occurrence.join(s.engagement, _O.engagement == _E.key)
    .outerjoin(_OWN, _SAID_OF_ONE)
    .outerjoin(_ALL, _SAID_OF_ALL)
    .outerjoin(s.thread, _T.id == _E.thread)
)
PROJECT = case((_OWN.c.key.is_not(None), _OWN.c.project), (_ALL.c.key.is_not(None), _ALL.c.project), else_=_T.project)
_REAL = _O.status.not_in((CANDIDATE, "tombstone"))


def of(project: str) -> tuple[ColumnElement[bool], ...]:
    """The condition over store.schema.occurrence: a meeting the agenda shows, and of this project."""
    return (_REAL, _O.key.in_(_keys(project)))


def _keys(project: str) -> Select[Any]:
    """By its own word, its series' word or its thread, each found by an index; the nearest word wins."""
    m, o, e = s.project_meeting.c, s.occurrence.alias().c, s.engagement.alias().c
    own = select(m.key).where(m.kind == "meeting", m.project == project)
    of_all = select(o.key).join(s.project_meeting, and_(m.kind == "uid", m.key == o.uid)).where(m.project == project)
    placed = select(o.key).join(e.key.table, o.engagement == e.key).join(s.thread, _T.id == e.thread)
    in_thread = placed.where(_T.project == project)
    said_of_one = select(_OWN.c.key).where(_OWN.c.kind == "meeting", _OWN.c.key == o.key).exists()
    said_of_all = select(_ALL.c.key).where(_ALL.c.kind == "uid", _ALL.c.key == o.uid).exists()
    found = union(own, of_all.where(~said_of_one), in_thread.where(~said_of_one, ~said_of_all)).subquery()
    return select(found.c.key)


def when(which: When, now: datetime) -> ColumnElement[bool]:
    """Over, or not yet: what nobody can date is still to come."""
    ends = func.coalesce(_O.end, _O.start)
    return ends <= now if which == "past" else or_(ends > now, _O.start.is_(None))


def coming(connection: Connection, projects: Collection[str], now: datetime) -> dict[str, int]:
    """Project → how many meetings it has to come; one query."""
    found: dict[str, int] = {}
    for condition in among(PROJECT, projects):
        query = select(PROJECT, func.count()).select_from(_JOINED).where(condition, _REAL, when("coming", now))
        found.update((str(row[0]), int(row[1])) for row in connection.execute(query.group_by(PROJECT)))
    return found


def projects_of(connection: Connection, meetings: Collection[str]) -> dict[str, str]:
    """Meeting → its project, of those that have one."""
    found: dict[str, str] = {}
    for condition in among(_O.key, meetings):
        query = select(_O.key, PROJECT.label("project")).select_from(_JOINED).where(condition, PROJECT.is_not(None))
        found.update((row.key, row.project) for row in connection.execute(query))
    return found


def nearest(
    connection: Connection, project: str, now: datetime, own: frozenset[str], size: int
) -> dict[When, list[Meeting]]:
    """The next and the latest ones, soonest first and latest first; what nobody can date stands last of the next."""
    mine = select(_O.key).where(*of(project))
    soonest = case((_O.start.is_(None), 1), else_=0)
    next_ = mine.where(when("coming", now)).order_by(soonest, _O.start, _O.key).limit(size).subquery()
    last = mine.where(when("past", now)).order_by(_O.start.desc(), _O.key).limit(size).subquery()
    both = or_(_O.key.in_(select(next_.c.key)), _O.key.in_(select(last.c.key)))
    found = pictures.meetings(connection, now, own, both, partners={})
    over = {one.key for one in found if (end := one.end or one.start) is not None and end <= now}
    past = sorted((one for one in found if one.key in over), key=_start, reverse=True)
    return {"coming": sorted((one for one in found if one.key not in over), key=_start), "past": past}


def _start(one: Meeting) -> tuple[bool, str]:
    return one.start is None, one.start.isoformat() if one.start else one.key


def listed(
    connection: Connection, project: str, which: When, now: datetime, own: frozenset[str], *, after: str = ""
) -> Slice[Meeting]:
    """All of them; those to come by start, those over the latest first."""
    never = datetime.max.replace(tzinfo=now.tzinfo)
    order = func.coalesce(_O.start, never).label("at")
    query = select(_O.key, order).where(*of(project), when(which, now))

    def made(rows: Sequence[Any]) -> list[Meeting]:
        keys = [row.key for row in rows]
        found = {one.key: one for one in pictures.meetings(connection, now, own, _O.key.in_(keys), partners={})}
        return [found[key] for key in keys if key in found]

    return sliced(connection, query, [(order, which == "past"), (_O.key, False)], made, after=after)


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where a meeting belongs, and why: `said` is "meeting", "series" or "thread" (or "" where nobody said).

    `of_thread` is the name of its thread's project; `choices` are (id, name) of the projects it may be put into.
    """

    project: str | None
    name: str
    said: Said
    of_thread: str
    choices: tuple[tuple[str, str], ...] = field(default=(), compare=False)


def belonging_asked(occurrence: str) -> Select[Any]:
    """The project of one meeting, and those that are open."""
    j = s.project.c
    words = (_OWN.c.key.label("own"), _ALL.c.key.label("every"), _T.project.label("threads"))
    one = select(PROJECT.label("now"), *words).select_from(_JOINED).where(_O.key == occurrence).subquery()
    columns = (j.id, j.name, one.c.now, one.c.own, one.c.every, one.c.threads)
    offered = or_(j.closed_at.is_(None), j.id == one.c.now, j.id == one.c.threads)
    return select(*columns).select_from(s.project.join(one, offered))


def belonging_told(found: Iterable[Any]) -> Belonging:
    """Projects by name."""
    rows = sorted(found, key=lambda row: (row.name.lower(), row.id))
    if not rows:
        return Belonging(None, "", "", "")
    names, row = {each.id: each.name for each in rows}, rows[0]
    said: Said = "meeting" if row.own else "series" if row.every else "thread" if row.threads else ""
    return Belonging(row.now, names.get(row.now, ""), said, names.get(row.threads, ""), tuple(names.items()))
