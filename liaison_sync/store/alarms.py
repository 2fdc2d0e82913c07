"""What the store knows of alarms: mailboxes long red, letters in doubt or standing still, and who was told when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from liaison_sync.domain.alarms import Alarm, Told, read
from liaison_sync.store import certificates
from liaison_sync.store import schema as s
from liaison_sync.store.own_letters import TRIAL_KIND

KIND = "alarm"
_O, _B = s.outbox.c, s.mailbox.c
_ASIDE = (KIND, TRIAL_KIND)  # letters about the way, not of it
_MOST = 1000


def incomplete(connection: Connection, now: datetime) -> list[Alarm]:
    """Mailboxes whose certificate misses something, does not prove all, or is too long ago."""
    return [_doubted(one) for one in certificates.alarms(connection, now)]


def _doubted(one: certificates.Alarm) -> Alarm:
    if one.unhealed:
        return Alarm("incomplete", one.name, one.at, one.unhealed)
    return Alarm("unproven" if one.unproven else "uncertified", one.name, one.at, one.unproven)


def red(connection: Connection, before: datetime) -> list[Alarm]:
    """Mailboxes that fail, and were last read well (or first tried) before that."""
    well = func.coalesce(_B.last_success, _B.since)
    query = select(_B.name, well.label("since"), _B.error).where(_B.error.is_not(None), _B.paused.is_(False))
    return [
        Alarm("mailbox_red", row.name, row.since, cause=row.error["key"], params=row.error.get("params") or {})
        for row in connection.execute(query.order_by(_B.name))
        if row.since is not None and row.since <= before
    ]


def ambiguous(connection: Connection) -> list[Alarm]:
    """Letters nobody knows of whether they left."""
    query = select(func.count(), func.min(_O.tried_at)).where(_O.state == "ambiguous", _O.kind.not_in(_ASIDE))
    number, since = connection.execute(query).one()
    return [Alarm("ambiguous", since=since, number=number)] if number else []


def standing(connection: Connection, before: datetime) -> list[Alarm]:
    """Letters due before that and still here: nobody sends them, or the account fails each time."""
    columns = (_O.id, _O.queued_at, _O.next_try, _O.detail)
    query = select(*columns).where(_O.state == "queued", _O.queued_at <= before, _O.kind.not_in(_ASIDE))
    rows = connection.execute(query.order_by(_O.queued_at).limit(_MOST)).all()
    late = [row for row in rows if _late(row, before)]
    return [Alarm("outbox_stands", since=late[0].queued_at, number=len(late))] if late else []


def _late(row: Any, before: datetime) -> bool:
    refused = bool(row.detail) and row.detail.get("reason") == "account_unavailable"
    return refused or row.next_try is None or row.next_try <= before


def told(connection: Connection, since: datetime) -> list[Told]:
    """The letters about alarms since then, the latest first."""
    query = select(_O.id, _O.about).where(_O.kind == KIND, _O.queued_at >= since)
    return [read(*row) for row in connection.execute(query.order_by(_O.queued_at.desc(), _O.id))]


def last(connection: Connection) -> Told | None:
    latest = (_O.queued_at.desc(), func.length(_O.about), _O.id)  # of one instant, the end stands after what ended
    query = select(_O.id, _O.about).where(_O.kind == KIND).order_by(*latest).limit(1)
    row = connection.execute(query).first()
    return read(*row) if row else None
