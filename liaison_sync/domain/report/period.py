"""Periods: ISO weeks (ISO 8601) and months in the zone of the report, and which of them is due."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from liaison_sync.domain.value import dataclass

Every = Literal["week", "month"]
_WEEK, _MONTH = re.compile(r"(\d{4})-W(\d{2})"), re.compile(r"(\d{4})-(\d{2})")
_7_DAYS = timedelta(days=7)
_AHEAD = {"week": _7_DAYS, "month": timedelta(days=30)}


@dataclass(frozen=True, slots=True)
class Period:
    """One ISO week or one month: `first` (a Monday, or the 1st) to the next, 00.00 in `zone` (IANA)."""

    first: date
    zone: str
    every: Every = "week"

    @property
    def name(self) -> str:
        """ "2026-W53", "2026-11": the names of later periods sort after those of earlier ones."""
        if self.every == "month":
            return f"{self.first:%Y-%m}"
        year, week, _ = self.first.isocalendar()
        return f"{year:04d}-W{week:02d}"

    @property
    def start(self) -> datetime:
        """Aware UTC."""
        return _midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """Aware UTC, the first instant after the period."""
        return _midnight(self._next(), self.zone)

    @property
    def before(self) -> Period:
        if self.every == "week":
            return Period(self.first - _7_DAYS, self.zone)
        return Period((self.first - timedelta(days=1)).replace(day=1), self.zone, "month")

    @property
    def after(self) -> Period:
        return Period(self._next(), self.zone, self.every)

    def _next(self) -> date:
        if self.every == "week":
            return self.first + _7_DAYS
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def ahead(self) -> timedelta:
        """How far a report on this period looks ahead."""
        return _AHEAD[self.every]

    def steps(self) -> list[datetime]:
        """The beginning of each day of a week, of each week of a month; then the end of the last."""
        if self.every == "week":
            days = [self.first + timedelta(days=n) for n in range(8)]
        else:
            monday = self.first + timedelta(days=7 - self.first.weekday())
            days = [self.first]
            while monday < self._next():
                days, monday = [*days, monday], monday + _7_DAYS
            days.append(self._next())
        return [_midnight(day, self.zone) for day in days]


@lru_cache(maxsize=256)  # a report asks for the same few thousands of times
def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def period_of(at: datetime, zone: str, every: Every = "week") -> Period:
    """The week or month `at` (aware) lies in."""
    day = at.astimezone(ZoneInfo(zone)).date()
    first = day - timedelta(days=day.weekday()) if every == "week" else day.replace(day=1)
    return Period(first, zone, every)


def period_named(name: str, zone: str) -> Period:
    """The week called "2026-W46", the month called "2026-11". Raises ValueError where there is no such period."""
    week, month = _WEEK.fullmatch(name), _MONTH.fullmatch(name)
    if week is not None:
        return Period(date.fromisocalendar(int(week[1]), int(week[2]), 1), zone)
    if month is not None:
        return Period(date(int(month[1]), int(month[2]), 1), zone, "month")
    raise ValueError(f"not a week or month: {name}")


def due_at(period: Period, *, weekday: int, hour: int) -> datetime:
    """When the report on `period` is due, at `hour`. Aware UTC.

    On a week: `weekday` (1 is Monday) of the following week. On a month: the 1st of the following month.
    """
    day = period.after.first + timedelta(days=weekday - 1 if period.every == "week" else 0)
    return datetime.combine(day, time(hour), ZoneInfo(period.zone)).astimezone(UTC)


def latest_due(now: datetime, zone: str, *, weekday: int, hour: int, every: Every = "week") -> Period:
    """The newest period whose report is due at `now` (aware)."""
    last = period_of(now, zone, every).before
    return last if due_at(last, weekday=weekday, hour=hour) <= now else last.before


def skipped(last: Period, due: Period, most: int = 53) -> list[Period]:
    """The periods between the last one reported and the one due: nobody was there to report them."""
    found: list[Period] = []
    here = due.before
    while here.first > last.first and len(found) < most:
        found.insert(0, here)
        here = here.before
    return found
