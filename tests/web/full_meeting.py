"""A meeting with every kind of thing beside it that its page may have to look up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from liaison_sync.store import schema as s
from liaison_sync.store.engine import writing
from tests.app.season_store import NOW


def everything_beside(engine: Engine, key: str) -> None:
    """It is over and waits for its outcome, which a letter in another thread tells."""
    with writing(engine) as connection:
        o, e = s.occurrence, s.engagement
        meeting = connection.execute(select(o).where(o.c.key == key)).one()
        said = connection.execute(select(e.c.partner, e.c.thread).where(e.c.key == meeting.engagement)).one()
        _twin(connection, meeting)
        _letters(connection, meeting, *said)
        opinion = {"id": f"o-{key}", "followup": "", "meeting": key, "contact": "rina@x.example", "score": 5}
        connection.execute(insert(s.feedback).values(**opinion, state="recorded", at=NOW))


def _twin(connection: Connection, meeting: Any) -> None:
    joined = {"gone": f"g-{meeting.key}", "kept": meeting.uid, "decision": "same", "at": NOW}
    connection.execute(insert(s.meeting_pair).values(joined))
    other = select(s.occurrence.c.key).where(s.occurrence.c.uid != meeting.uid).limit(1).scalar_subquery()
    connection.execute(update(s.occurrence).where(s.occurrence.c.key == other).values(start=meeting.start))


def _letters(connection: Connection, meeting: Any, partner: str | None, thread: str | None) -> None:
    letter = {"id": f"ob-{meeting.key}", "kind": "invitation", "about": meeting.uid, "state": "sent"}
    frozen = b"From: humas@karsabahari.example\r\nSubject: Undangan\r\n\r\nYth.\r\n"
    connection.execute(insert(s.outbox).values(**letter, recipients=[], frozen=frozen, queued_at=NOW))
    m = s.message.c
    elsewhere = select(s.message).where(m.thread != (thread or ""), m.automatic.is_(None), ~m.junk)
    latest = connection.execute(elsewhere.order_by(m.at.desc(), m.key).limit(2)).all()
    for one in latest:
        said = {"message": f"{one.key}-{meeting.key}", "outbox": letter["id"], "meeting": meeting.key}
        connection.execute(insert(s.outcome_mail).values(**said, state="unclear", at=NOW, document={}))
        after = {"partner": partner, "at": (meeting.end or meeting.start) + timedelta(hours=2)}
        connection.execute(update(s.message).where(s.message.c.key == one.key).values(after))
        thanks = {"body": "Terima kasih atas pertemuan hari ini.", "files": ""}
        connection.execute(update(s.message_text).where(s.message_text.c.n == one.n).values(thanks))
