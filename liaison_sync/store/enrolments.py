"""Who takes part in which campaign, and where our letters of it stand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from liaison_sync.store import schema as s
from liaison_sync.store.views import among


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A contact in a campaign; `left`: taken out of it again."""

    campaign: str
    contact: str
    at: datetime
    actor: str
    left: bool


def listed(connection: Connection, *, campaign: str = "", contacts: Collection[str] | None = None) -> list[Enrolment]:
    """By campaign and when they were put in; `contacts`: of these addresses alone."""
    e = s.enrolment.c
    query = select(e.campaign, e.contact, e.at, e.actor, e.left_at)
    query = query.where(e.campaign == campaign) if campaign else query
    query = query.where(e.contact.in_(sorted(contacts))) if contacts is not None else query
    rows = connection.execute(query.order_by(e.campaign, e.at, e.contact))
    return [Enrolment(row.campaign, row.contact, row.at, row.actor, row.left_at is not None) for row in rows]


def threads(connection: Connection, letters: Collection[tuple[str, str]]) -> dict[str, str]:
    """What a letter is about → the thread it stands in, of (about, Message-ID)."""
    m = s.message.c
    stands: dict[str, str] = {}
    for condition in among(m.message_id, {id_ for _, id_ in letters}):
        rows = connection.execute(select(m.message_id, m.thread).where(condition))
        stands.update((row.message_id, row.thread) for row in rows)
    return {about: stands[id_] for about, id_ in sorted(letters) if id_ in stands}
