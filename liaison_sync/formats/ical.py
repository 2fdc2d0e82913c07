"""iCalendar bytes to invitations: each VEVENT saved by itself, what is lost is counted, nothing is raised."""

from __future__ import annotations

from liaison_sync.domain.invitation import CalendarFile, Invitation
from liaison_sync.formats import calendar_event
from liaison_sync.formats.calendar_event import Surroundings
from liaison_sync.formats.calendar_values import text as unescaped
from liaison_sync.formats.content_lines import FEED, MAIL, Component, Limits, tree
from liaison_sync.formats.uid_identity import uid_aliases
from liaison_sync.formats.zone_rules import bare, clean

__all__ = ["FEED", "MAIL", "Limits", "read", "uid_aliases"]

NOT_MEETINGS = ("VTODO", "VJOURNAL", "VFREEBUSY", "VAVAILABILITY")


def read(data: bytes, *, territory: str = "ID", default_zone: str | None = None, limits: Limits = MAIL) -> CalendarFile:
    """Every VEVENT of every VCALENDAR in the bytes. `default_zone` stands in for a missing X-WR-TIMEZONE.

    Never raises: problems are reason keys, with a place or a number after a colon.
    """
    root, found = tree(data, limits)
    problems = list(found)
    calendars = [child for child in root.children if child.name == "VCALENDAR"]
    if any(child.name != "VCALENDAR" for child in root.children):
        calendars.append(_strays(root, calendars))
    if not calendars:
        problems.append("no_calendar")
    every_zone: dict[str, Component] = {}
    invitations: list[Invitation] = []
    for calendar in calendars:
        invitations += _invitations(calendar, every_zone, territory, default_zone, limits, problems)
    first = calendars[0] if calendars else Component("")
    return CalendarFile(_method(first), _text(first, "PRODID"), tuple(invitations), tuple(_counted(problems)))


def _strays(root: Component, calendars: list[Component]) -> Component:
    """Components outside any VCALENDAR belong to the last one's METHOD."""
    lines = root.lines + (calendars[-1].lines if calendars else [])
    return Component("VCALENDAR", lines, [each for each in root.children if each.name != "VCALENDAR"])


def _invitations(
    calendar: Component,
    every_zone: dict[str, Component],
    territory: str,
    default_zone: str | None,
    limits: Limits,
    problems: list[str],
) -> list[Invitation]:
    for child in calendar.children:
        tzid = child.first("TZID") if child.name == "VTIMEZONE" else None
        if tzid is not None:
            every_zone[clean(tzid.value)] = every_zone[bare(tzid.value)] = child
    around = Surroundings(
        method=_method(calendar),
        brought=every_zone,
        territory=territory,
        wr_timezone=_text(calendar, "X-WR-TIMEZONE") or _old_offset(calendar) or default_zone,
        attendees=limits.attendees,
        problems=problems,
    )
    found = []
    for child in calendar.children:
        if child.name == "VEVENT":
            invitation = _salvaged(child, around)
            found += [invitation] if invitation else []
        elif child.name in NOT_MEETINGS:
            problems.append(f"not_a_meeting:{child.name}")
        elif child.name not in ("VTIMEZONE", "VALARM"):
            problems.append("component_unknown")
    return found


def _old_offset(calendar: Component) -> str | None:
    """The offset of all times of a vCalendar 1.0 ("TZ:+07"); None where summer time changes it."""
    if _text(calendar, "VERSION") != "1.0" or (_text(calendar, "DAYLIGHT") or "").upper().startswith("TRUE"):
        return None
    return _text(calendar, "TZ")


def _salvaged(event: Component, around: Surroundings) -> Invitation | None:
    try:
        return calendar_event.read(event, around)
    except Exception as error:
        around.problems.append(f"event_unreadable:{type(error).__name__}")
        return None


def _method(calendar: Component) -> str | None:
    """METHOD in upper case; a value no RFC knows is kept (the fold decides), at 40 characters."""
    method = _text(calendar, "METHOD")
    return method.upper()[:40] if method else None


def _text(component: Component, name: str) -> str | None:
    line = component.first(name)
    return unescaped(line.value).strip()[:300] or None if line else None


def _counted(problems: list[str]) -> list[str]:
    """Each reason once, with how often: "not_a_meeting:VTODO" or "not_a_meeting:VTODO×3"."""
    return [
        problem if problems.count(problem) == 1 else f"{problem}×{problems.count(problem)}"
        for problem in dict.fromkeys(problems[:1_000])
    ]
