"""What is under way in a project beside its threads and meetings: open action items, official letters; all counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from liaison_sync.domain.project import Project
from liaison_sync.domain.value import dataclass
from liaison_sync.store import letters, project_meetings, threads
from liaison_sync.store import schema as s
from liaison_sync.store.paging import Slice, leading, sliced

_A, _O, _E = s.action_item.c, s.occurrence.c, s.engagement.c
_NEVER = date(9999, 12, 31)
_DUE = func.coalesce(_A.due, _NEVER).label("by")
_BY_DEADLINE = [(_DUE, False), (_A.id, False)]


@dataclass(frozen=True, slots=True)
class Figures:
    """How long each list of a project is."""

    ours: int
    theirs: int
    threads: int
    coming: int
    past: int
    actions: int
    letters: int


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action item not done yet, with its meeting; `due` None: no deadline."""

    id: str
    text: str
    owner: str
    ours: bool
    due: date | None
    meeting: str
    title: str


def figures(connection: Connection, project: Project, lateness: threads.Lateness) -> Figures:
    """All of them; one query."""
    t, id_ = s.thread.c, project.id
    shows: tuple[threads.Show, ...] = ("ours", "theirs", "all")
    counted = [_count(s.thread, *threads.shown(one, lateness), t.project == id_) for one in shows]
    mine = project_meetings.of(id_)
    counted += [_count(s.occurrence, *mine, project_meetings.when(one, lateness.now)) for one in project_meetings.WHENS]
    counted += [_count(_joined(), *_open(id_)), letters.counting(letters.Filter(project=id_))]
    return Figures(*connection.execute(select(*(one.scalar_subquery() for one in counted))).one())


def _count(of: Any, *conditions: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(of).where(*conditions)


def actions(connection: Connection, project: str, *, after: str = "", size: int = 50) -> Slice[OpenAction]:
    """Those still open: by deadline, those without one last."""
    return sliced(connection, _actions(project), _BY_DEADLINE, _made, after=after, size=size)


def first_actions(connection: Connection, project: str, size: int) -> list[OpenAction]:
    """The first of them."""
    return leading(connection, _actions(project), _BY_DEADLINE, _made, size=size)


def _actions(project: str) -> Select[Any]:
    columns = (_A.id, _A.text, _A.owner, _A.ours, _A.due, _O.key.label("meeting"), _E.title, _DUE)
    return select(*columns).select_from(_joined()).where(*_open(project))


def _joined() -> Any:
    return s.action_item.join(s.occurrence, _O.key == _A.occurrence).join(s.engagement, _E.key == _O.engagement)


def _open(project: str) -> tuple[ColumnElement[bool], ...]:
    return (_A.done_at.is_(None), *project_meetings.of(project))


def _made(rows: Sequence[Any]) -> list[OpenAction]:
    return [OpenAction(*(getattr(row, name) for name in OpenAction.__slots__)) for row in rows]


@dataclass(frozen=True, slots=True)
class LetterLine:
    """An official letter of the project's threads, in short."""

    number: str
    subject: str
    at: datetime
    direction: str
    thread: str
    message: str


def latest_letters(connection: Connection, project: str, size: int) -> list[LetterLine]:
    """The latest ones; the register has all of them, with what they refer to."""
    m, l_ = s.message.c, s.letter.c
    columns = (l_.number, func.coalesce(func.nullif(l_.subject, ""), m.subject), l_.at, m.direction, m.thread, m.key)
    query = select(*columns).select_from(s.letter.join(s.message, m.key == l_.message))
    mine = query.where(m.thread.in_(select(s.thread.c.id).where(s.thread.c.project == project)))
    return [LetterLine(*row) for row in connection.execute(mine.order_by(l_.at.desc(), l_.message).limit(size))]
