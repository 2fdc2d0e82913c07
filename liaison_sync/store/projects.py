"""Projects as a list to look through and to choose from; one of them with the partners that take part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, func, literal, or_, select, union_all

from liaison_sync.domain.project import Project
from liaison_sync.domain.value import dataclass
from liaison_sync.store import merges, project_meetings
from liaison_sync.store import schema as s
from liaison_sync.store.paging import Slice, sliced
from liaison_sync.store.threads import THERE, Lateness, shown
from liaison_sync.store.views import among

Show = Literal["open", "closed", "all"]
SHOWS: tuple[Show, ...] = ("open", "closed", "all")
_J, _T, _JP = s.project.c, s.thread.c, s.project_partner.c
_FIELDS = tuple(s.project.c[field.name] for field in fields(Project))


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in a list: its threads, those that wait for us, and its meetings to come."""

    id: str
    name: str
    code: str
    owner: str | None
    starts: date | None
    ends: date | None
    closed_at: datetime | None
    threads: int
    ours: int
    meetings: int


def one(connection: Connection, id_: str) -> Project | None:
    row = connection.execute(select(*_FIELDS).where(_J.id == id_)).first()
    return Project(*row) if row else None


def choices(connection: Connection, *, chosen: str | None = None) -> list[tuple[str, str]]:
    """(id, name) of those that are open, and of the one `chosen` already, by name."""
    wanted = _J.closed_at.is_(None) if chosen is None else or_(_J.closed_at.is_(None), _J.id == chosen)
    rows = connection.execute(select(_J.id, _J.name).where(wanted).order_by(func.lower(_J.name), _J.id))
    return [(row.id, row.name) for row in rows]


def ids(connection: Connection) -> list[str]:
    """Of all there ever were."""
    return list(connection.execute(select(_J.id)).scalars())


def listed(
    connection: Connection, lateness: Lateness, show: Show, *, words: str = "", owner: str = "", after: str = ""
) -> Slice[ProjectRow]:
    """Projects by name in whose name or code every word occurs."""
    order = func.lower(_J.name).label("folded")
    query = select(*_FIELDS, order).where(*_shown(show), *_narrowed(words, owner))
    by = [(order, False), (_J.id, False)]
    return sliced(connection, query, by, lambda rows: _with_figures(connection, rows, lateness), after=after)


def counts(connection: Connection, *, words: str = "", owner: str = "") -> dict[str, int]:
    """How long each list is; one query."""
    narrowed = _narrowed(words, owner)
    columns = [
        select(func.count()).select_from(s.project).where(*_shown(one), *narrowed).scalar_subquery().label(one)
        for one in SHOWS
    ]
    return dict(connection.execute(select(*columns)).one()._mapping)


def _shown(show: Show) -> tuple[ColumnElement[bool], ...]:
    if show == "all":
        return ()
    return (_J.closed_at.is_(None),) if show == "open" else (_J.closed_at.is_not(None),)


def _narrowed(words: str, owner: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_J.owner == owner] if owner else []
    return found + [
        or_(_J.name.icontains(word, autoescape=True), _J.code.icontains(word, autoescape=True))
        for word in words.split()[:8]
    ]


def _with_figures(connection: Connection, rows: Sequence[Any], lateness: Lateness) -> list[ProjectRow]:
    ids = {row.id for row in rows}
    threads, ours = (
        _counted(connection, ids, *shown("all", lateness)),
        _counted(connection, ids, *shown("ours", lateness)),
    )
    meetings = project_meetings.coming(connection, ids, lateness.now)
    plain = [name for name in ProjectRow.__slots__ if name not in {"threads", "ours", "meetings"}]
    return [
        ProjectRow(
            **{name: getattr(row, name) for name in plain},
            threads=threads.get(row.id, 0),
            ours=ours.get(row.id, 0),
            meetings=meetings.get(row.id, 0),
        )
        for row in rows
    ]


def _counted(connection: Connection, ids: Collection[str], *conditions: ColumnElement[bool]) -> dict[str, int]:
    found: dict[str, int] = {}
    for condition in among(_T.project, ids):
        query = select(_T.project, func.count()).where(condition, *conditions).group_by(_T.project)
        found.update((str(row[0]), int(row[1])) for row in connection.execute(query))
    return found


# --- partners ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taking:
    """A partner of a project: `chosen` by a person, or only by its threads and meetings."""

    id: str
    name: str
    chosen: bool
    threads: int
    meetings: int


def chosen(connection: Connection, project: str) -> dict[str, tuple[str, ...]]:
    """Each partner a person named → the ids it was named by: its own, and those of what was merged into it."""
    known = select(_JP.partner, s.partner.c.id).outerjoin(s.partner, s.partner.c.id == _JP.partner)
    found: dict[str, list[str]] = defaultdict(list)
    for row in connection.execute(known.where(_JP.project == project).order_by(_JP.partner)).all():
        now = row.id or merges.successor(connection, row.partner)
        if now:
            found[now].append(row.partner)
    return {now: tuple(named) for now, named in found.items()}


def partners(connection: Connection, project: str, names: Mapping[str, str]) -> list[Taking]:
    """Those that take part, by name; `names` is partner id → name."""
    picked, e = chosen(connection, project), s.engagement.c
    meeting = s.occurrence.join(s.engagement, s.occurrence.c.engagement == e.key)
    threads = select(_T.partner, literal("threads").label("kind"), func.count().label("n"))
    meetings = select(e.partner, literal("meetings").label("kind"), func.count().label("n")).select_from(meeting)
    both = union_all(
        threads.where(_T.project == project, *THERE).group_by(_T.partner),
        meetings.where(*project_meetings.of(project)).group_by(e.partner),
    )
    n = {(row.partner, row.kind): row.n for row in connection.execute(both)}
    there = [one for one in {*picked, *(partner for partner, _ in n if partner)} if one in names]
    return [
        Taking(one, names[one], one in picked, n.get((one, "threads"), 0), n.get((one, "meetings"), 0))
        for one in sorted(there, key=lambda one: (names[one].lower(), one))
    ]
