"""Working time of one place: its zone, its holidays, its hours. Instants are aware; results are UTC.

A working day is a weekday of the policy that is no holiday. Hours shorten in a season (Ramadan) or on a half-day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Literal, Protocol, TypeVar
from zoneinfo import ZoneInfo

from liaison_sync.domain.policy import Hours, WorkingTime
from liaison_sync.domain.value import dataclass

HolidayKind = Literal["national", "joint_leave", "other"]
_Asked_contra = TypeVar("_Asked_contra", contravariant=True)
_Told_co = TypeVar("_Told_co", covariant=True)
_DAY = timedelta(days=1)
_WEEK = 7 * _DAY
_SEARCH_DAYS = 800  # no decree closes an office for two years


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day without work; `until` set: a half-day that is free only after that wall time."""

    name: str
    kind: HolidayKind = "national"
    until: time | None = None


class Known(Protocol[_Asked_contra, _Told_co]):
    """What can be asked: a mapping, or something that looks up only when asked."""

    def get(self, asked: _Asked_contra, /) -> _Told_co | None: ...


class NoWorkingTime(ValueError):
    """No working time within two years: the holidays leave none."""


@dataclass(frozen=True)
class Calendar:
    """The working time of one recipient. `zone` is an IANA name."""

    holidays: Known[date, Holiday] = field(default_factory=dict)
    zone: str = "Asia/Jakarta"
    working: WorkingTime = field(default_factory=WorkingTime)

    @cached_property
    def tz(self) -> ZoneInfo:
        """The zone itself; raises ZoneInfoNotFoundError where there is no such zone."""
        return ZoneInfo(self.zone)

    def hours_of(self, day: date) -> Hours | None:
        """Opening hours of `day`, or None where nobody works."""
        if day.weekday() not in self.working.days:
            return None
        season = next((s for s in self.working.seasons if s.since <= day <= s.until), None)
        hours = season.hours if season else self.working.hours
        holiday = self.holidays.get(day)
        if holiday is None:
            return hours
        if holiday.until is None or holiday.until <= hours.opens:
            return None
        return Hours(hours.opens, min(hours.closes, holiday.until))

    def is_working_day(self, day: date) -> bool:
        return self.hours_of(day) is not None

    def local(self, at: datetime) -> datetime:
        """`at` on this place's clock."""
        return at.astimezone(self.tz)

    def span(self, day: date) -> tuple[datetime, datetime] | None:
        """Opening and closing of `day` as instants."""
        if day not in self._spans:
            self._spans[day] = self._opened(day)
        return self._spans[day]

    def _opened(self, day: date) -> tuple[datetime, datetime] | None:
        hours = self.hours_of(day)
        return (self._at(day, hours.opens), self._at(day, hours.closes)) if hours else None

    @cached_property
    def _spans(self) -> dict[date, tuple[datetime, datetime] | None]:
        """The days looked at so far: a report asks for the same few weeks thousands of times."""
        return {}

    def is_working(self, at: datetime) -> bool:
        """Whether `at` lies within working time (closing time itself does not)."""
        span = self.span(self.local(at).date())
        return span is not None and span[0] <= at < span[1]

    def next_working(self, at: datetime) -> datetime:
        """`at` itself within working time, else the next opening. Raises NoWorkingTime."""
        for opens, closes in self._spans_from(at):
            if at < closes:
                return max(at, opens).astimezone(UTC)
        raise NoWorkingTime(self.zone)

    def add_working_hours(self, at: datetime, hours: float) -> datetime:
        """The instant at which `hours` of working time have passed since `at`. Raises NoWorkingTime."""
        left = timedelta(hours=hours)
        for opens, closes in self._spans_from(at, limit=_SEARCH_DAYS + int(hours)):
            begin = max(at, opens)
            if closes <= begin:
                continue
            if left <= closes - begin:
                return (begin + left).astimezone(UTC)
            left -= closes - begin
        raise NoWorkingTime(self.zone)

    def working_hours_between(self, start: datetime, end: datetime) -> float:
        """Working hours from `start` to `end`; 0 where `end` does not follow."""
        first, last = self.local(start).date(), self.local(end).date()
        total = timedelta()
        if last - first > _WEEK:  # what lies a day and more within is there whole, wherever clocks change
            total = self._worked(first + _DAY, last - 2 * _DAY)[1]
            days = [first, first + _DAY, last - _DAY, last]
        else:
            days = list(_days(first, last))
        for opens, closes in filter(None, map(self.span, days)):
            total += max(timedelta(), min(end, closes) - max(start, opens))
        return total / timedelta(hours=1)

    def working_days_between(self, start: datetime, end: datetime) -> int:
        """Working days after that of `start`, up to that of `end`: an age in working days."""
        first, last = self.local(start).date(), self.local(end).date()
        return self._worked(first, last)[0] if first < last else 0

    def holidays_between(self, start: datetime, end: datetime) -> int:
        """Days after that of `start`, up to that of `end`, on which people work in other weeks."""
        first, last = self.local(start).date(), self.local(end).date()
        weeks, rest = divmod(max(0, (last - first).days), 7)
        left = sum((last - n * _DAY).weekday() in self.working.days for n in range(rest))
        return weeks * len(self.working.days) + left - self.working_days_between(start, end)

    def _worked(self, after: date, last: date) -> tuple[int, timedelta]:
        """Working days, and their hours, of the days after `after` up to `last`, which lies behind it."""
        days, hours = 0, timedelta()
        for month in _firsts(after, last):
            told = self._month(month)
            until = told[last.day if month == last.replace(day=1) else -1]
            since = told[after.day if month == after.replace(day=1) else 0]
            days, hours = days + until[0] - since[0], hours + until[1] - since[1]
        return days, hours

    def _month(self, first: date) -> list[tuple[int, timedelta]]:
        """Day of the month → working days and their hours until its end; a list of ages asks for a few months."""
        if first not in self._months:
            told = [(0, timedelta())]
            for n in range(monthrange(first.year, first.month)[1]):
                opened = self._opened(first + n * _DAY)
                days, hours = told[-1]
                told.append((days + 1, hours + max(timedelta(), opened[1] - opened[0])) if opened else told[-1])
            self._months[first] = told
        return self._months[first]

    @cached_property
    def _months(self) -> dict[date, list[tuple[int, timedelta]]]:
        return {}

    def add_working_days(self, at: datetime, days: int) -> datetime:
        """`days` working days later at the same wall time, kept within that day's hours. Raises NoWorkingTime.

        What arrives outside working time counts from the next opening: Saturday + 1 is Tuesday's opening.
        """
        begin = self.local(self.next_working(at))
        day = self._step(begin.date(), days, _DAY)
        return self._within(day, begin.timetz().replace(tzinfo=None))

    def opening_before(self, at: datetime, days: int = 1) -> datetime:
        """Opening of the `days`-th working day before the day of `at`. Raises NoWorkingTime."""
        return self._within(self._step(self.local(at).date(), days, -_DAY), time.min)

    def opening_on(self, at: datetime) -> datetime | None:
        """Opening of the day of `at`, or None where that day is free."""
        span = self.span(self.local(at).date())
        return span[0].astimezone(UTC) if span else None

    def return_on(self, day: date) -> datetime:
        """Opening of `day`, or of the first working day after it. Raises NoWorkingTime."""
        return self.next_working(self._at(day, time.min))

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.tz).astimezone(UTC)

    def _within(self, day: date, clock: time) -> datetime:
        hours = self.hours_of(day)
        if hours is None:
            raise NoWorkingTime(self.zone)
        # Closing time itself is outside working time, so a minute before it is the last moment of a day.
        last = (datetime.combine(day, hours.closes) - timedelta(minutes=1)).time()
        return self._at(day, max(hours.opens, min(clock, last)))

    def _step(self, day: date, count: int, direction: timedelta) -> date:
        for _ in range(_SEARCH_DAYS + 7 * count):
            if count == 0:
                return day
            day += direction
            count -= self.is_working_day(day)
        raise NoWorkingTime(self.zone)

    def _spans_from(self, at: datetime, limit: int = _SEARCH_DAYS) -> Iterator[tuple[datetime, datetime]]:
        first = self.local(at).date()
        return (span for offset in range(limit) if (span := self.span(first + offset * _DAY)))


def _firsts(first: date, last: date) -> Iterator[date]:
    """The first of each month from that of `first` to that of `last`."""
    for n in range(12 * first.year + first.month - 1, 12 * last.year + last.month):
        yield date(n // 12, n % 12 + 1, 1)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += _DAY


@dataclass(frozen=True, slots=True)
class Calendars:
    """Calendars by country (ISO 3166), one per recipient's zone; an unknown country has weekends only.

    Seasons of other hours (Ramadan) are those of our own country.
    """

    holidays: Known[str, Known[date, Holiday]] = field(default_factory=dict)
    working: WorkingTime = field(default_factory=WorkingTime)
    country: str = "ID"
    zone: str = "Asia/Jakarta"
    _made: dict[tuple[str, str], Calendar] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, country: str | None = None, zone: str | None = None) -> Calendar:
        """The calendar of a recipient; our own country and zone where theirs is not known."""
        place = (country or self.country, zone or self.zone)
        if place not in self._made:
            days = self.holidays.get(place[0])
            ours = self.working if place[0] == self.country else replace(self.working, seasons=())
            self._made[place] = Calendar({} if days is None else days, place[1], ours)
        return self._made[place]
