"""RECUR values (RFC 5545 §3.3.10) as text: parsed leniently, refused with a reason key."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal, cast

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.calendar_values import date_time

Skip = Literal["OMIT", "BACKWARD", "FORWARD"]
Freq = Literal["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"]
FREQS = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
MOST = 20  # RRULEs, and EXRULEs, of one component; what comes after is told and not expanded
WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
RANGES = {  # name: (lowest, highest, negative allowed)
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSECOND": (0, 60, False),
    "BYSETPOS": (1, 366, True),
}
_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "RSCALE", "SKIP", *RANGES})


@dataclass(frozen=True, slots=True)
class Rule:
    """A parsed RRULE. `until` is a naive wall time or date with the stated offset (zero for Z, None for none)."""

    freq: Freq
    interval: int = 1
    count: int | None = None
    until: tuple[datetime | date, timedelta | None] | None = None
    wkst: int = 0
    by_day: tuple[tuple[int, int], ...] = ()  # (ordinal or 0, weekday)
    by_month: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_week_no: tuple[int, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_second: tuple[int, ...] = ()
    by_set_pos: tuple[int, ...] = ()
    skip: Skip = "OMIT"  # what becomes of 30 February (RFC 7529 §4.2)


def part_unknown(text: str) -> bool:
    """Whether a RECUR value has a part that may change its dates and is not expanded here."""
    parts = _parts(text)
    odd = any(name not in _PARTS and not name.startswith("X-") for name in parts)
    return odd or _other_calendar(parts) or ("SKIP" in parts and _skip(parts) is None) or _skips_beyond(parts)


def _other_calendar(parts: dict[str, str]) -> bool:
    return parts.get("RSCALE", "GREGORIAN") not in ("GREGORIAN", "GREGORY")


def _skip(parts: dict[str, str]) -> Skip | None:
    """None for a value nobody knows, and without RSCALE, beside which alone it means anything (RFC 7529 §4.2)."""
    said = parts.get("SKIP", "OMIT")
    return cast("Skip", said) if said == "OMIT" or (said in ("BACKWARD", "FORWARD") and "RSCALE" in parts) else None


def _skips_beyond(parts: dict[str, str]) -> bool:
    """Whether SKIP would have to move days that are not counted from the first of a month (RFC 7529 §4.1)."""
    if _skip(parts) in (None, "OMIT"):
        return False
    from_the_end = {"-29", "-30", "-31"} & set(parts.get("BYMONTHDAY", "").split(","))
    return bool(from_the_end or {"366", "-366"} & set(parts.get("BYYEARDAY", "").split(",")))


def _parts(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in text[:2_000].upper().replace(" ", "").removeprefix("RRULE:").split(";"):
        name, _, value = part.partition("=")
        if value:  # a trailing ";" and empty parts are legal in the wild
            parts.setdefault(name, value)
    return parts


@lru_cache(maxsize=500)
def parse(text: str) -> Rule | str:
    """A RECUR value, or the reason key why it is refused."""
    parts = _parts(text)
    freq = parts.get("FREQ")
    if freq not in FREQS:
        return "rule_unreadable"
    if _other_calendar(parts):
        return "rule_calendar"
    interval = _number(parts.get("INTERVAL", "1"))
    if interval is None or interval < 1:
        return "rule_interval"
    until = date_time(parts["UNTIL"]) if "UNTIL" in parts else None
    if "UNTIL" in parts and until is None:
        return "rule_unreadable"
    lists = {name: _numbers(parts.get(name, ""), *RANGES[name]) for name in RANGES}
    days = _days(parts.get("BYDAY", ""))
    if days is None or None in lists.values():
        return "rule_unreadable"
    values = cast("dict[str, tuple[int, ...]]", lists)
    return Rule(
        freq=cast("Freq", freq),
        interval=min(interval, 10**6),
        count=_count(parts.get("COUNT")),
        until=until,
        wkst=WEEKDAYS.get(parts.get("WKST", "MO"), 0),
        by_day=days,
        by_month=values["BYMONTH"],
        by_month_day=values["BYMONTHDAY"],
        by_year_day=values["BYYEARDAY"],
        by_week_no=values["BYWEEKNO"],
        by_hour=values["BYHOUR"],
        by_minute=values["BYMINUTE"],
        by_second=values["BYSECOND"],
        by_set_pos=values["BYSETPOS"],
        skip=(freq in ("MONTHLY", "YEARLY") and _skip(parts)) or "OMIT",
    )


def _number(text: str) -> int | None:
    return int(text) if text.lstrip("+-").isdecimal() and len(text) < 12 else None


def _count(text: str | None) -> int | None:
    """COUNT=-1 and COUNT=0 are old ways to say without end; a COUNT beyond reason is none."""
    value = _number(text) if text else None
    return value if value is not None and value > 0 else None


def _numbers(text: str, low: int, high: int, negative: bool) -> tuple[int, ...] | None:
    found: set[int] = set()
    for part in text.split(",") if text else ():
        value = _number(part)
        if value is None:
            if part:
                return None
            continue
        if low <= value <= high or (negative and -high <= value <= -low):
            found.add(value)
        # out of range never matches; with nothing left the part would vanish, so keep an impossible value
    if text and not found:
        return None
    return tuple(sorted(found))


def _days(text: str) -> tuple[tuple[int, int], ...] | None:
    found: set[tuple[int, int]] = set()
    for part in text.split(",") if text else ():
        weekday = WEEKDAYS.get(part[-2:])
        ordinal = _number(part[:-2]) if part[:-2] else 0
        if part and (weekday is None or ordinal is None):
            return None
        if part and weekday is not None and ordinal is not None:
            found.add((ordinal, weekday))
    return tuple(sorted(found))
