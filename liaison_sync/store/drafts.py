"""Answers people write: their own drafts, and what became of those they sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, exists, or_, select, type_coerce

from liaison_sync.domain.reply import Reply
from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load
from liaison_sync.store.under_way import waits_for

_D, _O, _M = s.draft.c, s.outbox.c, s.message.c
TROUBLED = ("ambiguous", "failed")


@dataclass(frozen=True, slots=True)
class Written:
    """An answer; `state` is "" while it is being written, else that of its letter. `thread`: where what it answers is.

    `recipients` are the letter's: [{address, outcome}].
    """

    id: str
    actor: str
    message: str
    reply: Reply
    saved_at: datetime
    outbox: str | None
    state: str
    recipients: Sequence[Any]
    leaves_at: datetime | None
    settled_at: datetime | None
    thread: str
    subject: str
    waits_for: str = ""  # why it has not left (a key of "outbox")


def next_id(connection: Connection, actor: str, message: str) -> str:
    """The id of the answer this person is writing, or would begin to write, to that message; derived, not drawn."""
    query = select(_D.id, _D.outbox).where(_D.actor == actor, _D.message == message)
    mine = connection.execute(query).all()
    begun = next((row.id for row in mine if row.outbox is None), None)
    return begun or "d" + sha256(f"{actor}\0{message}\0{len(mine)}".encode()).hexdigest()[:20]


def needed(connection: Connection, digest: str, *, but: str = "", meeting: str = "") -> bool:
    """Whether these octets are a message's, a copy's, of another meeting, or go with another answer than this one."""
    i, f = s.sighting.c, s.meeting_file.c
    uses = (
        exists().where(_M.sha256 == digest),
        exists().where(i.sha256 == digest),
        exists().where(f.sha256 == digest, f.message.is_(None), f.meeting != meeting),
        exists().where(_D.id != but, type_coerce(_D.document, Text).contains(digest)),
    )
    return bool(connection.execute(select(or_(*uses))).scalar())


def one(connection: Connection, id_: str) -> Written | None:
    return next(iter(_made(connection, _D.id == id_)), None)


def of_thread(connection: Connection, thread: str) -> list[Written]:
    """Answers under way in this thread: being written, waiting, or not yet seen in a mailbox; the latest first."""
    came = s.message.alias()
    seen = exists().where(came.c.message_id == _O.message_id)
    return _made(connection, _M.thread == thread, or_(_D.outbox.is_(None), and_(_O.state != "cancelled", ~seen)))


def troubled(connection: Connection) -> list[Written]:
    """Sent answers that failed or are in doubt."""
    return _made(connection, _O.state.in_(TROUBLED))


def _made(connection: Connection, *conditions: ColumnElement[bool]) -> list[Written]:
    rows = connection.execute(_rows().where(*conditions).order_by(_D.saved_at.desc(), _D.id).limit(50))
    return [
        Written(
            id=row.id,
            actor=row.actor,
            message=row.message,
            reply=load(Reply, row.document),
            saved_at=row.saved_at,
            outbox=row.outbox,
            state=row.state or "",
            recipients=row.recipients or (),
            leaves_at=row.next_try,
            settled_at=row.settled_at,
            thread=row.thread,
            subject=row.subject,
            waits_for=waits_for(row.state or "", row.detail),
        )
        for row in rows
    ]


def _rows() -> Select[Any]:
    letter = (_O.state, _O.recipients, _O.next_try, _O.settled_at, _O.detail)
    joined = s.draft.join(s.message, _M.key == _D.message).outerjoin(s.outbox, _O.id == _D.outbox)
    return select(s.draft, *letter, _M.thread, _M.subject).select_from(joined)
