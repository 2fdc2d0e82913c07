"""A published calendar (RFC 5545) cut into its items: one for each UID, a series with all of its exceptions.

An item is a calendar of its own, with the time zones it names, so that it is kept and read by itself. Producers write
a fresh DTSTAMP at every request: whether an item changed is told without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from hashlib import sha256

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.content_lines import FEED, Component, Limits, Line, fold, tree
from liaison_sync.formats.zone_rules import clean

_TOO_MUCH = ("too_large", "too_many_components")


@dataclass(frozen=True, slots=True)
class Item:
    """`content` as it is kept; `version` a short digest of what it says."""

    content: bytes
    version: str


@dataclass(frozen=True, slots=True)
class Published:
    """What a feed holds, by locator; or why nothing of it may be used: not_calendar, cut_off, too_large."""

    items: dict[str, Item] = field(default_factory=dict)
    refused: str = ""


def read(data: bytes, limits: Limits = FEED) -> Published:
    """Every VEVENT, by UID. Never raises; half a calendar is none, or what it lacks would count as taken out."""
    root, problems = tree(data, limits)
    calendars = [one for one in root.children if one.name == "VCALENDAR"]
    if any(one in _TOO_MUCH for one in problems):
        return Published(refused="too_large")
    if not calendars:
        return Published(refused="not_calendar")
    if not all(one.closed for one in calendars):
        return Published(refused="cut_off")
    zones = {clean(tzid.value): one for one in _components(calendars, "VTIMEZONE") if (tzid := one.first("TZID"))}
    grouped: dict[str, list[Component]] = {}
    for event in _components(calendars, "VEVENT"):
        grouped.setdefault(_locator(event), []).append(event)
    head = [line for name in ("PRODID", "X-WR-TIMEZONE") if (line := calendars[0].first(name)) is not None]
    return Published({locator: _item(events, zones, head) for locator, events in sorted(grouped.items())})


def _components(calendars: Iterable[Component], name: str) -> Iterator[Component]:
    return (child for calendar in calendars for child in calendar.children if child.name == name)


def _locator(event: Component) -> str:
    """Of its UID; what has none is known by its words alone."""
    uid = event.first("UID")
    if uid is not None and uid.value.strip():
        return "u" + _digest(uid.value.strip())[:24]
    return "x" + _digest("".join(_told(event)))[:24]


def _item(events: list[Component], zones: dict[str, Component], head: list[Line]) -> Item:
    """The series before its exceptions, and those in their order, in whatever order they stood."""
    events = sorted(events, key=lambda one: (_instance(one), _digest("".join(_told(one)))))
    named = dict.fromkeys(clean(tzid) for event in events for tzid in _zones(event))
    needed = [zones[tzid] for tzid in sorted(named) if tzid in zones]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *(line.text for line in head)]
    text = "".join(f"{fold(line)}\r\n" for line in lines)
    text += "".join(one.text() for one in (*needed, *events)) + "END:VCALENDAR\r\n"
    said = "".join(line for one in (*needed, *events) for line in _told(one))
    return Item(text.encode("utf-8", "replace"), _digest(said)[:16])


def _instance(event: Component) -> str:
    line = event.first("RECURRENCE-ID")
    return line.value.strip() if line is not None else ""


def _zones(event: Component) -> Iterator[str]:
    for line in event.lines:
        if (tzid := line.param("TZID")) is not None:
            yield tzid


def _told(one: Component) -> Iterator[str]:
    """The lines of a component that tell something."""
    return (f"{line}\n" for line in one.text().split("\r\n") if not line.startswith("DTSTAMP"))


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()
