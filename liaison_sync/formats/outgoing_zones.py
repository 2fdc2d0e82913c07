"""The VTIMEZONEs an outgoing calendar needs: one for each TZID it names and no other (RFC 5545 §3.6.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from liaison_sync.formats import zones
from liaison_sync.formats.calendar_values import date_time
from liaison_sync.formats.content_lines import Component, tree
from liaison_sync.formats.zone_rules import bare, clean

YEARS = timedelta(days=5 * 366)  # of a zone's rules beyond the last time named


def written(events: Iterable[Component], brought: Mapping[str, Component]) -> list[Component]:
    """The zones the events name: as they were brought along, or else written from the zone database."""
    used: dict[str, list[date]] = {}
    for event in events:
        for line in event.lines:
            if "TZID" in line.params and not line.value.strip().upper().endswith("Z"):
                used.setdefault(bare(line.param("TZID") or ""), []).extend(_days(line.value))
    known = {clean(tzid).replace("\\,", ","): zone for tzid, zone in brought.items()}
    found = [known.get(clean(tzid)) or _made(tzid, days) for tzid, days in sorted(used.items())]
    return [zone for zone in found if zone is not None]


def _days(value: str) -> list[date]:
    found = [date_time(each.partition("/")[0]) for each in value.split(",")]
    return [date(each[0].year, each[0].month, each[0].day) for each in found if each]


def _made(tzid: str, days: list[date]) -> Component | None:
    resolved = zones.resolve(tzid, at=min(days, default=None))
    if not days or resolved.zone in (None, "floating") or resolved.source in ("vtimezone", "unresolved"):
        return None
    from icalendar import Timezone

    zone = Timezone.from_tzinfo(
        zones.tzinfo_of(str(resolved.zone)), tzid, min(days) - timedelta(days=366), max(days) + YEARS
    )
    root, _ = tree(zone.to_ical())
    if not root.children:
        return None
    made = root.children[0]
    made.lines = made.all("TZID")  # without the library's remark on which years it wrote
    return made
