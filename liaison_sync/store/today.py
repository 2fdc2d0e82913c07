"""What Today shows beside the lists: today's meetings, red mailboxes, letters in doubt, how fast we answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, case, or_, select

from liaison_sync.domain.candidate import STATUS as CANDIDATE
from liaison_sync.domain.to_check import to_check
from liaison_sync.domain.value import dataclass
from liaison_sync.store import agenda
from liaison_sync.store import schema as s

_GONE = ("cancelled", "tombstone", "uninvited", "declined_by_us", CANDIDATE)


@dataclass(frozen=True, slots=True)
class MeetingRow:
    key: str
    title: str
    start: datetime | None  # None where nobody can date it
    end: datetime | None
    zone: str | None
    all_day: bool
    status: str
    partner: str | None
    partner_name: str
    location: str
    people: int
    unanswered: int
    flags: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()  # (address, name) as invited


def meetings(
    connection: Connection, since: datetime, until: datetime, now: datetime
) -> tuple[list[MeetingRow], list[MeetingRow]]:
    """Meetings of [since, until) that will be or were held, by start; and those to come that need looking into.

    The latter are of store.agenda what `undated` and `flagged` list, those nobody can date first.
    """
    o, e, p = s.occurrence.c, s.engagement.c, s.partner.c
    joined = s.occurrence.join(s.engagement, o.engagement == e.key).outerjoin(s.partner, p.id == e.partner)
    columns = (o.key, e.title, o.start, o.end, o.zone, o.all_day, o.status, e.partner, e.document)
    day = (o.start < until, or_(o.start >= since, o.end > since), o.start > since - timedelta(days=31))
    query = select(*columns, p.name.label("partner_name")).select_from(joined)
    of_day, doubtful = and_(*day, o.status.not_in(_GONE)), agenda.doubtful(now)
    marks = (case((of_day, 1), else_=0).label("of_day"), case((doubtful, 1), else_=0).label("doubtful"))
    query = query.add_columns(*marks).where(or_(of_day, doubtful)).order_by(o.start, o.key)
    rows = connection.execute(query).all()
    found = [one for row in rows if row.doubtful and ((one := _meeting(row)).start is None or to_check(one.flags))]
    undated_first = sorted(found, key=lambda one: one.start is not None)
    return [_meeting(row) for row in rows if row.of_day], undated_first


def _meeting(row: Any) -> MeetingRow:
    people = row.document.get("attendees", ())
    silent = [one for one in people if one.get("partstat", "NEEDS-ACTION") == "NEEDS-ACTION"]
    return MeetingRow(
        row.key, row.title, row.start, row.end, row.zone, row.all_day, row.status, row.partner,
        row.partner_name or "", row.document.get("location", ""), len(people), len(silent),
        tuple(row.document.get("flags", ())), tuple((one["address"], one.get("name", "")) for one in people),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Red:
    """A mailbox that cannot be read; `error` is {"key", "params"}."""

    name: str
    address: str
    last_success: datetime | None
    error: dict[str, Any]


def mailboxes(connection: Connection) -> tuple[list[Red], datetime | None]:
    """The red ones; and up to when all in use have been read: the oldest last success, None where one never was."""
    b = s.mailbox.c
    rows = connection.execute(select(s.mailbox).where(b.paused.is_(False)).order_by(b.name)).all()
    red = [Red(row.name, row.address, row.last_success, row.error) for row in rows if row.error is not None]
    read = [row.last_success for row in rows]
    return red, min(read) if read and all(read) else None
