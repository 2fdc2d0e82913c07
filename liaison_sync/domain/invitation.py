"""Invitation: one iTIP component as it was sent (RFC 5545, 5546), immutable and normalised."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from liaison_sync.domain.value import dataclass

# In place of an address: whoever sent the mail around it.
MAIL_SENDER = "urn:x-liaison-sync:mail-sender"

ZoneSource = Literal[
    "utc",
    "iana",
    "prefix",
    "windows",
    "vtimezone",
    "offset",
    "wr-timezone",
    "floating",
    "date",
    "unresolved",
    "stated",
    "assumed",
]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as somebody meant it: wall time plus zone, and the instant where there is one.

    `wall` is a naive datetime, or a date for all-day values. `zone` is an IANA name, "floating", or None (unresolved).
    `utc` is aware and None for dates, floating and unresolved times: never a guessed offset.
    """

    wall: datetime | date
    zone: str | None
    source: ZoneSource
    utc: datetime | None = None

    @property
    def all_day(self) -> bool:
        return not isinstance(self.wall, datetime)

    @property
    def key(self) -> str:
        """Identity: equal by instant, by date, or by floating wall time (P6)."""
        return (self.utc or self.wall).isoformat()


@dataclass(frozen=True, slots=True)
class Attendee:
    """An ATTENDEE or ORGANIZER; `address` is the lower-cased mailto address, delegations and SENT-BY likewise."""

    address: str
    name: str = ""
    partstat: str = "NEEDS-ACTION"
    role: str = "REQ-PARTICIPANT"
    cutype: str = "INDIVIDUAL"
    rsvp: bool = False
    delegated_to: tuple[str, ...] = ()
    delegated_from: tuple[str, ...] = ()
    sent_by: str | None = None


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What makes a series: RRULE texts as sent, and instances added or taken away."""

    rrules: tuple[str, ...] = ()
    rdates: tuple[tuple[Moment, Moment | None], ...] = ()  # (start, end of a PERIOD or None)
    exdates: tuple[Moment, ...] = ()
    exrules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invitation:
    """One VEVENT under one METHOD. `end` is DTEND, or DTSTART + DURATION; `digest` the SHA-256 of its normal form."""

    uid: str
    method: str | None = None
    recurrence_id: Moment | None = None
    this_and_future: bool = False
    sequence: int = 0
    dtstamp: datetime | None = None
    start: Moment | None = None
    end: Moment | None = None
    status: str | None = None
    title: str = ""
    description: str = ""
    location: str = ""
    join_url: str | None = None
    organizer: Attendee | None = None
    attendees: tuple[Attendee, ...] = ()
    recurrence: Recurrence = Recurrence()
    comment: str = ""
    flags: tuple[str, ...] = ()  # zone_unresolved, zone_contradicts_vtimezone, uid_missing …
    ics: str = ""  # the component itself, with the VTIMEZONEs it needs, so that a series can be expanded again
    digest: str = ""


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A VCALENDAR as read: every component that could be saved, and what could not (reason keys with places)."""

    method: str | None
    prodid: str | None
    invitations: tuple[Invitation, ...]
    problems: tuple[str, ...] = ()
