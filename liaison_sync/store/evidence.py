"""What a report's figure counts, row by row: each key with its words, its page and its time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, case, cast, literal, select

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.views import among, current_threads


@dataclass(frozen=True, slots=True)
class Opened:
    """One thing counted, with its partner's name, or the meeting's of a promise, whose day `at` is then the deadline,
    and of an opinion, whose text then begins with its score.

    `gone`: it was merged or erased since the report was frozen.
    """

    key: str
    text: str
    path: str = ""
    at: datetime | None = None
    whose: str = ""
    gone: bool = False


def opened(connection: Connection, kind: str, keys: Collection[str]) -> list[Opened]:
    """One row for each key, in the given order: a figure's list is as long as the figure."""
    now = current_threads(connection, keys) if kind == "thread" else {key: key for key in keys}
    found = {row.key: row for row in _rows(connection, kind, set(now.values()))}
    return [_as(key, found.get(now[key])) for key in keys]


def _as(key: str, row: Opened | None) -> Opened:
    return row if row is not None else Opened(key, key, gone=True)


def _rows(connection: Connection, kind: str, keys: Collection[str]) -> list[Opened]:
    if kind not in _KINDS:
        return []
    column, query = _KINDS[kind]
    return [
        Opened(row.key, row.text or row.key, _path(kind, row), _moment(row.at), row.whose or "")
        for condition in among(column, keys)
        for row in connection.execute(query.where(condition))
    ]


def _path(kind: str, row: Any) -> str:
    """The page of a thing, relative to the console."""
    return {
        "message": f"/threads/{row.page}#m-{row.key}",
        "thread": f"/threads/{row.page}",
        "occurrence": f"/agenda/{row.page}",
        "action": f"/agenda/{row.page}#actions",
        "followup": f"/followups/{row.page}",
        "contact": f"/directory/contacts/{row.page}",
        "partner": f"/partners/{row.page}",
        "quarantine": "/mailboxes#quarantine",
        "mailbox": "/mailboxes",
        "feedback": f"/agenda/{row.page}#feedback",
    }[kind]


def _moment(at: Any) -> datetime | None:
    if at is None or isinstance(at, datetime):
        return at
    return datetime.combine(at, time(), UTC)


_M, _T, _O, _E, _A = s.message.c, s.thread.c, s.occurrence.c, s.engagement.c, s.action_item.c
_W = s.feedback.c
_F, _C, _P, _Q, _B = s.followup.c, s.contact.c, s.partner.c, s.quarantine.c, s.mailbox.c


def _of(key: Any, text: Any, page: Any, at: Any, whose: Any = None) -> Select[Any]:
    told = literal("") if whose is None else whose
    return select(key.label("key"), text.label("text"), page.label("page"), at.label("at"), told.label("whose"))


def _partner(column: Any) -> Any:
    return select(_P.name).where(_P.id == column).scalar_subquery()


_MEETINGS = s.occurrence.join(s.engagement, _O.engagement == _E.key)
_PROMISES = s.action_item.outerjoin(s.occurrence, _A.occurrence == _O.key).outerjoin(
    s.engagement, _O.engagement == _E.key
)
_OPINIONS = s.feedback.outerjoin(s.occurrence, _W.meeting == _O.key).outerjoin(s.engagement, _O.engagement == _E.key)
_RATED = cast(_W.score, String) + "/5"
_SAID = case((_W.score.is_(None), _W.text), (_W.text == "", _RATED), else_=_RATED + " · " + _W.text)
_KINDS: dict[str, tuple[ColumnElement[Any], Select[Any]]] = {
    "message": (_M.key, _of(_M.key, _M.subject, _M.thread, _M.at, _partner(_M.partner))),
    "thread": (_T.id, _of(_T.id, _T.subject, _T.id, _T.last_at, _partner(_T.partner))),
    "occurrence": (
        _O.key,
        _of(_O.key, _E.title, _O.key, _O.start, _partner(_E.partner)).select_from(_MEETINGS),
    ),
    "action": (_A.id, _of(_A.id, _A.text, _A.occurrence, _A.due, _E.title).select_from(_PROMISES)),
    "followup": (_F.id, _of(_F.id, _F.trigger, _F.id, _F.due_at, _partner(_F.partner))),
    "contact": (_C.address, _of(_C.address, _C.name, _C.id, _C.created_at, _partner(_C.partner))),
    "partner": (_P.id, _of(_P.id, _P.name, _P.id, _P.created_at)),
    "quarantine": (_Q.id, _of(_Q.id, _Q.reason, _Q.id, _Q.at)),
    "feedback": (_W.id, _of(_W.id, _SAID, _W.meeting, _W.at, _E.title).select_from(_OPINIONS)),
    "mailbox": (_B.name, _of(_B.name, _B.address, _B.name, _B.last_success)),
}
