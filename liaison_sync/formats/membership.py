"""Whether a moment names an instance of a series: told from the rule itself, without expanding what lies between.

A mail may ask that of thousands of overrides, so what is dear (COUNT, BYSETPOS) is worked out once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from datetime import date, datetime, timedelta
from functools import partial

from liaison_sync.domain.invitation import Moment
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import rule_member, rules
from liaison_sync.formats.instances import (
    INSTANCES,
    LATEST,
    STEPS,
    Master,
    ends_before_it_begins,
    midnight,
    safe,
    wall_of_rdate,
)

COUNTED_STEPS = STEPS  # of all rules of a series that have to be counted from DTSTART
SHIFTS = tuple(timedelta(minutes=each) for each in (0, -60, 60, -30, 30))  # what a clock change may move a time by


@dataclass(slots=True)
class Membership:
    """The series of one master; EXDATEs are the caller's to ask about."""

    master: Master
    added: dict[datetime, date]  # keys of DTSTART and the RDATEs, with their days
    days: frozenset[date]
    rules: tuple[rule_member.Member, ...]
    taken: tuple[rule_member.Member, ...]  # by EXRULE
    begins: datetime
    known: dict[datetime, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, master: Master) -> Membership:
        """What a master says of its instances."""
        begin = midnight(master.start.wall)
        added = {} if ends_before_it_begins(master) else {safe(master, begin): begin.date()}
        for moment, _ in master.invitation.recurrence.rdates[:INSTANCES]:
            added[master.key(moment)] = wall_of_rdate(master, moment).date()
        recurrence = master.invitation.recurrence
        texts = (recurrence.rrules[: rules.MOST], recurrence.exrules[: rules.MOST])
        instant = partial(safe, master)
        told = [[rule_member.Member(rule, begin, instant) for rule in _readable(master, some)] for some in texts]
        counted = [one for some in told for one in some if one.rule.count is not None]
        for one in counted:
            one.budget = rules.Budget(COUNTED_STEPS // len(counted))
        return cls(master, added, frozenset(added.values()), tuple(told[0]), tuple(told[1]), begin)

    def names(self, moment: Moment) -> bool:
        """Whether a RECURRENCE-ID names an instance, excluded or not; a DATE on a timed series any of that day."""
        if moment.all_day and not self.master.all_day:
            return self._on(midnight(moment.wall).date())
        key = self.master.key(moment)
        if key not in self.known:
            self.known[key] = self._at(key, self._walls(moment, key))
        return self.known[key]

    def _walls(self, moment: Moment, key: datetime) -> list[datetime]:
        """The wall times that come to this key: within the hour a clock change leaves out there is another one."""
        try:
            wall = self.master.wall_of(moment)
            if self.master.all_day:
                return [midnight(wall.date())]
            shifts = SHIFTS[:1] if self.master.zone.zone == "UTC" else SHIFTS
            return [wall + by for by in shifts if safe(self.master, wall + by) == key]
        except OverflowError:
            return []

    def _at(self, key: datetime, walls: list[datetime]) -> bool:
        if any(one.has(wall, starting=True) for one in self.taken for wall in walls):
            return False
        return key in self.added or any(one.has(wall) for one in self.rules for wall in walls)

    def _on(self, day: date) -> bool:
        """Of that day: the time DTSTART has, an added one, or any other the rule may name."""
        here = midnight(day)
        if not here < LATEST:
            return False
        at = datetime.combine(day, self.begins.time())
        candidates = [at, *(wall for one in self.rules for wall in one.of_day(here))]
        walls = {safe(self.master, wall): wall for wall in candidates}
        if any(self._at(key, [wall]) for key, wall in walls.items()):
            return True
        return day in self.days and any(on == day and self._at(key, [here]) for key, on in self.added.items())


def _readable(master: Master, texts: tuple[str, ...]) -> Iterator[rules.Rule]:
    for text in texts:
        rule = rules.parse(text)
        if isinstance(rule, rules.Rule) and not rules.refusal(rule):
            yield rules.on_dates(rule) if master.all_day else rule
