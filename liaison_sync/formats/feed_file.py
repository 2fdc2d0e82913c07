"""A calendar others subscribe to (RFC 5545, RFC 5546 §3.2.1 PUBLISH): each occurrence an event of its own.

No rule stands in it: Outlook, Google and Apple disagree about RANGE=THISANDFUTURE and about exceptions without a
series, and so show the days the agenda shows. It names nobody as attendee, which PUBLISH forbids.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from liaison_sync.domain.feed import Published
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.meeting_file import PRODID, STATUS, add_zones
from liaison_sync.formats.zones import tzinfo_of

if TYPE_CHECKING:
    from icalendar import Calendar, Event

REFRESH = timedelta(hours=1)
_FREE = frozenset({"cancelled", "uninvited", "declined_by_us", "declined_by_partner", "unverified"})
_MAX_TEXT = 1_000  # characters of a stranger's title or place


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around the meetings: the calendar's name, an untitled meeting, "Peserta: {names}"."""

    name: str
    untitled: str
    people: str


def write(meetings: Sequence[Published], words: Words, *, zone: str, publisher: tuple[str, str] | None) -> bytes:
    """The calendar. `zone` (IANA) is ours, where days and times of no zone are; `publisher` is name and address."""
    from icalendar import Calendar

    file = Calendar()
    for name, value in (("PRODID", PRODID), ("VERSION", "2.0"), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")):
        file.add(name, value)
    file.add("NAME", words.name)  # RFC 7986 §5.1, and what clients knew before it
    file.add("X-WR-CALNAME", words.name)
    file.add("X-WR-TIMEZONE", zone)
    file.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    file.add("X-PUBLISHED-TTL", "PT1H")
    events = [_event(one, words, zone, publisher) for one in meetings]
    _zones(file, meetings, zone)
    for event in events:
        file.add_component(event)
    octets: bytes = file.to_ical()
    return octets


def _event(one: Published, words: Words, zone: str, publisher: tuple[str, str] | None) -> Event:
    from icalendar import Event

    event = Event()
    event.add("UID", f"{one.key}@liaison-sync")
    event.add("DTSTAMP", one.heard.astimezone(UTC))
    event.add("LAST-MODIFIED", one.heard.astimezone(UTC))
    event.add("SEQUENCE", one.sequence)
    event.add("DTSTART", _time(one, one.start, zone))
    if one.end is not None and one.end > one.start:
        event.add("DTEND", _time(one, one.end, zone))
    _said(event, one, words)
    if one.status in STATUS:
        event.add("STATUS", STATUS[one.status])
    event.add("TRANSP", "TRANSPARENT" if one.status in _FREE else "OPAQUE")
    _publisher(event, publisher)
    return event


def _said(event: Event, one: Published, words: Words) -> None:
    event.add("SUMMARY", one.title[:_MAX_TEXT] or words.untitled)
    if one.location:
        event.add("LOCATION", one.location[:_MAX_TEXT])
    if one.join_url and one.join_url.lower().startswith(("https://", "http://")):
        event.add("URL", one.join_url)
    if one.people:
        event.add("DESCRIPTION", words.people.format(names=", ".join(one.people)))


def _publisher(event: Event, publisher: tuple[str, str] | None) -> None:
    """Who publishes is its organiser (RFC 5546 §3.2.1); the organisers of partners' meetings are not told."""
    from icalendar import vCalAddress

    if publisher is None:
        return
    name, address = publisher
    event.add("ORGANIZER", vCalAddress(f"mailto:{address}"), parameters={"CN": name} if name else {})


def _time(one: Published, at: datetime, zone: str) -> date | datetime:
    if one.all_day:
        return at.astimezone(ZoneInfo(zone)).date()
    name = _zone(one, zone)
    return at.astimezone(UTC if name == "UTC" else tzinfo_of(name))


def _zone(one: Published, zone: str) -> str:
    """The meeting's own zone; ours where it has none anybody knows."""
    if one.zone in {"UTC", "Etc/UTC"}:
        return "UTC"
    try:
        tzinfo_of(one.zone or zone)
    except ValueError:
        return zone
    return one.zone or zone


def _zones(file: Calendar, meetings: Sequence[Published], zone: str) -> None:
    used: dict[str, list[datetime]] = {}
    for one in meetings:
        name = _zone(one, zone)
        if not one.all_day and name != "UTC":
            used.setdefault(name, []).extend(at.astimezone(tzinfo_of(name)) for at in (one.start, one.end or one.start))
    add_zones(file, used)
