"""Meetings only a text names, as invitations nobody vouches for yet: a person accepts one or says it is none."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256

from liaison_sync.domain.invitation import Attendee, Invitation, Moment
from liaison_sync.domain.message import Message, StatedMeeting
from liaison_sync.domain.wall_time import instant

FLAG = "stated_in_text"
ASSUMED = "zone_assumed"
SERIES = "stated_series"  # how often the text says that it recurs; only the first date is taken
STATUS = "candidate"  # of its occurrence: no meeting to anybody until a person has taken it


def candidates(message: Message, *, mailbox: str, zone: str | None) -> tuple[Invitation, ...]:
    """One REQUEST a meeting that `message` names, from its sender to `mailbox`.

    None for automatic mail, for an answer to an invitation, and where a calendar component says it better. A time
    whose zone the text does not name is placed in `zone` (IANA) and flagged; without one it stays unresolved.
    """
    sender = message.from_[0] if message.from_ else None
    if sender is None or message.calendar or message.automatic.kind or message.answer.kind != "none":
        return ()
    return tuple(
        _invitation(message, one, sender.address.lower(), sender.name, mailbox, zone) for one in message.meetings
    )


def occurrence_status(status: str, flags: Collection[str]) -> str:
    """The status an occurrence of an engagement has: what only a text names is kept apart from meetings."""
    return STATUS if status == "unverified" and FLAG in flags else status


def _invitation(
    message: Message, one: StatedMeeting, sender: str, name: str, mailbox: str, zone: str | None
) -> Invitation:
    start, end = _moment(one.start, one, zone), _moment(one.end, one, zone)
    words = f"{message.message_id or message.sha256}\0{one.start.isoformat()}"
    uid = f"{sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}@{FLAG}"
    assumed = start is not None and start.source == "assumed"
    return Invitation(
        uid=uid,
        method="REQUEST",
        dtstamp=message.date,
        start=start,
        end=end,
        title=message.base_subject,
        location=one.place or "",
        join_url=one.link,
        organizer=Attendee(sender, name, "ACCEPTED", "CHAIR"),
        attendees=(Attendee(mailbox),) if mailbox else (),
        flags=(FLAG, *((ASSUMED,) if assumed else ()), *((f"{SERIES}:{one.repeats}",) if one.repeats else ())),
        digest=sha256(repr((words, one)).encode("utf-8", "surrogatepass")).hexdigest(),
    )


def _moment(wall: datetime | date | None, one: StatedMeeting, zone: str | None) -> Moment | None:
    if wall is None:
        return None
    if not isinstance(wall, datetime):
        return Moment(wall, None, "date")
    where = one.zone or zone
    at = instant(wall, where)
    if at is None:
        return Moment(wall, None, "unresolved")
    return Moment(wall, where, "stated" if one.zone else "assumed", at)
