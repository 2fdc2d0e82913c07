"""Whether one RRULE comes upon a wall time (RFC 5545 §3.3.10), by arithmetic on that time alone where that will do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field, replace
from datetime import datetime, time, timedelta

from liaison_sync.domain.value import dataclass
from liaison_sync.formats import rules
from liaison_sync.formats.rules import Bounds, Budget, BudgetSpentError, Rule

DAY = timedelta(days=1)
ENDLESS = datetime(9000, 1, 1)  # noqa: DTZ001 - wall time
POSITIONED = timedelta(days=366 * 100)  # BYSETPOS costs a whole period a question; nobody means that far a one
STEPS = 3_000  # of the periods around one question


@dataclass(slots=True)
class Member:
    """A rule of the series that starts at `start`; `instant` makes a wall time comparable (naive UTC)."""

    rule: Rule
    start: datetime
    instant: Callable[[datetime], datetime]
    budget: Budget = field(default_factory=lambda: Budget(STEPS))
    counted: set[datetime] = field(default_factory=set)
    reached: datetime | None = None
    onward: Iterator[datetime] | None = None
    periods: dict[datetime, frozenset[datetime]] = field(default_factory=dict)

    def has(self, wall: datetime, *, starting: bool = False) -> bool:
        """Whether the rule names this time after DTSTART; `starting`: DTSTART too, where the pattern names it."""
        if wall == self.start and starting:
            return self._matches(wall)
        if wall <= self.start or wall >= ENDLESS or rules.past_until(self.rule, wall, self._bounds(wall)):
            return False
        if self.rule.count is not None and not self._beyond(wall):
            return self._counted(wall)
        return self._positioned(wall) if self.rule.by_set_pos else self._matches(wall)

    def of_day(self, day: datetime) -> list[datetime]:
        """The times of a day the rule may name; only a rule that says hours has any besides DTSTART's."""
        if self.rule.by_hour or self.rule.by_minute or self.rule.by_second or self.rule.freq in rules.STEP:
            try:
                return rules.walls(replace(self.rule, count=None), self.start, self._bounds(day), Budget(STEPS), 500)
            except BudgetSpentError:
                return []
        return []

    def _bounds(self, first: datetime, length: timedelta = DAY) -> Bounds:
        return Bounds(first, first + length, self.instant)

    def _beyond(self, wall: datetime) -> bool:
        """A COUNT that cannot be used up until then: there is not a second for each."""
        return (self.rule.count or 0) >= 5_000 and (self.rule.count or 0) > (wall - self.start).total_seconds()

    def _matches(self, wall: datetime) -> bool:
        return rules.comes_upon(self.rule, self.start, wall)

    def _counted(self, wall: datetime) -> bool:
        """From DTSTART on, as far as somebody has asked."""
        if self.onward is None:
            self.onward = rules.counted(
                self.rule, self.start, self._bounds(self.start, ENDLESS - self.start), self.budget
            )
        while self.reached is None or self.reached <= wall:
            try:
                self.reached = next(self.onward, ENDLESS)
            except BudgetSpentError:
                self.reached = ENDLESS
            self.counted.add(self.reached)
        return wall in self.counted

    def _positioned(self, wall: datetime) -> bool:
        if wall - self.start > POSITIONED:
            return False
        first, length = _period(self.rule, wall)
        if first not in self.periods:
            try:
                found = rules.walls(self.rule, self.start, self._bounds(first, length), Budget(STEPS), STEPS)
            except BudgetSpentError:
                found = []
            self.periods[first] = frozenset(found)
        return wall in self.periods[first]


def _period(rule: Rule, wall: datetime) -> tuple[datetime, timedelta]:
    """A stretch of time that is looked at as a whole, and how long it is."""
    day = datetime.combine(wall.date(), time())
    if rule.freq == "YEARLY":
        return day.replace(month=1, day=1), timedelta(days=366)
    return (day, DAY) if rule.freq in rules.STEP else (day.replace(day=1), timedelta(days=31))
