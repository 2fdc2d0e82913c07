"""VTIMEZONE (RFC 5545 §3.6.5): the offsets a calendar brought along for itself."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import field
from datetime import date, datetime, timedelta
from itertools import islice

from liaison_sync.domain.value import dataclass
from liaison_sync.formats import rules
from liaison_sync.formats.calendar_values import date_time, utc_offset
from liaison_sync.formats.content_lines import Component

FIRST, LAST = datetime(1970, 1, 1), datetime(2060, 1, 1)  # noqa: DTZ001 wall times; nothing we read lies outside
ONSETS = 400
OBSERVANCES = 200
STEPS = 100_000  # of the rules of all zones of a file; those of a zone in use take a thousand


@dataclass(frozen=True)
class ZoneRules:
    """When each offset begins: wall-clock onsets in the offset before them, sorted, with the offsets around them."""

    tzid: str
    location: str | None  # X-LIC-LOCATION: the IANA name a producer meant
    onsets: tuple[tuple[datetime, timedelta, timedelta], ...] = ()  # (wall onset, offset from, offset to)
    _walls: list[datetime] = field(default_factory=list, compare=False, repr=False)
    _covered: datetime = datetime.max  # noqa: DTZ901 a wall time; until then the rules speak

    def offset_at(self, wall: datetime) -> timedelta:
        """The UTC offset of a wall time; a time that does not exist keeps the offset before the gap (§3.3.5)."""
        index = bisect_right(self._walls, wall) - 1
        if index < 0:
            return self.onsets[0][1]
        onset, before, after = self.onsets[index]
        # A gap after the onset, or the repeated hour before it in the new offset: the first reading wins.
        return before if after > before and wall < onset + (after - before) else after

    def speaks_of(self, wall: datetime) -> bool:
        """Whether the rules cover a time: many calendars bring only the one change they needed."""
        return self.onsets[0][0] <= wall < self._covered


def clean(tzid: str) -> str:
    """A TZID as it is compared: without regard to case (RFC 5545 §2); some producers quote it in one place only."""
    return bare(tzid).casefold()


def bare(tzid: str) -> str:
    """A TZID as it was meant, without quotes."""
    return tzid.strip().strip('"').strip()


def read(component: Component, budget: rules.Budget | None = None) -> ZoneRules | None:
    """The rules of a VTIMEZONE; None if it names no zone, has no readable observance or costs more than it may."""
    tzid, location = component.first("TZID"), component.first("X-LIC-LOCATION")
    budget = rules.Budget(STEPS) if budget is None else budget
    try:
        onsets = [onset for child in component.children[:OBSERVANCES] for onset in _onsets(child, budget)]
    except rules.BudgetSpentError:
        return None
    if tzid is None or not onsets:
        return None
    ordered = tuple(sorted(set(onsets))[-4 * ONSETS :])
    walls = [onset[0] for onset in ordered]
    named = location.value.strip() if location else None
    return ZoneRules(bare(tzid.value), named, ordered, walls, _covered(ordered))


def _covered(onsets: tuple[tuple[datetime, timedelta, timedelta], ...]) -> datetime:
    """For ever where there is but one offset, else a year beyond the last change told."""
    one = len({after for _, _, after in onsets}) == 1
    try:
        return datetime.max if one else onsets[-1][0] + timedelta(days=366)  # noqa: DTZ901
    except OverflowError:
        return datetime.max  # noqa: DTZ901


def _onsets(observance: Component, budget: rules.Budget) -> list[tuple[datetime, timedelta, timedelta]]:
    if observance.name not in ("STANDARD", "DAYLIGHT"):
        return []
    start, before, after = (observance.first(name) for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"))
    if start is None or after is None:
        return []
    first, to = date_time(start.value), utc_offset(after.value)
    since = utc_offset(before.value) if before else to
    if first is None or to is None or since is None:
        return []
    begin = _at_midnight(first[0])
    walls = {begin}
    added = (each for line in observance.all("RDATE")[:ONSETS] for each in line.value.split(",")[:ONSETS])
    walls.update(_at_midnight(found[0]) for each in islice(added, ONSETS) if (found := date_time(each)))
    for line in observance.all("RRULE")[:5]:
        walls.update(_recurring(line.value, begin, since, budget))
    return [(wall, since, to) for wall in walls]


def _recurring(text: str, begin: datetime, since: timedelta, budget: rules.Budget) -> list[datetime]:
    parsed = rules.parse(text)
    if isinstance(parsed, str) or parsed.freq not in ("YEARLY", "MONTHLY"):
        return []
    horizon = rules.Bounds(max(begin, FIRST), LAST, lambda wall: wall - since)
    return rules.walls(parsed, begin, horizon, budget, limit=ONSETS)


def _at_midnight(value: datetime | date) -> datetime:
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
