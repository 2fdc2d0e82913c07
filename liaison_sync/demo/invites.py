"""The demo's invitations: iCalendar octets as Google, Outlook and plain calendars write them (RFC 5545, 5546)."""

from __future__ import annotations

from datetime import UTC, datetime

from liaison_sync.demo.quoting import Names
from liaison_sync.domain.value import dataclass

PRODIDS = {"gmail": "-//Google Inc//Google Calendar 70.9054//EN",
           "outlook": "-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN",
           "zimbra": "Zimbra-Calendar-Provider"}  # fmt: skip
WINDOWS = {"Asia/Jakarta": "SE Asia Standard Time", "Asia/Makassar": "Singapore Standard Time",
           "Asia/Tokyo": "Tokyo Standard Time", "Europe/Oslo": "W. Europe Standard Time"}  # fmt: skip
OFFSETS = {"Asia/Jakarta": ("+0700", "WIB"), "Asia/Makassar": ("+0800", "WITA"), "Asia/Tokyo": ("+0900", "JST")}
_SUMMER = (
    "BEGIN:STANDARD", "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100", "TZNAME:CET", "END:STANDARD", "BEGIN:DAYLIGHT", "DTSTART:19700329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "TZNAME:CEST", "END:DAYLIGHT",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One VEVENT as its organiser's (or an attendee's) calendar writes it. Times are aware in `zone` (IANA name)."""

    uid: str
    title: str
    start: datetime
    end: datetime
    zone: str
    organizer: Names
    attendees: tuple[tuple[Names, str], ...]  # ((name, address), PARTSTAT)
    stamp: datetime
    sequence: int = 0
    location: str = ""
    description: str = ""
    client: str = "gmail"
    rrule: str = ""
    exdates: tuple[datetime, ...] = ()
    recurrence: datetime | None = None
    cancelled: bool = False
    comment: str = ""


def ics(method: str, events: tuple[Event, ...]) -> bytes:
    """A VCALENDAR with `method`, folded at 75 octets, CRLF."""
    client = events[0].client
    lines = ["BEGIN:VCALENDAR", f"PRODID:{PRODIDS.get(client, '-//Karsa Bahari//Kalender//ID')}", "VERSION:2.0",
             "CALSCALE:GREGORIAN", f"METHOD:{method}"]  # fmt: skip
    for zone in dict.fromkeys(event.zone for event in events if not _in_utc(event)):
        lines += _vtimezone(zone, client)
    for event in events:
        lines += _vevent(event, method)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines).encode()


def _in_utc(event: Event) -> bool:
    """Google writes single meetings in UTC, series with their zone."""
    return event.client == "gmail" and not event.rrule and event.recurrence is None


def _tzid(zone: str, client: str) -> str:
    return WINDOWS[zone] if client == "outlook" else zone


def _vtimezone(zone: str, client: str) -> list[str]:
    if zone in OFFSETS:
        offset, name = OFFSETS[zone]
        rules: tuple[str, ...] = ("BEGIN:STANDARD", "DTSTART:16010101T000000", f"TZOFFSETFROM:{offset}",
                                  f"TZOFFSETTO:{offset}", f"TZNAME:{name}", "END:STANDARD")  # fmt: skip
    else:
        rules = _SUMMER
    return ["BEGIN:VTIMEZONE", f"TZID:{_tzid(zone, client)}", *rules, "END:VTIMEZONE"]


def _time(name: str, at: datetime, event: Event) -> str:
    from zoneinfo import ZoneInfo

    if _in_utc(event):
        return f"{name}:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{name};TZID={_tzid(event.zone, event.client)}:{at.astimezone(ZoneInfo(event.zone)):%Y%m%dT%H%M%S}"


def _vevent(event: Event, method: str) -> list[str]:
    lines = ["BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{event.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
             _time("DTSTART", event.start, event), _time("DTEND", event.end, event), f"SEQUENCE:{event.sequence}",
             f"SUMMARY:{_escaped(event.title)}"]  # fmt: skip
    if event.recurrence is not None:
        lines.append(_time("RECURRENCE-ID", event.recurrence, event))
    if event.rrule:
        lines.append(f"RRULE:{event.rrule}")
    lines += [_time("EXDATE", moment, event) for moment in event.exdates]
    if event.location:
        lines.append(f"LOCATION:{_escaped(event.location)}")
    if event.description and method != "REPLY":
        lines.append(f"DESCRIPTION:{_escaped(event.description)}")
    if event.comment:
        lines.append(f"COMMENT:{_escaped(event.comment)}")
    if method in ("REQUEST", "CANCEL"):
        lines.append("STATUS:CANCELLED" if event.cancelled else "STATUS:CONFIRMED")
    lines.append(f"ORGANIZER;CN={_param(event.organizer[0])}:mailto:{event.organizer[1]}")
    for (name, address), partstat in event.attendees:
        rsvp = ";RSVP=TRUE" if method == "REQUEST" else ""
        lines.append(
            f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat}{rsvp};CN={_param(name)}:mailto:{address}"
        )
    return [*lines, "END:VEVENT"]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _param(text: str) -> str:
    return f'"{text}"' if any(ch in text for ch in ",;:") else text


def _folded(line: str) -> str:
    """RFC 5545 §3.1: no line over 75 octets, and no character cut in two."""
    out, room = "", 75
    for ch in line:
        size = len(ch.encode())
        if size > room:
            out, room = out + "\r\n ", 74
        out, room = out + ch, room - size
    return out + "\r\n"
