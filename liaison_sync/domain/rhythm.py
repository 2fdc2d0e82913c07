"""Rhythm: how often a partner writes, by its own past; silence is long only measured by it, without holidays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from liaison_sync.domain.policy import Dormant
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.workdays import Calendar

_FEWEST = 3  # gaps between days of contact; fewer make no rhythm
_ROUNDS = 4  # holidays that put the end off, and those that lie before the new one


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The partner's last message (key, aware UTC instant, thread) and the median gap of its days of contact, in days.

    `days` None: too little was said to know a rhythm. `project`: that of the thread.
    """

    last: str
    at: datetime
    thread: str
    days: float | None
    project: str | None = None


def patience(gap: float, rule: Dormant) -> float:
    """How many days a partner that writes every `gap` days may be silent before anybody is told."""
    return max(rule.factor * gap, rule.least_days)


def silent_days(since: datetime, until: datetime, calendar: Calendar) -> int:
    """Days nobody spoke; holidays are nobody's silence."""
    return (until - since).days - calendar.holidays_between(since, until)


def silent_enough(since: datetime, gap: float, rule: Dormant, calendar: Calendar) -> datetime:
    """When such a partner's silence becomes news. Raises OverflowError at the end of the calendar."""
    ends = awaited = since + timedelta(days=patience(gap, rule))
    for _ in range(_ROUNDS):
        ends = awaited + timedelta(days=calendar.holidays_between(since, ends))
    return ends


def usual_gap(spoken: Iterable[date]) -> float | None:
    """The median of the gaps between the days on which they wrote, in days; None of fewer than four such days."""
    gaps = [(after - before).days for before, after in pairwise(sorted(set(spoken)))]
    return float(median(gaps)) if len(gaps) >= _FEWEST else None
