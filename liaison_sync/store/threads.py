"""Correspondence as lists: whose turn it is, late or not, of one partner or officer. Counts equal their lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, or_, select

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.paging import Slice, leading, sliced

Show = Literal["late", "today", "ours", "theirs", "snoozed", "nobody", "all"]
SHOWS: tuple[Show, ...] = ("late", "today", "ours", "theirs", "snoozed", "nobody", "all")
_T = s.thread.c
THERE = (_T.last_at.is_not(None),)


@dataclass(frozen=True, slots=True)
class Deadline:
    """What we owe is late if it came up to `late`, and late by the end of today if it came up to `today`."""

    late: datetime
    today: datetime


@dataclass(frozen=True, slots=True)
class Lateness:
    """The deadline of all, and those of `partners` and `projects` (by id) that have one of their own."""

    now: datetime
    deadline: Deadline
    partners: Mapping[str, Deadline] = field(default_factory=dict)
    projects: Mapping[str, Deadline] = field(default_factory=dict)

    def of(self, partner: str | None, project: str | None) -> Deadline:
        """That of a matter of theirs: the partner's comes before the project's."""
        return self.partners.get(partner or "") or self.projects.get(project or "") or self.deadline


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread in a list; `sender` and `excerpt` are those of the message that moved the ball."""

    id: str
    subject: str
    partner: str | None
    partner_name: str
    ball: str
    ball_since: datetime | None
    last_at: datetime
    messages: int
    project: str | None
    owner: str | None
    snoozed_until: datetime | None
    sender: str
    sender_name: str
    excerpt: str
    attachments: int


def shown(show: Show, lateness: Lateness) -> tuple[ColumnElement[bool], ...]:
    """The condition of each list over store.schema.thread."""
    there = _T.last_at.is_not(None)
    awake = or_(_T.snoozed_until.is_(None), _T.snoozed_until <= lateness.now)
    ours = (there, _T.ball == "ours", awake)
    late, today = _instant(lateness, "late"), _instant(lateness, "today")
    conditions: dict[Show, tuple[ColumnElement[bool], ...]] = {
        "late": (*ours, _T.ball_since <= late),
        "today": (*ours, _T.ball_since > late, _T.ball_since <= today),
        "ours": ours,
        "theirs": (there, _T.ball == "theirs", awake),
        "snoozed": (there, _T.snoozed_until > lateness.now),
        "nobody": (there, _T.ball == "nobody"),
        "all": (there,),
    }
    return conditions[show]


def _instant(lateness: Lateness, name: Literal["late", "today"]) -> ColumnElement[Any]:
    """Up to when what a thread waits for came, by its partner's deadline, its project's, or that of all."""
    whens: list[tuple[ColumnElement[bool], ColumnElement[Any]]] = []
    for column, own in ((_T.partner, lateness.partners), (_T.project, lateness.projects)):
        for deadline in dict.fromkeys(own.values()):
            ids = [id_ for id_, one in own.items() if one == deadline]
            whens.append((column.in_(ids), literal(getattr(deadline, name), _T.ball_since.type)))
    general = literal(getattr(lateness.deadline, name), _T.ball_since.type)
    return case(*whens, else_=general) if whens else general


def listed(
    connection: Connection,
    show: Show,
    lateness: Lateness,
    *,
    partner: str = "",
    owner: str = "",
    project: str = "",
    after: str = "",
    size: int = 50,
) -> Slice[ThreadRow]:
    """Threads: what waits longest first, else what moved last."""
    wanted = (*shown(show, lateness), *_narrowed(partner, owner, project))
    counting = select(func.count()).select_from(s.thread).where(*wanted)
    return sliced(connection, _rows().where(*wanted), _order(show), _made, after=after, size=size, counting=counting)


def first(connection: Connection, show: Show, lateness: Lateness, size: int, *, project: str = "") -> list[ThreadRow]:
    """The first of what `listed` lists."""
    wanted = (*shown(show, lateness), *_narrowed("", "", project))
    return leading(connection, _rows().where(*wanted), _order(show), _made, size=size)


def _order(show: Show) -> list[tuple[ColumnElement[Any], bool]]:
    waiting = show in {"late", "today", "ours", "theirs"}
    return [(_T.ball_since if waiting else _T.last_at, not waiting), (_T.id, False)]


def counts(
    connection: Connection,
    lateness: Lateness,
    shows: Sequence[Show] = SHOWS,
    *,
    partner: str = "",
    owner: str = "",
    project: str = "",
) -> dict[str, int]:
    """How long each list is; one query."""
    narrowed = _narrowed(partner, owner, project)
    columns = [
        select(func.count()).select_from(s.thread).where(*shown(one, lateness), *narrowed)
        .scalar_subquery().label(one)
        for one in shows
    ]  # fmt: skip
    return dict(connection.execute(select(*columns)).one()._mapping)


def _narrowed(partner: str, owner: str, project: str) -> tuple[ColumnElement[bool], ...]:
    of_partner = (*((_T.partner == partner,) if partner else ()), *((_T.project == project,) if project else ()))
    if not owner:
        return of_partner
    theirs = select(s.partner.c.id).where(s.partner.c.owner == owner)
    return (*of_partner, or_(_T.owner == owner, and_(_T.owner.is_(None), _T.partner.in_(theirs))))


def _rows() -> Select[Any]:
    p, m = s.partner.c, s.message.c
    joined = s.thread.outerjoin(s.partner, p.id == _T.partner).outerjoin(s.message, m.key == _T.ball_because)
    columns = (
        _T.id,
        _T.subject,
        _T.partner,
        _T.ball,
        _T.ball_since,
        _T.last_at,
        _T.messages,
        _T.snoozed_until,
        _T.project,
    )
    names = (p.name.label("partner_name"), func.coalesce(_T.owner, p.owner).label("owner"))
    return select(*columns, *names, m.sender, m.sender_name, m.excerpt, m.attachments).select_from(joined)


def _made(rows: Sequence[Any]) -> list[ThreadRow]:
    return [_row(row) for row in rows]


def _row(row: Any) -> ThreadRow:
    said = ("partner_name", "sender", "sender_name", "excerpt")
    words: dict[str, Any] = {name: getattr(row, name) or "" for name in said}
    rest = {n: getattr(row, n) for n in ThreadRow.__slots__ if n not in words and n != "attachments"}
    return ThreadRow(**rest, **words, attachments=row.attachments or 0)


def partner_name(connection: Connection, partner: str) -> str:
    """The name of a partner by id; "" where there is none."""
    return connection.execute(select(s.partner.c.name).where(s.partner.c.id == partner)).scalar() or ""
