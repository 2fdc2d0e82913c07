"""Two UIDs that may be one meeting, and what people decided of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from liaison_sync.domain.engagement import Engagement
from liaison_sync.domain.same_meeting import may_be_one
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.subject import topic
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load

_MOST = 50  # meetings of one start that are compared
_MOST_PAIRS = 200  # of meetings to come that begin together
_OFF = ("candidate", "cancelled", "tombstone", "uninvited")
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


def beside_asked(said: Engagement, start: datetime | None) -> Select[Any]:
    """Those that begin with a meeting, none that a person decided on, each once; and what counts as it by a person's
    word."""
    pair = or_((_P.kept == said.uid) & (_P.gone == _E.uid), (_P.gone == said.uid) & (_P.kept == _E.uid))
    others = select(_O.key.label("key"), _E.uid, _E.title, _O.status, _E.document, cast(null(), _P.at.type).label("at"))
    open_ = (_O.start == start, _E.uid != said.uid, _O.status != "candidate", ~exists().where(pair))
    found = others.join(s.engagement, _O.engagement == _E.key).where(*open_).order_by(_O.key).limit(_MOST).subquery()
    mine = (_P.kept == said.uid, _P.decision == "same")
    one = select(literal("#joined"), _P.gone, _P.actor, literal(""), cast(null(), Text), _P.at).where(*mine)
    return select(union_all(select(found), one).subquery())


def beside_told(rows: Iterable[Any], said: Engagement) -> tuple[list[Twin], list[Joined]]:
    """Those that may be the same meeting, and those a person said are."""
    told = sorted((Joined(row.uid, row.title, row.at) for row in rows if row.key == "#joined"), key=lambda one: one.uid)
    return [
        Twin(row.key, row.uid, row.title, row.status)
        for row in sorted(rows, key=lambda row: str(row.key))
        if row.key != "#joined" and may_be_one(said, load(Engagement, row.document), topic)
    ], told


def twins(connection: Connection, said: Engagement, start: datetime | None) -> list[Twin]:
    """Those proposed beside a meeting: none that a person decided on, each once."""
    return beside_told(connection.execute(beside_asked(said, start)).all(), said)[0] if start else []


def proposed(now: datetime) -> Select[tuple[str, datetime, Any, Any]]:
    """Two by two the meetings to come that begin together and that nobody decided on: (engagement, its next start, both
    documents). Whether they may be one `next_ones` tells."""
    a, b = s.occurrence.alias("a"), s.occurrence.alias("b")
    pair = or_(and_(_P.kept == a.c.uid, _P.gone == b.c.uid), and_(_P.gone == a.c.uid, _P.kept == b.c.uid))
    together = (a.c.start >= now, a.c.status.not_in(_OFF), b.c.status.not_in(_OFF), ~exists().where(pair))
    joined_ = a.join(b, and_(a.c.start == b.c.start, a.c.uid < b.c.uid))
    start = func.min(a.c.start).label("start")
    found = select(a.c.engagement.label("one"), b.c.engagement.label("other"), start).select_from(joined_)
    pairs = (
        found.where(*together).group_by(a.c.engagement, b.c.engagement).order_by(start).limit(_MOST_PAIRS).subquery()
    )
    one, other = s.engagement.alias("one"), s.engagement.alias("other")
    same = one.join(pairs, one.c.key == pairs.c.one).join(other, other.c.key == pairs.c.other)
    return select(one.c.key, pairs.c.start, one.c.document, other.c.document).select_from(same)


def next_ones(rows: Iterable[Any]) -> dict[str, datetime]:
    """Engagement → its next start, of what `proposed` finds where the two may be one."""
    return {
        key: start
        for key, start, one, other in rows
        if may_be_one(load(Engagement, one), load(Engagement, other), topic)
    }


def twinned(connection: Connection, now: datetime) -> ColumnElement[bool]:
    """The next occurrence of each meeting to come that may be another one as well."""
    found = next_ones(connection.execute(proposed(now)))
    return or_(false(), *(and_(_O.engagement == key, _O.start == start) for key, start in found.items()))


def decided(connection: Connection, uid: str) -> list[tuple[str, str, str, str, datetime]]:
    """(kept, gone, decision, actor, at) of the pairs a UID is in."""
    rows = connection.execute(select(s.meeting_pair).where(or_(_P.kept == uid, _P.gone == uid)).order_by(_P.at))
    return [(row.kept, row.gone, row.decision, row.actor, row.at) for row in rows]
