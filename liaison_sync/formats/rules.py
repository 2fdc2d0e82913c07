"""RRULE expansion (RFC 5545 §3.3.10) on wall time, in steps that are counted: no rule can outrun its budget.

dateutil cannot be stopped between two results, so an impossible rule costs it seconds; here every candidate is a step.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.rule_text import MOST, Rule, parse

__all__ = ["MOST", "Bounds", "Budget", "BudgetSpentError", "Rule", "parse", "refusal", "walls"]

DAY = timedelta(days=1)
STEP = {"HOURLY": 3600, "MINUTELY": 60, "SECONDLY": 1}
LAST_YEAR = 9990


class BudgetSpentError(Exception):
    """The rule cost more steps than it may."""


@dataclass(slots=True)
class Budget:
    """Steps left; a step is one day or one time looked at. What a share spends, the whole it came from spends too."""

    steps: int
    whole: Budget | None = None

    def spend(self, steps: int = 1) -> None:
        """Take steps; raises BudgetSpentError when none are left."""
        self.steps -= steps
        if self.whole is not None:
            self.whole.spend(steps)
        if self.steps < 0:
            raise BudgetSpentError


@dataclass(frozen=True, slots=True)
class Bounds:
    """The wall times wanted, first ≤ t < last, and how a wall time becomes a comparable instant (naive UTC)."""

    first: datetime
    last: datetime
    instant: Callable[[datetime], datetime]


def refusal(rule: Rule) -> str | None:
    """Why a rule is not expanded at all: below HOURLY only up to 1000 times, or no faster than every five minutes."""
    fast = rule.freq in ("MINUTELY", "SECONDLY") and STEP[rule.freq] * rule.interval < 300
    return "rule_too_frequent" if fast and (rule.count is None or rule.count > 1000) else None


def walls(rule: Rule, start: datetime, bounds: Bounds, budget: Budget, limit: int) -> list[datetime]:
    """Wall times of the rule from `start` on within the bounds, sorted, at most `limit`.

    DTSTART is the caller's to add; with COUNT it counts as the first (§3.3.10). Raises BudgetSpentError.
    """
    found: list[datetime] = []
    rule = _bounded(rule, start, bounds)
    left = None if rule.count is None else rule.count - 1  # DTSTART itself, which the caller adds
    reached = _after_start(rule, start, bounds, budget)
    for wall in reached if left is None else _distinct(rule, reached, start, bounds):
        if wall >= bounds.last or (left is not None and left <= 0) or past_until(rule, wall, bounds):
            break
        if left is not None:
            left -= 1
        if wall >= bounds.first:
            found.append(wall)
            if len(found) >= limit:
                break
    return found


def _distinct(rule: Rule, reached: Iterator[datetime], start: datetime, bounds: Bounds) -> Iterator[datetime]:
    """Of several times a day, those that a gap in the clocks makes one (§3.3.5) are one meeting and count once."""
    if not (rule.freq in STEP or rule.by_hour or rule.by_minute or rule.by_second):
        yield from reached
        return
    seen = {bounds.instant(start)}
    for wall in reached:
        instant = bounds.instant(wall)
        if instant not in seen:
            seen.add(instant)
            yield wall


def on_dates(rule: Rule) -> Rule:
    """The rule of a series of dates: BYHOUR, BYMINUTE and BYSECOND are ignored there (§3.3.10)."""
    return replace(rule, by_hour=(), by_minute=(), by_second=())


def names_start(rule: Rule, start: datetime, bounds: Bounds, budget: Budget) -> bool:
    """Whether the pattern itself comes upon DTSTART, as an EXRULE must to take it away (RFC 2445 §4.8.5.2)."""
    reached = (wall for wall in _all(_with_defaults(rule, start), start, bounds, budget) if wall >= start)
    return next(reached, None) == start


def counted(rule: Rule, start: datetime, bounds: Bounds, budget: Budget) -> Iterator[datetime]:
    """Every wall time after `start` a rule with COUNT has, one by one. Raises BudgetSpentError."""
    left = (rule.count or 1) - 1  # DTSTART itself, which the caller adds
    for wall in _distinct(rule, _after_start(rule, start, bounds, budget), start, bounds):
        if left <= 0 or wall >= bounds.last or past_until(rule, wall, bounds):
            return
        left -= 1
        yield wall


def comes_upon(rule: Rule, start: datetime, wall: datetime) -> bool:
    """Whether the pattern, COUNT, UNTIL and BYSETPOS apart, names a wall time not before `start`."""
    rule = _with_defaults(rule, start)
    day = _meant(rule, wall.date())
    if day is None:
        return False
    if rule.freq in STEP:
        return _finer_than_days(rule, start, wall)
    at_hour = wall.hour in (rule.by_hour or (start.hour,)) and wall.minute in (rule.by_minute or (start.minute,))
    seconds = [min(each, 59) for each in rule.by_second] or [start.second]
    return at_hour and wall.second in seconds and _periods_between(rule, start.date(), day) % rule.interval == 0


def _periods_between(rule: Rule, start: date, day: date) -> int:
    if rule.freq == "YEARLY":
        return day.year - start.year
    if rule.freq == "MONTHLY":
        return (day.year - start.year) * 12 + day.month - start.month
    days = day.toordinal() - start.toordinal()
    return (days + (start.weekday() - rule.wkst) % 7) // 7 if rule.freq == "WEEKLY" else days


def _finer_than_days(rule: Rule, start: datetime, wall: datetime) -> bool:
    """HOURLY and below: the step it belongs to, and what BYMINUTE and BYSECOND make of that step."""
    if rule.by_hour and wall.hour not in rule.by_hour:
        return False
    minutes, seconds = rule.by_minute, tuple(min(each, 59) for each in rule.by_second)
    base = wall
    if rule.freq == "HOURLY":
        if wall.minute not in (minutes or (start.minute,)):
            return False
        base = base.replace(minute=start.minute)
    elif minutes and wall.minute not in minutes:
        return False
    if rule.freq != "SECONDLY":
        if wall.second not in (seconds or (start.second,)):
            return False
        base = base.replace(second=start.second)
    elif rule.by_second and wall.second not in rule.by_second:
        return False
    return (base - start) % timedelta(seconds=STEP[rule.freq] * rule.interval) == timedelta(0)


def _bounded(rule: Rule, start: datetime, bounds: Bounds) -> Rule:
    """Drop a COUNT that the window ends before: then the years before the window can be skipped."""
    if rule.count is None or rule.count < 5000:
        return rule
    days = max((bounds.last - start).days, 0) + 1
    times = 86_400 if rule.freq in STEP or rule.by_hour or rule.by_minute or rule.by_second else 1
    return replace(rule, count=None) if rule.count > days * times else rule


def past_until(rule: Rule, wall: datetime, bounds: Bounds) -> bool:
    """Whether a wall time lies after UNTIL; a DATE includes that whole day, a UTC time is compared by instant."""
    if rule.until is None:
        return False
    until, offset = rule.until
    if not isinstance(until, datetime):
        return wall.date() > until
    if offset is None:
        return wall > until
    return bounds.instant(wall) > until - offset


def _after_start(rule: Rule, start: datetime, bounds: Bounds, budget: Budget) -> Iterator[datetime]:
    latest = start
    for wall in _all(_with_defaults(rule, start), start, bounds, budget):
        if wall > latest:  # a day carried into the next month may be named there as well
            latest = wall
            yield wall


def _with_defaults(rule: Rule, start: datetime) -> Rule:
    """What the rule leaves open comes from DTSTART."""
    if not (rule.by_week_no or rule.by_year_day or rule.by_month_day or rule.by_day):
        if rule.freq == "YEARLY":
            rule = replace(rule, by_month=rule.by_month or (start.month,), by_month_day=(start.day,))
        elif rule.freq == "MONTHLY":
            rule = replace(rule, by_month_day=(start.day,))
        elif rule.freq == "WEEKLY":
            rule = replace(rule, by_day=((0, start.weekday()),))
    elif rule.by_week_no and not (rule.by_year_day or rule.by_month_day or rule.by_day):
        rule = replace(rule, by_day=((0, start.weekday()),))
    return rule


def _all(rule: Rule, start: datetime, bounds: Bounds, budget: Budget) -> Iterator[datetime]:
    if rule.freq in STEP:
        yield from _within_days(rule, start, bounds, budget)
        return
    times = _times(rule, start, budget)
    for days in _periods(rule, start.date(), bounds, budget):
        budget.spend(len(days) * len(times))
        chosen = [datetime.combine(day, each) for day in days for each in times]
        yield from _positions(rule, chosen)


def _positions(rule: Rule, chosen: list[datetime]) -> list[datetime]:
    if not rule.by_set_pos:
        return chosen
    size = len(chosen)
    indices = {pos - 1 if pos > 0 else size + pos for pos in rule.by_set_pos}
    return [chosen[index] for index in sorted(indices) if 0 <= index < size]


def _times(rule: Rule, start: datetime, budget: Budget) -> list[time]:
    hours, minutes = rule.by_hour or (start.hour,), rule.by_minute or (start.minute,)
    seconds = [min(each, 59) for each in rule.by_second] or [start.second]
    budget.spend(len(hours) * len(minutes) * len(seconds))
    return [time(hour, minute, second) for hour in hours for minute in minutes for second in dict.fromkeys(seconds)]


def _skip(rule: Rule, distance: int) -> int:
    """How many periods may be skipped to come near the window: none where they must be counted."""
    return 0 if rule.count is not None else max(distance // rule.interval - 1, 0) * rule.interval


def _periods(rule: Rule, start: date, bounds: Bounds, budget: Budget) -> Iterator[list[date]]:
    first = max(bounds.first.date(), start)
    if rule.freq == "YEARLY":
        year = start.year + _skip(rule, first.year - start.year)
        while year <= min(LAST_YEAR, bounds.last.year):
            yield _year(rule, year, budget)
            year += rule.interval
    elif rule.freq == "MONTHLY":
        month = start.year * 12 + start.month - 1
        month += _skip(rule, first.year * 12 + first.month - 1 - month)
        while month < 12 * min(LAST_YEAR, bounds.last.year + 1):
            yield _month(rule, month // 12, month % 12 + 1, budget)
            month += rule.interval
    else:
        yield from _weeks_or_days(rule, start, first, bounds, budget)


def _weeks_or_days(rule: Rule, start: date, first: date, bounds: Bounds, budget: Budget) -> Iterator[list[date]]:
    weekly = rule.freq == "WEEKLY"
    length = 7 if weekly else 1
    begin = start - timedelta(days=(start.weekday() - rule.wkst) % 7) if weekly else start
    wanted = (
        sorted({(weekday - rule.wkst) % 7 for _, weekday in rule.by_day}) if weekly and rule.by_day else range(length)
    )
    day = begin.toordinal() + length * _skip(rule, (first - begin).days // length)
    last = min(bounds.last.date(), date(LAST_YEAR, 1, 1)).toordinal()
    while day <= last:
        budget.spend(len(wanted))
        days = [date.fromordinal(day + index) for index in wanted]
        yield [each for each in days if _matches(rule, each)]
        day += length * rule.interval


def _year(rule: Rule, year: int, budget: Budget) -> list[date]:
    months = rule.by_month or range(1, 13)
    if rule.by_month_day and not (rule.by_day or rule.by_week_no or rule.by_year_day):
        budget.spend(len(months) * len(rule.by_month_day))
        return sorted({day for month in months for day in _month_days(rule, year, month)})
    days: list[date] = []
    for month in months:
        days += _month(rule, year, month, budget)
    return days


def _month(rule: Rule, year: int, month: int, budget: Budget) -> list[date]:
    budget.spend()
    if rule.by_month and month not in rule.by_month:
        return []
    if rule.by_month_day:
        budget.spend(len(rule.by_month_day))
        candidates = _month_days(rule, year, month)
    else:
        begins, length = calendar.monthrange(year, month)
        weekdays = {weekday for _, weekday in rule.by_day} or range(7)
        candidates = [date(year, month, day + 1) for day in range(length) if (begins + day) % 7 in weekdays]
        budget.spend(len(candidates))
    return [day for day in candidates if _chosen(rule, day)]


def _month_days(rule: Rule, year: int, month: int) -> list[date]:
    """The days BYMONTHDAY names; one the month has not is left out, or moved as SKIP says (RFC 7529 §4.2)."""
    length = calendar.monthrange(year, month)[1]
    days = {day if day > 0 else length + 1 + day for day in rule.by_month_day}
    found = [date(year, month, day) for day in sorted(days) if 1 <= day <= length]
    if rule.skip == "OMIT" or max(days) <= length:
        return found
    last = date(year, month, length)
    return sorted({*found, last if rule.skip == "BACKWARD" else last + DAY})


def _meant(rule: Rule, day: date) -> date | None:
    """The day in whose month the pattern names `day`: itself, or the end of the month that SKIP moved it out of."""
    if _matches(rule, day):
        return day
    last = day - DAY if rule.skip == "FORWARD" else day
    moved = rule.skip != "OMIT" and rule.by_month_day and (not rule.by_month or last.month in rule.by_month)
    return last if moved and day in _month_days(rule, last.year, last.month) and _chosen(rule, day) else None


def _matches(rule: Rule, day: date) -> bool:
    if rule.by_month and day.month not in rule.by_month:
        return False
    if rule.by_month_day and not _month_day_matches(rule, day):
        return False
    return _chosen(rule, day)


def _chosen(rule: Rule, day: date) -> bool:
    """Whether a day of a month and month-day the rule names passes its other parts."""
    if rule.by_year_day and not _year_day_matches(rule, day):
        return False
    if rule.by_week_no and not _week_matches(rule, day):
        return False
    return not rule.by_day or any(_day_matches(rule, day, ordinal, weekday) for ordinal, weekday in rule.by_day)


def _month_day_matches(rule: Rule, day: date) -> bool:
    return (
        day.day in rule.by_month_day or day.day - calendar.monthrange(day.year, day.month)[1] - 1 in rule.by_month_day
    )


def _year_day_matches(rule: Rule, day: date) -> bool:
    number = day.timetuple().tm_yday
    return number in rule.by_year_day or number - (366 if calendar.isleap(day.year) else 365) - 1 in rule.by_year_day


def _day_matches(rule: Rule, day: date, ordinal: int, weekday: int) -> bool:
    if day.weekday() != weekday:
        return False
    if ordinal == 0 or rule.freq not in ("YEARLY", "MONTHLY") or rule.by_week_no:
        return True  # an ordinal means nothing elsewhere (§3.3.10)
    if rule.freq == "MONTHLY" or rule.by_month:
        index, length = day.day, calendar.monthrange(day.year, day.month)[1]
    else:
        index, length = day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365
    return ordinal == (index + 6) // 7 if ordinal > 0 else -ordinal == (length - index) // 7 + 1


def _week_matches(rule: Rule, day: date) -> bool:
    number, weeks = week_number(day, rule.wkst)
    return number in rule.by_week_no or number - weeks - 1 in rule.by_week_no


def week_number(day: date, wkst: int) -> tuple[int, int]:
    """(number of the week, weeks in its year), the first week having four days or more of the year (§3.3.10)."""
    middle = day + timedelta(days=3 - (day.weekday() - wkst) % 7)  # a week belongs to the year of its fourth day
    number = (middle.timetuple().tm_yday - 1) // 7 + 1
    last = date(middle.year, 12, 28) if wkst == 0 else None
    weeks = last.isocalendar()[1] if last else _weeks_in(middle.year, wkst)
    return number, weeks


def _weeks_in(year: int, wkst: int) -> int:
    days = 366 if calendar.isleap(year) else 365
    first_fourth = next(index for index in range(1, 8) if (date(year, 1, index).weekday() - wkst) % 7 == 3)
    return (days - first_fourth) // 7 + 1


def _within_days(rule: Rule, start: datetime, bounds: Bounds, budget: Budget) -> Iterator[datetime]:
    """HOURLY and below: steps of wall time; a day, hour or minute that cannot match is skipped whole."""
    step = timedelta(seconds=STEP[rule.freq] * rule.interval)
    wall = start
    if rule.count is None and bounds.first > start:
        wall += max((bounds.first - start) // step - 1, 0) * step
    while wall < bounds.last:
        budget.spend()
        if not _matches(rule, wall.date()):
            wall = _forward(wall, datetime.combine(wall.date() + DAY, time()), step)
        elif rule.by_hour and wall.hour not in rule.by_hour:
            wall = _forward(wall, wall.replace(minute=0, second=0) + timedelta(hours=1), step)
        elif rule.freq != "HOURLY" and rule.by_minute and wall.minute not in rule.by_minute:
            wall = _forward(wall, wall.replace(second=0) + timedelta(minutes=1), step)
        else:
            if rule.freq != "SECONDLY" or not rule.by_second or wall.second in rule.by_second:
                chosen = _finer(rule, wall)
                budget.spend(len(chosen))
                yield from _positions(rule, chosen)
            wall += step


def _forward(wall: datetime, target: datetime, step: timedelta) -> datetime:
    return wall + max(-((wall - target) // step), 1) * step


def _finer(rule: Rule, wall: datetime) -> list[datetime]:
    minutes = rule.by_minute if rule.freq == "HOURLY" and rule.by_minute else (wall.minute,)
    seconds = rule.by_second if rule.freq != "SECONDLY" and rule.by_second else (wall.second,)
    return [wall.replace(minute=each, second=min(second, 59)) for each in minutes for second in seconds]
