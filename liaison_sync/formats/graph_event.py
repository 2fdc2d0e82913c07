"""A calendar item as Graph tells it (JSON) → the iCalendar object it stands for, read as any other.

An Exchange Server's items are written down in the same form by `sources.exchange_event`.

One document is a lone meeting or a series with its exceptions. Times come in UTC with the zone they were meant in
beside them; a series is written in that zone, or its instances would drift when clocks change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from liaison_sync.domain.invitation import CalendarFile
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import graph_recurrence, ical
from liaison_sync.formats.content_lines import FEED, fold
from liaison_sync.formats.zones import UNRESOLVED, Resolved, from_utc, resolve, to_utc

DRAFT = "event_draft"
MAX_BYTES = 4 * 1024 * 1024
PARTSTAT = {
    "accepted": "ACCEPTED",
    "organizer": "ACCEPTED",
    "tentativelyaccepted": "TENTATIVE",
    "declined": "DECLINED",
}
_ROLES = {"optional": "OPT-PARTICIPANT", "resource": "NON-PARTICIPANT"}
_UTC = Resolved("UTC", "utc")
_EASTERNMOST, _WESTERNMOST = "Etc/GMT-14", "Etc/GMT+12"  # POSIX has the signs the other way round
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """What the document says, and which version of it: `change_key` is the service's own."""

    file: CalendarFile
    change_key: str = ""


def read(content: bytes, owner: str, *, territory: str = "ID") -> Item:
    """The item in `owner`'s calendar. Never raises: what cannot be read is a problem of the file."""
    try:
        event = json.loads(content) if len(content) <= MAX_BYTES else None
        if not isinstance(event, dict):
            return _nothing("event_unreadable")
        if event.get("isDraft") is True:  # its organiser has not sent it yet
            return _nothing(DRAFT)
        text = "\r\n".join(fold(line) for line in _Writer(event, owner, territory).lines()) + "\r\n"
    except Exception as error:  # the one door of this format: the item is set aside with its reason
        return _nothing(f"event_unreadable:{type(error).__name__}")
    found = ical.read(text.encode("utf-8", "replace"), territory=territory, limits=FEED)
    return Item(found, str(event.get("changeKey") or ""))


def _nothing(reason: str) -> Item:
    return Item(CalendarFile(None, None, (), (reason,)))


class _Writer:
    """One document on its way to iCalendar text."""

    def __init__(self, event: Json, owner: str, territory: str) -> None:
        self.event, self.owner = event, owner.lower()
        self.zone = _zone(event, territory)
        self.all_day = event.get("isAllDay") is True

    def lines(self) -> Iterator[str]:
        yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Microsoft Graph//calendar//EN")
        alone = self.event.get("type") in {"exception", "occurrence"}  # of a series that is not in this calendar
        yield from self._component(self.event, instant(self.event.get("originalStart")) if alone else None)
        for one in _dicts(self.event.get("exceptionOccurrences")):
            yield from self._component({**one, "isOrganizer": self.event.get("isOrganizer")}, self._original(one))
        yield "END:VCALENDAR"

    def _component(self, one: Json, original: datetime | None) -> Iterator[str]:
        yield "BEGIN:VEVENT"
        yield f"UID:{escaped(self.event.get('iCalUId'))}"
        if original is not None:
            yield self._time("RECURRENCE-ID", original)
        if (stamp := instant(one.get("lastModifiedDateTime"))) is not None:
            yield f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"
        yield f"SEQUENCE:{_sequence(self.event)}"
        for name, key in (("DTSTART", "start"), ("DTEND", "end")):
            yield self._time(name, _at(one[key]))
        if original is None:
            yield from self._rules()
        yield f"STATUS:{'CANCELLED' if one.get('isCancelled') is True else 'CONFIRMED'}"
        yield f"SUMMARY:{escaped(one.get('subject'))}"
        yield f"DESCRIPTION:{escaped(one.get('bodyPreview'))}"
        yield f"LOCATION:{escaped(_below(one, 'location', 'displayName'))}"
        link = _below(one, "onlineMeeting", "joinUrl") or one.get("onlineMeetingUrl")
        if isinstance(link, str) and link.startswith("https://") and link.isprintable():
            yield f"CONFERENCE;VALUE=URI:{link}"
        yield from self._people(one)
        yield "END:VEVENT"

    # --- times ------------------------------------------------------------------------------------------------

    def _time(self, name: str, at: datetime) -> str:
        """In the zone it was meant in; a day as a day."""
        if self.all_day:
            return f"{name};VALUE=DATE:{self._day(at):%Y%m%d}"
        if self.zone.zone == "UTC":
            return f"{name}:{at:%Y%m%dT%H%M%SZ}"
        return f"{name};TZID={self.zone.zone}:{from_utc(at, self.zone):%Y%m%dT%H%M%S}"

    def _day(self, at: datetime) -> date:
        """Days are told as midnights, of UTC or of where they were meant."""
        return at.date() if at.time() == datetime.min.time() else from_utc(at, self.zone).date()

    def _rules(self) -> Iterator[str]:
        told = self.event.get("recurrence")
        if not isinstance(told, dict):
            return
        yield f"RRULE:{graph_recurrence.rule(told, self._last)}"
        for one in self.event.get("cancelledOccurrences") or ():
            yield self._time("EXDATE", self._on(graph_recurrence.day_of(one)))
        for text in self.event.get("cancelledStarts") or ():  # instants, as Exchange Server tells them
            if (at := instant(text)) is not None:
                yield self._time("EXDATE", at)

    def _original(self, one: Json) -> datetime:
        """When an exception would have begun. Raises ValueError where nobody can tell: it would stand twice."""
        told = instant(one.get("originalStart"))
        return told if told is not None else self._on(graph_recurrence.day_of(one.get("occurrenceId")))

    def _on(self, day: date) -> datetime:
        """The start of the series' instance of that day."""
        if self.all_day:
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        return to_utc(datetime.combine(day, from_utc(_at(self.event["start"]), self.zone).time()), self.zone)

    def _last(self, day: date) -> str:
        """UNTIL: the last day as a date, or its last second as an instant (RFC 5545 §3.3.10)."""
        if self.all_day:
            return f"{day:%Y%m%d}"
        return f"{to_utc(datetime(day.year, day.month, day.day, 23, 59, 59), self.zone):%Y%m%dT%H%M%SZ}"  # noqa: DTZ001

    # --- people -----------------------------------------------------------------------------------------------

    def _people(self, one: Json) -> Iterator[str]:
        organizer = self.owner if one.get("isOrganizer") is True else _address(one.get("organizer"))
        if organizer:
            yield f"ORGANIZER{_name(one.get('organizer'))}:mailto:{organizer}"
        own = PARTSTAT.get(str(_below(one, "responseStatus", "response")).lower(), "NEEDS-ACTION")
        met = set()
        for who in _dicts(one.get("attendees")):
            address = _address(who)
            if not address or address in met or address == organizer:
                continue
            met.add(address)
            said = PARTSTAT.get(str(_below(who, "status", "response")).lower(), "NEEDS-ACTION")
            role = _ROLES.get(str(who.get("type")).lower(), "REQ-PARTICIPANT")
            said = own if address == self.owner else said
            yield f"ATTENDEE{_name(who)};ROLE={role};PARTSTAT={said}:mailto:{address}"
        if met and self.owner not in {*met, organizer}:  # asked through a list: its own answer counts all the same
            yield f"ATTENDEE;PARTSTAT={own}:mailto:{self.owner}"


def _zone(event: Json, territory: str) -> Resolved:
    """The zone the organiser meant. Where none can be told: UTC for a lone meeting, and for a series what keeps it
    to its own days (`tzone://Microsoft/Custom` is a zone of Outlook's that Graph tells nothing of).
    """
    named = (_below(event, "recurrence", "range", "recurrenceTimeZone"), event.get("originalStartTimeZone"))
    found = (resolve(name, territory=territory) for name in named if isinstance(name, str) and name.strip())
    return next((one for one in found if one.zone not in {UNRESOLVED.zone, "floating"}), None) or _by_day(event)


def _by_day(event: Json) -> Resolved:
    """A fixed offset in which the series begins on the day its range names, as it does where it was meant."""
    told = _below(event, "recurrence", "range", "startDate")
    if not isinstance(told, str) or event.get("isAllDay") is True:
        return _UTC
    begins, day = _at(event["start"]).date(), date.fromisoformat(told[:10])
    return _UTC if begins == day else resolve(_EASTERNMOST if begins < day else _WESTERNMOST)


def _at(told: Any) -> datetime:
    """A dateTimeTimeZone as aware UTC; the service tells UTC unless asked otherwise. Raises ValueError, TypeError."""
    wall = datetime.fromisoformat(str(told["dateTime"])[:19])
    zone = str(told.get("timeZone") or "UTC")
    if wall.tzinfo is not None:
        return wall.astimezone(UTC)
    found = _UTC if zone == "UTC" else resolve(zone)
    return to_utc(wall, found if found.zone else _UTC)


def begins(event: Json) -> datetime | None:
    """When an item begins, as aware UTC; None where it does not say."""
    try:
        return _at(event.get("start"))
    except (ValueError, TypeError, KeyError):
        return None


def instant(text: Any) -> datetime | None:
    """A DateTimeOffset as aware UTC; None where it is none."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None and at.year > 1 else None


def _sequence(event: Json) -> int:
    for one in _dicts(event.get("singleValueExtendedProperties")):
        text = str(one.get("value"))
        if "0x8201" in str(one.get("id")).lower() and text.isdecimal() and len(text) < 9:
            return int(text)
    return 0


def escaped(value: Any) -> str:
    """TEXT (RFC 5545 §3.3.11), without control characters."""
    text = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(ch for ch in text if ch.isprintable() or ch == "\t")


def _name(who: Any) -> str:
    name = "".join(ch for ch in str(_below(who, "emailAddress", "name") or "") if ch.isprintable() and ch != '"')
    return f';CN="{name}"' if name.strip() else ""


def _address(who: Any) -> str:
    found = str(_below(who, "emailAddress", "address") or "").strip().lower()
    return found if "@" in found and found.isprintable() and " " not in found else ""


def _below(value: Any, *steps: str) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _dicts(value: Any) -> list[Json]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
