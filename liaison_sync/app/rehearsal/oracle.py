"""Whether a letter would have gone out after an answer, judged by the whole mail as it is known today."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.stops import PROMISE, human, tells
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Turn
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load


@dataclass(frozen=True, slots=True)
class Answer:
    """The message (key) that answered, from whom and when."""

    message: str
    sender: str
    at: datetime


def answer_before(connection: Connection, followup: FollowUp, at: datetime) -> Answer | None:
    """The first answer of a person outside, dated and received before `at`; None for what asks nobody outside.

    Whether what they wrote delivers a promise is a person's to say.
    """
    if followup.audience != "partner" or tells(followup) or followup.trigger == PROMISE:
        return None
    m, t = s.message.c, s.thread.c
    about = connection.execute(select(m.thread).where(m.key == followup.about)).scalar()
    theirs: ColumnElement[bool] = m.sender.in_(followup.to)
    if followup.partner:
        theirs = or_(theirs, m.partner == followup.partner)
    query = select(m.turn, m.thread, t.first_at).outerjoin(s.thread, t.id == m.thread)
    since = query.where(theirs, m.direction == "in", m.at > followup.since, m.at < at, m.received_at < at)
    for row in connection.execute(since.order_by(m.at, m.key)):
        turn = replace(load(Turn, row.turn), began=row.first_at, thread=row.thread)
        if _answers(turn, followup, about):
            return Answer(turn.key, turn.sender, turn.at)
    return None


def _answers(turn: Turn, followup: FollowUp, thread: Any) -> bool:
    inside = turn.thread in {thread, followup.thread}
    if not human(turn, in_thread=inside) or turn.trust == "low" or turn.junk:
        return False
    return inside or (turn.began is not None and turn.began > followup.since and turn.calendar_method is None)
