"""An outgoing iTIP message as iCalendar: written from the objects it is about, by the tables of RFC 5546 §3.2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from liaison_sync.domain.invitation import Invitation, Moment
from liaison_sync.domain.itip.outgoing_object import MASTER, CalendarObject, Outgoing, Part
from liaison_sync.formats import zones
from liaison_sync.formats.content_lines import Component, Line, parse_line
from liaison_sync.formats.outgoing_object import event_of, is_told
from liaison_sync.formats.outgoing_people import Named, named_in, parameters, people
from liaison_sync.formats.outgoing_zones import written as written_zones

PRODID = "-//liaison-sync//liaison-sync//EN"
DROPPED = frozenset({"METHOD", "REQUEST-STATUS", "DTSTAMP", "SEQUENCE", "ATTENDEE", "ORGANIZER"})
CANCEL_KEEPS = ("RECURRENCE-ID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "LOCATION", "COMMENT")
REPLY_KEEPS = ("RECURRENCE-ID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "COMMENT")
LATEST = timedelta(seconds=1)


def all_written(
    messages: Iterable[Outgoing], before: CalendarObject | None, after: CalendarObject | None, now: datetime
) -> Iterator[str]:
    """Each message's VCALENDAR; a REQUEST that says the same to many is written once."""
    known: dict[object, str] = {}
    for message in messages:
        key = (message.parts, message.later) if message.method == "REQUEST" and not message.delegate else message
        if key not in known:
            known[key] = written(message, before, after, now)
        yield known[key]


def written(message: Outgoing, before: CalendarObject | None, after: CalendarObject | None, now: datetime) -> str:
    """The message as a VCALENDAR with METHOD; `now` (aware) becomes DTSTAMP (RFC 6638 §3.2.5)."""
    stamp = now.astimezone(UTC) + LATEST * message.later
    named = named_in((after, before), message.recipient)
    events: list[Component] = []
    brought: dict[str, Component] = {}
    for part in message.parts:
        source = before if part.source == "before" else after
        if source is None:
            continue
        invitation = (source.items.get(part.key) or source.first).invitation
        event, some = event_of(invitation)
        event = _completed(event, invitation, source)
        brought.update({(zone.first("TZID") or parse_line("TZID:")).value.strip(): zone for zone in some})
        events.append(_event(message, part, invitation, event, stamp, named))
    head = [f"PRODID:{PRODID}", "VERSION:2.0", "CALSCALE:GREGORIAN", f"METHOD:{message.method}"]
    calendar = Component("VCALENDAR", [parse_line(text) for text in head])
    calendar.children = [*written_zones(events, brought), *events]
    return calendar.text()


def _completed(event: Component, of: Invitation, source: CalendarObject) -> Component:
    """An override that leaves out its title or its time has the series' (seen where only PARTSTAT or STATUS differ)."""
    series = event_of(source.first.invitation)[0]
    if of.recurrence_id is None or source.master is None:
        return event
    more = [] if event.first("SUMMARY") else series.all("SUMMARY")
    rid = event.first("RECURRENCE-ID")
    if event.first("DTSTART") is None and rid is not None:
        params = [each for each in parameters(rid) if not each.upper().startswith("RANGE=")]
        more = [*more, parse_line(";".join(["DTSTART", *params]) + ":" + rid.value), *_length(source.master.invitation)]
    return Component("VEVENT", [*event.lines, *more])


def _length(of: Invitation) -> list[Line]:
    """How long an instance of a series takes, as DURATION."""
    if of.start is None or of.end is None:
        return []
    if of.start.utc is not None and of.end.utc is not None:
        return [parse_line(f"DURATION:PT{int((of.end.utc - of.start.utc).total_seconds())}S")]
    begin, end = of.start.wall, of.end.wall
    if isinstance(begin, datetime) and isinstance(end, datetime):
        return [parse_line(f"DURATION:PT{int((end - begin).total_seconds())}S")]
    days = (date(end.year, end.month, end.day) - date(begin.year, begin.month, begin.day)).days
    return [parse_line(f"DURATION:P{days}D")]


def _event(
    message: Outgoing, part: Part, invitation: Invitation, event: Component, stamp: datetime, named: Named
) -> Component:
    lines = [
        parse_line(f"UID:{(event.first('UID') or parse_line('UID:')).value}"),
        parse_line(f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"),
        parse_line(f"SEQUENCE:{part.sequence}"),
        *people(message, part, event, named),
    ]
    if message.method == "REQUEST":
        lines += _request(part, invitation, event)
    elif message.method == "CANCEL":
        lines += _kept(event, CANCEL_KEEPS, part, invitation)
        lines += [parse_line("STATUS:CANCELLED")] if part.cancelled else []
    else:
        lines += [*_kept(event, REPLY_KEEPS, part, invitation), parse_line("REQUEST-STATUS:2.0;Success")]
    return Component("VEVENT", lines)


def _request(part: Part, invitation: Invitation, event: Component) -> list[Line]:
    rid = part.recurrence_id
    if rid is not None and invitation.recurrence_id is None:
        return _in_line(rid, invitation, event)
    kept = [
        line for line in event.lines if line.name not in (*DROPPED, "UID") and is_told(line) and not _cancelled(line)
    ]
    if event.first("SUMMARY") is None:
        kept.append(parse_line("SUMMARY:"))  # a REQUEST has one, be it empty (§3.2.2)
    return kept + [
        parse_line(f"EXDATE{_stamped(each, invitation)}")
        for each in part.without
        if each.key not in {known.key for known in invitation.recurrence.exdates}
    ]


def _in_line(rid: Moment, series: Invitation, event: Component) -> list[Line]:
    """An instance as the series has it, in words of its own."""
    own = (*DROPPED, "UID", "RRULE", "RDATE", "EXDATE", "EXRULE", "DTSTART", "DTEND", "DURATION")
    at = _stamped(rid, series)
    kept = [line for line in event.lines if line.name not in own and is_told(line)]
    return [parse_line(f"RECURRENCE-ID{at}"), parse_line(f"DTSTART{at}"), *_length(series), *kept]


def _cancelled(line: Line) -> bool:
    return line.name == "STATUS" and line.value.strip().upper() == "CANCELLED"


def _kept(event: Component, names: tuple[str, ...], part: Part, invitation: Invitation) -> list[Line]:
    """The few properties a CANCEL or REPLY needs; of an instance that is only an EXDATE, its place in the series."""
    own = invitation.recurrence_id
    if part.key == MASTER or (own is not None and own.key == part.key):
        return [line for name in names for line in event.all(name)]
    rid = part.recurrence_id
    if rid is None:
        return []
    told = [line for name in names if name in ("SUMMARY", "LOCATION", "COMMENT") for line in event.all(name)]
    at = _stamped(rid, invitation)
    return [parse_line(f"RECURRENCE-ID{at}"), parse_line(f"DTSTART{at}"), *told]


def _stamped(moment: Moment, of: Invitation) -> str:
    """Parameters, colon and value of a date the way the series writes its own (§3.8.4.4: the same type)."""
    wall = moment.wall
    if not isinstance(wall, datetime):
        return f";VALUE=DATE:{wall:%Y%m%d}"
    start, tzid = of.start, _tzid(of)
    if moment.utc is not None and tzid and start and start.zone:
        if moment.zone != start.zone:
            wall = zones.from_utc(moment.utc, zones.Resolved(start.zone, start.source))
        return f";TZID={tzid}:{wall:%Y%m%dT%H%M%S}"
    if moment.utc is not None:
        return f":{moment.utc.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f":{wall:%Y%m%dT%H%M%S}"


def _tzid(of: Invitation) -> str:
    start = event_of(of)[0].first("DTSTART")
    tzid = (start.param("TZID") or "") if start and not start.value.strip().upper().endswith("Z") else ""
    return f'"{tzid}"' if any(each in tzid for each in ",;:") else tzid
