"""iCalendar bytes to a calendar object as the outgoing side compares it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.itip.outgoing_object import MASTER, CalendarObject, Item, Party
from liaison_sync.domain.rule_form import normal_rule
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import ical
from liaison_sync.formats.calendar_people import person
from liaison_sync.formats.calendar_values import text as unescaped
from liaison_sync.formats.content_lines import Component, Line, tree
from liaison_sync.formats.series import is_instance, named_instance

HOUSEKEEPING = frozenset({"DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE", "ATTENDEE", "ORGANIZER", "REQUEST-STATUS"})
# What a program notes for itself leaves with nobody: where its user travels from, how it counts its own versions.
TOLD_X = (
    *("X-ALT-DESC", "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-INTENDEDSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT"),
    *("X-MICROSOFT-CDO-IMPORTANCE", "X-MICROSOFT-DISALLOW-COUNTER", "X-MICROSOFT-DONOTFORWARDMEETING"),
    *("X-MICROSOFT-SKYPETEAMS", "X-MICROSOFT-ONLINEMEETING", "X-GOOGLE-CONFERENCE", "X-APPLE-STRUCTURED-LOCATION"),
)


def is_told(line: Line) -> bool:
    """Whether a property is meant for those invited: of experimental ones (RFC 5545 §3.8.8.2) those they read."""
    return not line.name.startswith("X-") or line.name.startswith(TOLD_X)


@dataclass(frozen=True, slots=True)
class Read:
    """An object, or why there is none; and what was wrong with the file (reason keys)."""

    object: CalendarObject | None
    problems: tuple[str, ...] = ()


def read(data: bytes) -> Read:
    """The calendar object in a file: one UID (RFC 4791 §4.1), the master with a start. Never raises."""
    file = ical.read(data)
    usable = [one for one in file.invitations if one.uid and (one.start is not None or one.recurrence_id is not None)]
    problems = list(file.problems)
    problems += ["uid_missing" for one in file.invitations if not one.uid]
    problems += [f"start_missing:{one.uid[:100]}" for one in file.invitations if one.uid and one not in usable]
    if len({one.uid for one in usable}) > 1:
        return Read(None, (*problems, "several_uids"))
    return Read(object_of(usable) if usable else None, tuple(problems))


def object_of(invitations: Iterable[Invitation]) -> CalendarObject:
    """The object the components of one UID make; of two for the same instance the higher SEQUENCE holds.

    Raises ValueError if there is no component at all.
    """
    items: dict[str, Item] = {}
    uid = None
    for each in invitations:
        uid = each.uid
        key = each.recurrence_id.key if each.recurrence_id else MASTER
        if key not in items or items[key].invitation.sequence <= each.sequence:
            items[key] = _item(each)
    if uid is None:
        raise ValueError("a calendar object has at least one component")
    return CalendarObject(uid, items)


def event_of(invitation: Invitation) -> tuple[Component, list[Component]]:
    """The VEVENT an invitation was read from, and the VTIMEZONEs it brought; not to be changed."""
    return _event_of(invitation.ics)


@lru_cache(64)
def _event_of(ics: str) -> tuple[Component, list[Component]]:
    root, _ = tree(ics.encode("utf-8", "surrogatepass"), ical.FEED)
    children = [child for top in root.children for child in top.children]
    event = next((child for child in children if child.name == "VEVENT"), Component("VEVENT"))
    return event, [child for child in children if child.name == "VTIMEZONE"]


def _item(invitation: Invitation) -> Item:
    event, _ = event_of(invitation)
    parties: dict[str, Party] = {}
    for line in event.all("ATTENDEE"):
        party = _party(line)
        if party:
            parties.setdefault(party.who.address, party)
    organizer = event.first("ORGANIZER")
    return Item(
        invitation, parties, _party(organizer) if organizer else None, _shown(event), _timing(event, invitation)
    )


def _party(line: Line) -> Party | None:
    who = person(line)
    if who is None:
        return None
    agent = (line.param("SCHEDULE-AGENT") or "SERVER").strip().upper()
    force = (line.param("SCHEDULE-FORCE-SEND") or "").strip().upper()
    return Party(who, agent, force)


def _shown(event: Component) -> str:
    """A digest of what every recipient reads; folding, order and a program's housekeeping make no difference."""
    rows = sorted(
        ";".join([line.name, *sorted(f"{name}={','.join(values)}" for name, values in line.params.items())])
        + ":"
        + unescaped(line.value).strip()
        for line in event.lines
        if line.name not in HOUSEKEEPING and is_told(line)
    )
    return hashlib.sha256("\n".join(rows).encode("utf-8", "replace")).hexdigest()


def _timing(event: Component, of: Invitation) -> tuple[str, ...]:
    """What RFC 5546 §2.1.4 names, in forms that only differ where the meaning does; and the place."""
    both = event.first("DTEND") is not None and event.first("DURATION") is not None
    lengths = [line.value.strip() for line in event.all("DURATION")] if both else []
    rows = [
        f"DTSTART:{of.start.key if of.start else ''} {_zone(of)}",
        f"DTEND:{of.end.key if of.end else ''}",
        *(f"DURATION:{length}" for length in lengths),
        *(
            f"{line.name}:{';'.join(sorted(normal_rule(line.value, of.start)))}"
            for line in event.all("RRULE", "EXRULE")
        ),
        *_dates(of),
        f"STATUS:{of.status or ''}",
        f"LOCATION:{' '.join(of.location.split())}",
    ]
    return tuple(sorted(set(rows)))


def _dates(of: Invitation) -> list[str]:
    """The instances taken out of the rule, and those added to it that are neither its own nor taken out."""
    if not of.recurrence.rdates and not of.recurrence.exdates:
        return []
    ruled = replace(of, recurrence=replace(of.recurrence, rdates=()))
    out = [named for each in of.recurrence.exdates if (named := named_instance(ruled, each))]
    new = [each for each in of.recurrence.rdates if each[1] or not is_instance(ruled, each[0], ignore_exdates=True)]
    told = [f"RDATE:{start.key}/{end.key if end else ''}" for start, end in new if is_instance(of, start)]
    return [*(f"EXDATE:{each.key}" for each in out), *told]


def _zone(of: Invitation) -> str:
    """A series follows its zone's clock; a single meeting is an instant in any zone."""
    return str(of.start.zone) if of.start and (of.recurrence.rrules or of.recurrence.rdates) else ""
