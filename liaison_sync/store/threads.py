"""Correspondence as lists: whose turn it is, late or not, of one partner or officer. Counts equal their lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from liaison_sync.store import schema as s
from liaison_sync.store.paging import Slice, sliced

Show = Literal["late", "today", "ours", "theirs", "snoozed", "nobody", "all"]
SHOWS: tuple[Show, ...] = ("late", "today", "ours", "theirs", "snoozed", "nobody", "all")
_T = s.thread.c
THERE = (_T.last_at.is_not(None),)


@dataclass(frozen=True, slots=True)
class Lateness:
    """What we owe is late if it came up to `late`, and late by the end of today if it came up to `today`."""

    now: datetime
    late: datetime
    today: datetime


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
    conditions: dict[Show, tuple[ColumnElement[bool], ...]] = {
        "late": (*ours, _T.ball_since <= lateness.late),
        "today": (*ours, _T.ball_since > lateness.late, _T.ball_since <= lateness.today),
        "ours": ours,
        "theirs": (there, _T.ball == "theirs", awake),
        "snoozed": (there, _T.snoozed_until > lateness.now),
        "nobody": (there, _T.ball == "nobody"),
        "all": (there,),
    }
    return conditions[show]


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
    waiting = show in {"late", "today", "ours", "theirs"}
    order = [(_T.ball_since, False), (_T.id, False)] if waiting else [(_T.last_at, True), (_T.id, False)]
    wanted = (*shown(show, lateness), *_narrowed(partner, owner, project))
    counting = select(func.count()).select_from(s.thread).where(*wanted)
    return sliced(connection, _rows().where(*wanted), order, _made, after=after, size=size, counting=counting)


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
    columns = (_T.id, _T.subject, _T.partner, _T.ball, _T.ball_since, _T.last_at, _T.messages, _T.snoozed_until)
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
