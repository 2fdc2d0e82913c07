"""Graph's patternedRecurrence → an RRULE (RFC 5545 §3.3.10), and the day an instance is named by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

_FREQ = {
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "absolutemonthly": "MONTHLY",
    "relativemonthly": "MONTHLY",
    "absoluteyearly": "YEARLY",
    "relativeyearly": "YEARLY",
}
_INDEX = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def rule(told: dict[str, Any], last: Callable[[date], str]) -> str:
    """The value of RRULE; `last` writes the last day as UNTIL. Raises KeyError, ValueError, TypeError."""
    pattern, range_ = told["pattern"], told["range"]
    kind = str(pattern["type"]).lower()
    parts = [f"FREQ={_FREQ[kind]}", f"INTERVAL={max(int(pattern.get('interval') or 1), 1)}"]
    parts += _which(kind, pattern)
    match str(range_["type"]).lower():
        case "numbered":
            parts.append(f"COUNT={int(range_['numberOfOccurrences'])}")
        case "enddate":
            parts.append(f"UNTIL={last(date.fromisoformat(str(range_['endDate'])[:10]))}")
    return ";".join(parts)


def _which(kind: str, pattern: dict[str, Any]) -> Iterator[str]:
    days = [_day(one) for one in pattern.get("daysOfWeek") or ()]
    if kind == "weekly":
        yield f"BYDAY={','.join(days)}"
        yield f"WKST={_day(pattern.get('firstDayOfWeek') or 'sunday')}"
    if kind.endswith("yearly"):
        yield f"BYMONTH={int(pattern['month'])}"
    if kind.startswith("absolute"):
        yield f"BYMONTHDAY={int(pattern['dayOfMonth'])}"
    if kind.startswith("relative"):
        yield f"BYDAY={','.join(days)}"
        yield f"BYSETPOS={_INDEX[str(pattern.get('index') or 'first').lower()]}"


def _day(name: Any) -> str:
    return _DAYS[_DAYS.index(str(name).lower())][:2].upper()


def day_of(occurrence: Any) -> date:
    """The day an occurrenceId ends in, "OID.<series>.2026-11-30". Raises ValueError where it names none."""
    return date.fromisoformat(str(occurrence)[-10:])
