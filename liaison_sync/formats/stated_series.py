"""The first day of a series as Outlook says it: "Occurs every Tuesday effective 12/1/2026 until 12/29/2026 from …"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from liaison_sync.formats.folded import folded
from liaison_sync.formats.prose_dates import WEEKDAYS, FoundDate, find_dates

_SERIES = re.compile(r"\bOccurs\b(?P<rule>[^\n]{0,160}?)\beffective\b", re.IGNORECASE)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_AMERICAN = re.compile(r"\d[ ]?[AP]M\b")  # Outlook writes the month first where it writes AM and PM
MAX_SAID = 300


def first_of_series(text: str, near: date | None) -> FoundDate | None:
    """Its first day, where the sentence of a series stands at the head of `text`; it ends behind the last date.

    Of a date that can be read both ways the one on a weekday of the series counts, then the clock's way of writing.
    """
    found = _SERIES.search(text[:MAX_SAID])
    if not found:
        return None
    days = _numeric(text[:MAX_SAID], found.end(), found["rule"]) or find_dates(text[:MAX_SAID], near)
    days = [day for day in days if day.start >= found.end()][:2]
    if not days or days[0].start > found.end() + 30:
        return None
    return FoundDate(days[0].start, days[-1].end, _first(days[0].day, found["rule"]), None)


def _numeric(text: str, at: int, rule: str) -> list[FoundDate]:
    dates = list(_NUMERIC.finditer(text, at))[:2]
    readings = [_read(dates, month_first=first) for first in (True, False)]
    possible = [days for days in readings if days and days[0].day <= days[-1].day]
    named = _weekdays(rule)
    fitting = [days for days in possible if days[0].day.weekday() in named] or possible
    return fitting[0 if _AMERICAN.search(text) else -1] if fitting else []


def _read(dates: list[re.Match[str]], *, month_first: bool) -> list[FoundDate]:
    """All of them in the one order; none where one of them is no date."""
    try:
        return [
            FoundDate(
                *one.span(),
                date(int(one[3]), int(one[1 if month_first else 2]), int(one[2 if month_first else 1])),
                None,
            )
            for one in dates
        ]
    except ValueError:
        return []


def _weekdays(rule: str) -> set[int]:
    return {WEEKDAYS[word] for word in map(folded, _WORD.findall(rule)) if len(word) > 2 and word in WEEKDAYS}


def _first(day: date, rule: str) -> date:
    """A weekly series begins on the first of its weekdays."""
    named = _weekdays(rule)
    if not named or re.search(r"\bmonth|\bof\b", rule, re.IGNORECASE):
        return day
    return next(later for step in range(7) if (later := day + timedelta(days=step)).weekday() in named)
