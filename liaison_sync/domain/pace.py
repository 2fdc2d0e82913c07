"""Pace: how many letters an account may send in a time; which moment each of those that wait may go at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal

from liaison_sync.domain.value import dataclass

Per = Literal["minute", "day"]
WINDOW: dict[Per, timedelta] = {"minute": timedelta(minutes=1), "day": timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `letters` within any such window, wherever it begins."""

    letters: int
    per: Per

    @property
    def window(self) -> timedelta:
        return WINDOW[self.per]


def rules(per_minute: int | None, per_day: int | None) -> tuple[Rule, ...]:
    """None: no such limit."""
    named: tuple[tuple[int | None, Per], ...] = ((per_minute, "minute"), (per_day, "day"))
    return tuple(Rule(letters, per) for letters, per in named if letters is not None)


def turns(tried: Sequence[datetime], told: Sequence[Rule], now: datetime) -> Iterator[tuple[datetime, Rule | None]]:
    """For one waiting letter after the other, when it may go and the rule that keeps it (None: at once). Endless.

    `tried`: when letters were handed over lately, the oldest first; those that wait count as handed over at their turn.
    """
    known = list(tried)
    while True:
        at, kept_by = now, None
        for rule in told:
            if len(known) >= rule.letters:
                free = known[-rule.letters] + rule.window
                at, kept_by = (free, rule) if free > at else (at, kept_by)
        known.append(at)
        yield at, kept_by
