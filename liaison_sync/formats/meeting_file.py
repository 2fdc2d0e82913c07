"""A meeting as an iCalendar file (RFC 5545): what we hold of it, for a person's own calendar.

It has no METHOD: it asks nothing of anybody. A series is its rule with the instances that differ from it; an instance
that is called off is an EXDATE.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from liaison_sync.domain.engagement import Engagement, Participant
from liaison_sync.domain.invitation import Moment
from liaison_sync.formats.zones import tzinfo_of

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Parameters

PRODID = "-//liaison-sync//meeting//EN"
_OFF = frozenset({"cancelled", "tombstone", "uninvited"})
STATUS = {
    **dict.fromkeys(("confirmed",), "CONFIRMED"),
    **dict.fromkeys(("proposed", "tentative", "countered", "unverified"), "TENTATIVE"),
    **dict.fromkeys(_OFF, "CANCELLED"),
}
_YEARS = timedelta(days=5 * 366)  # of a zone's rules beyond the last time named


def write(engagements: Sequence[Engagement], *, stamp: datetime) -> bytes:
    """The file of one UID: its master, where there is one, and its instances. `stamp` (aware) is DTSTAMP."""
    from icalendar import Calendar

    file = Calendar()
    file.add("PRODID", PRODID)
    file.add("VERSION", "2.0")
    master = next((one for one in engagements if one.recurrence_id is None), None)
    apart = [one for one in engagements if one.recurrence_id is not None]
    gone = [one.recurrence_id for one in apart if one.status in _OFF and one.recurrence_id] if master else []
    shown = [one for one in apart if master is None or one.status not in _OFF]
    events = [_event(one, stamp, gone if one is master else ()) for one in ([master] if master else []) + shown]
    _zones(file, [moment for one in engagements for moment in _moments(one)])
    for event in events:
        file.add_component(event)
    octets: bytes = file.to_ical()
    return octets


def _event(said: Engagement, stamp: datetime, gone: Iterable[Moment]) -> Event:
    from icalendar import Event

    event = Event()
    event.add("UID", said.uid)
    event.add("DTSTAMP", stamp)
    event.add("SEQUENCE", said.sequence)
    if said.recurrence_id is not None:
        future = {"RANGE": "THISANDFUTURE"} if "this_and_future" in said.flags else {}
        event.add("RECURRENCE-ID", _time(said.recurrence_id), parameters=future)
    if said.start is not None:
        event.add("DTSTART", _time(said.start))
    if said.start is not None and said.end is not None and said.end.all_day is said.start.all_day:
        event.add("DTEND", _time(said.end))
    _words(event, said)
    _rule(event, said, gone)
    _people(event, said)
    return event


def _words(event: Event, said: Engagement) -> None:
    event.add("SUMMARY", said.title)
    if said.location:
        event.add("LOCATION", said.location)
    if said.join_url and said.join_url.lower().startswith(("https://", "http://")):
        event.add("URL", said.join_url)
    if said.status in STATUS:
        event.add("STATUS", STATUS[said.status])
    if any(moment.source == "unresolved" for moment in (said.start, said.end) if moment):
        event.add("COMMENT", "Time zone unknown")


def _rule(event: Event, said: Engagement, gone: Iterable[Moment]) -> None:
    from icalendar import vRecur

    for text in (said.rrule or "").splitlines():
        try:
            event.add("RRULE", vRecur.from_ical(text.rstrip(";")))
        except ValueError:
            continue  # a rule nobody can read is no rule; the times known remain
    off = {moment.key: moment for moment in (*said.exdates, *gone)}
    for name, moments in (("EXDATE", off.values()), ("RDATE", said.rdates)):
        for moment in sorted(moments, key=lambda one: one.key):
            event.add(name, _time(moment), parameters={"VALUE": "DATE"} if moment.all_day else {})


def _people(event: Event, said: Engagement) -> None:
    from icalendar import vCalAddress

    if said.organizer:
        event.add("ORGANIZER", vCalAddress(f"mailto:{said.organizer}"))
    for who in said.attendees:
        if who.counted:
            event.add("ATTENDEE", vCalAddress(f"mailto:{who.address}"), parameters=_answer(who))


def _answer(who: Participant) -> Parameters:
    from icalendar import Parameters

    found = Parameters({"PARTSTAT": who.partstat, "ROLE": who.role})
    if who.name:
        found["CN"] = who.name
    for name, addresses in (("DELEGATED-TO", who.delegated_to), ("DELEGATED-FROM", who.delegated_from)):
        if addresses:
            found[name] = [f"mailto:{one}" for one in addresses]
    return found


# --- times -------------------------------------------------------------------------------------------------------


def _moments(said: Engagement) -> list[Moment]:
    single = (said.recurrence_id, said.start, said.end)
    return [*(one for one in single if one is not None), *said.exdates, *said.rdates]


def _time(moment: Moment) -> date | datetime:
    """As it was meant: a date, a time of its zone, or one of no zone."""
    zone = _zone(moment)
    return moment.wall.replace(tzinfo=zone) if isinstance(moment.wall, datetime) and zone else moment.wall


def _zone(moment: Moment) -> tzinfo | None:
    if moment.all_day or moment.zone in {None, "floating"} or moment.source == "unresolved":
        return None
    return tzinfo_of(str(moment.zone))


def _zones(file: Calendar, moments: Iterable[Moment]) -> None:
    used: dict[str, list[datetime]] = {}
    for moment in moments:
        if _zone(moment) is not None and isinstance(moment.wall, datetime) and moment.zone not in {"UTC", "Etc/UTC"}:
            used.setdefault(str(moment.zone), []).append(moment.wall)
    add_zones(file, used)


def add_zones(file: Calendar, used: Mapping[str, Sequence[datetime]]) -> None:
    """A VTIMEZONE for every TZID (RFC 5545 §3.6.5), for the years in which it is used; `used` are its wall times."""
    from icalendar import Timezone

    for name, walls in sorted(used.items()):
        first, last = min(walls).date(), max(walls).date()
        zone = tzinfo_of(name)
        file.add_component(Timezone.from_tzinfo(zone, name, first - timedelta(days=366), last + _YEARS))
