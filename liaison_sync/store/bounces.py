"""What the store knows of addresses that fail."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from liaison_sync.domain.message import Bounce
from liaison_sync.domain.view import Turn
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load
from liaison_sync.store.views import among

Column = ColumnElement[bool]


def marked(connection: Connection, addresses: Collection[str], mark: Column) -> set[str]:
    """Those of these addresses whose contact bears `mark` (a column of store.schema.contact)."""
    t = s.contact.c
    return {
        address
        for condition in among(t.address, addresses)
        for address in connection.execute(select(t.address).where(mark, condition)).scalars()
    }


def reports(connection: Connection, since: datetime) -> list[Turn]:
    """The bounces of that moment and later."""
    m = s.message.c
    rows = connection.execute(select(m.turn).where(m.at >= since, m.automatic == "bounce"))
    return [load(Turn, row.turn) for row in rows]


def written_from(connection: Connection, addresses: Collection[str], since: datetime) -> list[Turn]:
    """What was written from these addresses at that moment and later."""
    m = s.message.c
    return [
        load(Turn, row.turn)
        for condition in among(m.sender, addresses)
        for row in connection.execute(select(m.turn).where(condition, m.at >= since))
    ]


def told(connection: Connection, key: str) -> Bounce | None:
    """What the stored message reports as failed, or None where it is no bounce."""
    joined = s.message.join(s.message_text, s.message_text.c.n == s.message.c.n)
    rest = connection.execute(select(s.message_text.c.rest).select_from(joined).where(s.message.c.key == key)).scalar()
    return _bounce(rest)


def returned(connection: Connection, thread: str, message_id: str) -> list[tuple[datetime, Bounce]]:
    """The reports in a thread about the message of this id, by time."""
    joined = s.message.join(s.message_text, s.message_text.c.n == s.message.c.n)
    m = s.message.c
    rows = connection.execute(
        select(m.at, s.message_text.c.rest)
        .select_from(joined)
        .where(m.thread == thread, m.automatic == "bounce")
        .order_by(m.at, m.key)
    )
    found = ((row.at, _bounce(row.rest)) for row in rows)
    return [(at, one) for at, one in found if one and one.original_message_id == message_id]


def _bounce(rest: Any) -> Bounce | None:
    document = rest.get("bounce") if isinstance(rest, dict) else None
    return load(Bounce, document) if document else None
