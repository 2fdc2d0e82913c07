"""What partners said of meetings: by request, by meeting, by partner; and whose token a letter's is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from liaison_sync.domain.stops import FEEDBACK
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.views import among

_B, _F, _O, _E, _T = s.feedback.c, s.followup.c, s.occurrence.c, s.engagement.c, s.letter_token.c


@dataclass(frozen=True, slots=True)
class Feedback:
    """One answer, as recorded or suggested; `title` and `start` of the meeting, "" and None where it is no more."""

    id: str
    followup: str
    meeting: str
    contact: str
    score: int | None
    suggested: int | None
    text: str
    via: str
    state: str
    at: datetime
    message: str | None
    actor: str
    partner: str | None
    title: str
    start: datetime | None


@dataclass(frozen=True, slots=True)
class Request:
    """A request for feedback: which meeting, and to which address it went under this token."""

    followup: str
    meeting: str
    partner: str | None
    address: str
    language: str
    expires_at: datetime | None


def answered(connection: Connection, since: datetime) -> dict[str, tuple[str, datetime]]:
    """Request → who answered it and when, since then."""
    rows = connection.execute(select(_B.followup, _B.contact, _B.at).where(_B.at >= since).order_by(_B.at.desc()))
    return {row.followup: (row.contact, row.at) for row in rows}


def by_token(connection: Connection, token_hash: str, kind: str) -> Request | None:
    """What the letter with this token asks; None for a token nobody was given."""
    joined = s.letter_token.join(s.followup, _F.id == _T.followup)
    columns = (_T.followup, _F.meeting, _F.partner, _T.address, _T.language, _T.expires_at)
    row = connection.execute(
        select(*columns).select_from(joined).where(_T.token_hash == token_hash, _T.kind == kind)
    ).first()
    return Request(row.followup, row.meeting or "", *row[2:]) if row else None


def requests(connection: Connection, ids: Collection[str]) -> dict[str, Request]:
    """Outbox id → the request for feedback this letter is."""
    o, found = s.outbox.c, {}
    for condition in among(o.id, ids):
        joined = s.outbox.join(s.followup, _F.id == o.about)
        query = select(o.id, o.recipients, _F.id.label("followup"), _F.meeting, _F.partner).select_from(joined)
        for row in connection.execute(query.where(condition, o.kind == "followup", _F.trigger == FEEDBACK)):
            address = next((one["address"].lower() for one in row.recipients), "")
            found[row.id] = Request(row.followup, row.meeting or "", row.partner, address, "", None)
    return found


def one(connection: Connection, id_: str) -> Feedback | None:
    return next(iter(_rows(connection, _B.id == id_)), None)


def meeting_asked(meeting: str) -> Select[Any]:
    """What was said of a meeting; what was dismissed is not shown."""
    return _asked(_B.meeting == meeting, _B.state != "dismissed")


def meeting_told(rows: Iterable[Any]) -> list[Feedback]:
    """The latest first."""
    return sorted(sorted(map(_feedback, rows), key=lambda one: one.id), key=lambda one: one.at, reverse=True)


def of_partner(connection: Connection, partner: str) -> list[Feedback]:
    return _rows(connection, _F.partner == partner, _B.state != "dismissed")


def _rows(connection: Connection, *conditions: ColumnElement[bool], most: int = 500) -> list[Feedback]:
    return [_feedback(row) for row in connection.execute(_asked(*conditions, most=most))]


def _asked(*conditions: ColumnElement[bool], most: int = 500) -> Select[Any]:
    joined = s.feedback.outerjoin(s.followup, _F.id == _B.followup).outerjoin(s.occurrence, _O.key == _B.meeting)
    columns: tuple[ColumnElement[Any], ...] = (_F.partner, _E.title, _O.start)
    query = select(s.feedback, *columns).select_from(joined.outerjoin(s.engagement, _E.key == _O.engagement))
    return query.where(*conditions).order_by(_B.at.desc(), _B.id).limit(most)


def _feedback(row: Any) -> Feedback:
    said = {column.name: getattr(row, column.name) for column in s.feedback.c}
    return Feedback(**said, partner=row.partner, title=row.title or "", start=row.start)
