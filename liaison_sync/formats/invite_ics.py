"""A planned meeting as a calendar object, and a partner's with our answer in it: what an edit compares."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from liaison_sync.domain.invitation import Invitation, Moment
from liaison_sync.domain.invite import Guest, Invite
from liaison_sync.domain.message import Address
from liaison_sync.domain.repeating import repeat_of
from liaison_sync.formats import ical
from liaison_sync.formats.calendar_people import person
from liaison_sync.formats.content_lines import Component, Line, parse_line
from liaison_sync.formats.outgoing_object import event_of
from liaison_sync.formats.outgoing_zones import written as written_zones
from liaison_sync.formats.parameters_text import cal_parameter


def planned(
    invite: Invite,
    organizer: Address,
    *,
    instance: Moment | None = None,
    without: Sequence[Moment] = (),
    status: str = "CONFIRMED",
) -> Invitation:
    """The invitation a plan is: a meeting or a series but for `without`, or one `instance` of a series, otherwise.

    Raises ValueError for a zone or a time that cannot be.
    """
    at = f";TZID={invite.zone}:"
    rule = invite.rule if instance is None else ""
    rows = [
        f"UID:{invite.uid}",
        *([f"RECURRENCE-ID{_stamped(instance)}"] if instance else []),
        f"DTSTART{at}{invite.start:%Y%m%dT%H%M%S}",
        f"DTEND{at}{invite.end:%Y%m%dT%H%M%S}",
        *([f"RRULE:{''.join(rule.split())}"] if rule else []),
        *(f"EXDATE{_stamped(one)}" for one in without),
        f"SUMMARY:{_text(invite.title)}",
        f"ORGANIZER{_named(organizer.name)}:mailto:{organizer.address}",
        *(_attendee(guest) for guest in invite.guests),
        *([f"LOCATION:{_text(invite.place)}"] if invite.place else []),
        *([f"URL:{''.join(invite.link.split())}"] if invite.link else []),
        *([f"DESCRIPTION:{_text(_described(invite))}"] if invite.text or invite.link else []),
        f"STATUS:{status}",
        "TRANSP:OPAQUE",
    ]
    found = _read(Component("VEVENT", [parse_line(row) for row in rows]))
    if found.start is None or found.start.utc is None:
        raise ValueError(f"no such time: {invite.start} {invite.zone}")
    return found


def _stamped(moment: Moment) -> str:
    return f";TZID={moment.zone}:{moment.wall:%Y%m%dT%H%M%S}"


def invite_of(of: Invitation) -> Invite:
    """The plan an invitation of ours came of, as a form shows it. Raises ValueError where it has no zone we know."""
    start, end = of.start, of.end
    if start is None or start.utc is None or not isinstance(start.wall, datetime) or not start.zone:
        raise ValueError(f"no plan of this: {of.uid}")
    length = end.utc - start.utc if end and end.utc else timedelta(hours=1)
    url = event_of(of)[0].first("URL")
    link = (url.value.strip() if url else "") or of.join_url or ""
    repeat = kept = None
    if of.recurrence.rrules:
        (first, *more) = of.recurrence.rrules
        plain = not (more or of.recurrence.rdates or of.recurrence.exrules)
        repeat, kept = (repeat_of(first, start.wall, start.zone) if plain else None), first
    return Invite(
        uid=of.uid,
        title=of.title,
        start=start.wall,
        minutes=int(length.total_seconds() // 60),
        zone=start.zone,
        guests=tuple(Guest(who.address, who.name, who.partstat) for who in of.attendees),
        place=of.location,
        link=link,
        text=of.description.removesuffix(link).strip(),
        repeat=repeat,
        kept="" if repeat else kept or "",
    )


def _described(invite: Invite) -> str:
    return "\n\n".join(part for part in (invite.text, invite.link) if part)


def _attendee(guest: Guest) -> str:
    return (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={guest.partstat};RSVP=TRUE"
        f"{_named(guest.name)}:mailto:{guest.address}"
    )


def _named(name: str) -> str:
    return f";CN={cal_parameter(name)}" if name else ""


def _text(value: str) -> str:
    """TEXT of RFC 5545 §3.3.11, without what no reader can see."""
    kept = "".join(c for c in value.replace("\r\n", "\n").replace("\r", "\n") if c == "\n" or c.isprintable())
    for raw, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        kept = kept.replace(raw, escaped)
    return kept


def _read(event: Component) -> Invitation:
    calendar = Component("VCALENDAR", [parse_line("VERSION:2.0")])
    calendar.children = [*written_zones([event], {}), event]
    (found,) = ical.read(calendar.text().encode("utf-8", "surrogatepass")).invitations
    return found


def answered(invitations: Iterable[Invitation], own: Collection[str], partstat: str, comment: str) -> list[Invitation]:
    """A partner's meeting with our answer in every component that names us, and our comment."""
    return [_answered(one, own, partstat, comment) for one in invitations]


def _answered(of: Invitation, own: Collection[str], partstat: str, comment: str) -> Invitation:
    event, zones = event_of(of)
    lines = [_with_answer(line, partstat) if _ours(line, own) else line for line in event.lines]
    lines = [line for line in lines if line.name != "COMMENT"]
    if comment:
        lines.append(parse_line(f"COMMENT:{_text(comment)}"))
    calendar = Component("VCALENDAR", [parse_line("VERSION:2.0")])
    calendar.children = [*zones, Component("VEVENT", lines)]
    found = ical.read(calendar.text().encode("utf-8", "surrogatepass")).invitations
    return replace(found[0], method=of.method) if found else of


def _ours(line: Line, own: Collection[str]) -> bool:
    who = person(line) if line.name == "ATTENDEE" else None
    return who is not None and who.address in own


def _with_answer(line: Line, partstat: str) -> Line:
    kept = [
        f"{name}={','.join(map(cal_parameter, values))}"
        for name, values in line.params.items()
        if name not in ("PARTSTAT", "RSVP", "DELEGATED-TO")
    ]
    return parse_line(";".join(["ATTENDEE", *kept, f"PARTSTAT={partstat}"]) + ":" + line.value.strip())
