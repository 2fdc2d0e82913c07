"""Two UIDs that may be one meeting, and what people decided of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, or_, select

from liaison_sync.domain.engagement import Engagement
from liaison_sync.domain.same_meeting import may_be_one
from liaison_sync.formats.subject import topic
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load

_MOST = 50  # meetings of one start that are compared
_O, _E, _P = s.occurrence.c, s.engagement.c, s.meeting_pair.c


@dataclass(frozen=True, slots=True)
class Twin:
    """Another meeting that may be the same: its occurrence's key, UID, title and status."""

    key: str
    uid: str
    title: str
    status: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A UID that a person said is this meeting."""

    uid: str
    by: str
    at: datetime


def twins(connection: Connection, said: Engagement, start: datetime | None) -> list[Twin]:
    """Those proposed beside a meeting: none that a person decided on, each once."""
    if start is None:
        return []
    others = select(_O.key, _O.status, _E.uid, _E.title, _E.document).join(s.engagement, _O.engagement == _E.key)
    decided = exists().where(
        or_((_P.kept == said.uid) & (_P.gone == _E.uid), (_P.gone == said.uid) & (_P.kept == _E.uid))
    )
    found = others.where(_O.start == start, _E.uid != said.uid, _O.status != "candidate", ~decided)
    rows = connection.execute(found.order_by(_O.key).limit(_MOST)).all()
    return [
        Twin(row.key, row.uid, row.title, row.status)
        for row in rows
        if may_be_one(said, load(Engagement, row.document), topic)
    ]


def joined(connection: Connection, uid: str) -> list[Joined]:
    """What counts as this meeting by a person's word."""
    rows = connection.execute(select(s.meeting_pair).where(_P.kept == uid, _P.decision == "same").order_by(_P.gone))
    return [Joined(row.gone, row.actor, row.at) for row in rows]


def decided(connection: Connection, uid: str) -> list[tuple[str, str, str, str, datetime]]:
    """(kept, gone, decision, actor, at) of the pairs a UID is in."""
    rows = connection.execute(select(s.meeting_pair).where(or_(_P.kept == uid, _P.gone == uid)).order_by(_P.at))
    return [(row.kept, row.gone, row.decision, row.actor, row.at) for row in rows]
