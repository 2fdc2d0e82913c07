"""Mails that answer our question how a meeting went: what they answer, what was said before, what came of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store import views
from liaison_sync.store.views import among

KIND = "outcome"  # of the letters that confirm such an answer
ASKING = ("outcome_missing", "minutes_missing")  # triggers whose letters carry the form
_EARLIER = 8  # letters and answers before one that are looked at
_M, _O, _F, _W = s.message.c, s.outbox.c, s.followup.c, s.outcome_mail.c


@dataclass(frozen=True, slots=True)
class Question:
    """A letter of ours about one meeting, or about several (`meeting` None), and whom it went to."""

    outbox: str
    meeting: str | None
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that waits to be read: its row, its bytes, and what it answers (None: our letter is no more)."""

    row: Any
    raw: bytes
    question: Question | None


def answerable(connection: Connection, ids: Collection[str]) -> set[str]:
    """Those of these outbox ids that are letters asking an officer how a meeting went, or confirming what they said."""
    found: set[str] = set()
    for condition in among(_O.id, ids):
        asking = and_(_O.kind.in_(("followup", "digest")), _F.trigger.in_(ASKING))
        joined = s.outbox.outerjoin(s.followup, or_(_F.id == _O.about, _F.digest == _O.id))
        query = select(_O.id).select_from(joined).where(condition, or_(_O.kind == KIND, asking))
        found.update(connection.execute(query.distinct()).scalars())
    return found


def waiting(connection: Connection) -> list[str]:
    """The messages to be read, the oldest first."""
    query = select(_W.message).join(s.message, _M.key == _W.message).where(_W.state == "waiting")
    return list(connection.execute(query.order_by(_M.at, _W.message)).scalars())


def mail(connection: Connection, key: str) -> Mail | None:
    """None where it was read meanwhile, or its bytes are no more."""
    columns = (s.message, _W.outbox)
    row = connection.execute(
        select(*columns).join(s.outcome_mail, _M.key == _W.message).where(_M.key == key, _W.state == "waiting")
    ).first()
    raw = views.raws(connection, [row.sha256]).get(row.sha256) if row is not None else None
    return Mail(row, raw, question(connection, row.outbox)) if row is not None and raw is not None else None


def question(connection: Connection, id_: str) -> Question | None:
    row = connection.execute(select(_O.kind, _O.about, _O.recipients).where(_O.id == id_)).first()
    if row is None:
        return None
    asked = tuple(one["address"].lower() for one in row.recipients)
    if row.kind == KIND:
        meeting = connection.execute(select(_W.meeting).where(_W.message == row.about)).scalar()
        return Question(id_, meeting, asked)
    told = _F.digest == id_ if row.kind == "digest" else _F.id == row.about
    meetings = set(connection.execute(select(_F.meeting).where(told)).scalars())
    return Question(id_, meetings.pop() if len(meetings) == 1 else None, asked)


def said_before(connection: Connection, meeting: str, but: str) -> list[bytes]:
    """Our letters about how this meeting went, and what was answered to them before the message `but`."""
    read = select(_W.message).where(_W.meeting == meeting, _W.message != but)
    asked = select(_O.frozen).join(s.followup, or_(and_(_O.kind == "followup", _O.about == _F.id), _O.id == _F.digest))
    ours = asked.where(_F.meeting == meeting, _F.trigger.in_(ASKING)).order_by(_O.queued_at.desc()).limit(_EARLIER)
    told = select(_O.frozen).where(_O.kind == KIND, _O.about.in_(read)).order_by(_O.queued_at.desc()).limit(_EARLIER)
    digests = select(_M.sha256).where(_M.key.in_(read)).order_by(_M.at.desc()).limit(_EARLIER)
    letters = [bytes(one) for query in (ours, told) for one in connection.execute(query).scalars()]
    return letters + list(views.raws(connection, list(connection.execute(digests).scalars())).values())


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of one mail; `thread` where it stands."""

    message: str
    thread: str
    sender: str
    at: datetime
    state: str
    reason: str
    document: Mapping[str, Any]


def meeting_asked(meeting: str) -> Select[Any]:
    """The mails about how this meeting went."""
    columns = (_W.message, _M.thread, _W.sender, _M.at, _W.state, _W.reason, _W.document)
    return select(*columns).join(s.message, _M.key == _W.message).where(_W.meeting == meeting)


def meeting_told(rows: Iterable[Any]) -> Sequence[Answered]:
    """The latest first."""
    found = [
        Answered(row.message, row.thread, row.sender, row.at, row.state, row.reason, row.document or {}) for row in rows
    ]
    return sorted(sorted(found, key=lambda one: one.message), key=lambda one: one.at, reverse=True)
