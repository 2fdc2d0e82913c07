"""Periods: ISO weeks (ISO 8601) in the zone of the report, and which of them is due."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_7_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Period:
    """One ISO week: `monday` to the next Monday, 00.00 in `zone` (IANA)."""

    monday: date
    zone: str

    @property
    def name(self) -> str:
        """ "2026-W53": the names of later weeks sort after those of earlier ones."""
        year, week, _ = self.monday.isocalendar()
        return f"{year:04d}-W{week:02d}"

    @property
    def start(self) -> datetime:
        """Aware UTC."""
        return _midnight(self.monday, self.zone)

    @property
    def end(self) -> datetime:
        """Aware UTC, the first instant after the week."""
        return _midnight(self.monday + _7_DAYS, self.zone)

    @property
    def before(self) -> Period:
        return Period(self.monday - _7_DAYS, self.zone)

    @property
    def after(self) -> Period:
        return Period(self.monday + _7_DAYS, self.zone)

    def days(self) -> list[datetime]:
        """The beginning of each day, then the end of the last: eight instants."""
        return [_midnight(self.monday + timedelta(days=n), self.zone) for n in range(8)]


@lru_cache(maxsize=256)  # a report asks for the same few thousands of times
def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def week_of(at: datetime, zone: str) -> Period:
    """The week `at` (aware) lies in."""
    day = at.astimezone(ZoneInfo(zone)).date()
    return Period(day - timedelta(days=day.weekday()), zone)


def week_named(name: str, zone: str) -> Period:
    """The week called "2026-W46". Raises ValueError where there is no such week."""
    found = _WEEK.fullmatch(name)
    if found is None:
        raise ValueError(f"not a week: {name}")
    return Period(date.fromisocalendar(int(found[1]), int(found[2]), 1), zone)


def due_at(period: Period, *, weekday: int, hour: int) -> datetime:
    """When the report on `period` is due: `weekday` (1 is Monday) of the following week at `hour`. Aware UTC."""
    day = period.after.monday + timedelta(days=weekday - 1)
    return datetime.combine(day, time(hour), ZoneInfo(period.zone)).astimezone(UTC)


def latest_due(now: datetime, zone: str, *, weekday: int, hour: int) -> Period:
    """The newest week whose report is due at `now` (aware)."""
    last = week_of(now, zone).before
    return last if due_at(last, weekday=weekday, hour=hour) <= now else last.before


def skipped(last: Period, due: Period, most: int = 53) -> list[Period]:
    """The weeks between the last one reported and the one due: nobody was there to report them."""
    found: list[Period] = []
    here = due.before
    while here.monday > last.monday and len(found) < most:
        found.insert(0, here)
        here = here.before
    return found
