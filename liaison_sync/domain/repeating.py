"""How a meeting of ours repeats, in the few words a form has, and as the RRULE they come to (RFC 5545 §3.3.10)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args

from liaison_sync.domain.value import dataclass
from liaison_sync.domain.wall_time import instant, wall_in

Every = Literal["daily", "weekly", "monthly"]
Monthly = Literal["day", "weekday", "last"]
EVERY: tuple[Every, ...] = get_args(Every)
MONTHLY: tuple[Monthly, ...] = get_args(Monthly)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_TIMES = 500
MOST_DAYS = timedelta(days=5 * 366)
MOST_APART = 52
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Repeat:
    """`days` are weekdays (Monday 0) of a weekly meeting, () the first one's; `until` is the last possible day.

    `monthly`: on the first one's day of the month, on its weekday ("the second Thursday"), or on the last such weekday.
    """

    every: Every
    interval: int = 1
    days: tuple[int, ...] = ()
    monthly: Monthly = "day"
    count: int | None = None
    until: date | None = None


def settled(repeat: Repeat, start: datetime) -> Repeat:
    """The same without what does not matter to it: each rule has one form."""
    days = tuple(sorted(set(repeat.days or (start.weekday(),)))) if repeat.every == "weekly" else ()
    monthly = repeat.monthly if repeat.every == "monthly" else "day"
    if monthly == "weekday" and ordinal(start) == 5:
        monthly = "last"  # a fifth Thursday is not in every month
    return replace(repeat, days=days, monthly=monthly)


def wrong(repeat: Repeat, start: datetime) -> str | None:
    """Why a meeting that begins at `start` cannot repeat so, as a key of "refused"; None where it can."""
    if not 1 <= repeat.interval <= MOST_APART:
        return "repeat_interval"
    if (repeat.count is None) == (repeat.until is None):
        return "repeat_end"
    if repeat.count is not None and not 2 <= repeat.count <= MOST_TIMES:
        return "repeat_count"
    if repeat.until is not None and not start.date() < repeat.until <= start.date() + MOST_DAYS:
        return "repeat_until"
    return _unlike(repeat, start)


def _unlike(repeat: Repeat, start: datetime) -> str | None:
    """DTSTART is the first of the pattern (RFC 5545 §3.8.5.3), or readers count differently."""
    if repeat.every == "weekly" and repeat.days and start.weekday() not in repeat.days:
        return "repeat_first_day"
    last = start.day + 7 > monthrange(start.year, start.month)[1]
    return "repeat_not_last" if repeat.every == "monthly" and repeat.monthly == "last" and not last else None


def rule(repeat: Repeat, start: datetime, zone: str) -> str:
    """The RRULE of a meeting that begins at the naive `start` on the clock of `zone`."""
    repeat = settled(repeat, start)
    parts = [f"FREQ={repeat.every.upper()}"]
    if repeat.interval > 1:
        parts.append(f"INTERVAL={repeat.interval}")
    parts += _by(repeat, start)
    if repeat.count is not None:
        parts.append(f"COUNT={repeat.count}")
    elif repeat.until is not None:
        end = instant(datetime.combine(repeat.until, _LAST_SECOND), zone)
        if end is None:
            raise ValueError(f"no such zone: {zone}")
        parts.append(f"UNTIL={end.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    return ";".join(parts)


def _by(repeat: Repeat, start: datetime) -> list[str]:
    if repeat.every == "weekly":
        return [f"BYDAY={','.join(WEEKDAYS[day] for day in repeat.days)}"]
    if repeat.every == "monthly":
        weekday = WEEKDAYS[start.weekday()]
        number = {"weekday": str(ordinal(start)), "last": "-1"}.get(repeat.monthly)
        return [f"BYDAY={number}{weekday}" if number else f"BYMONTHDAY={start.day}"]
    return []


def ordinal(start: datetime) -> int:
    """Which of its weekday in the month: 2 for the second Thursday."""
    return (start.day - 1) // 7 + 1


def repeat_of(text: str, start: datetime, zone: str) -> Repeat | None:
    """The words for an RRULE, whoever wrote it; None where a form has none for it."""
    parts = dict(part.partition("=")[::2] for part in text.upper().replace(" ", "").rstrip(";").split(";") if part)
    freq = parts.pop("FREQ", "")
    every = next((one for one in EVERY if one.upper() == freq), None)
    try:
        interval = int(parts.pop("INTERVAL", "1"))
        count = int(parts.pop("COUNT")) if "COUNT" in parts else None
        until = _day(parts.pop("UNTIL"), zone) if "UNTIL" in parts else None
    except ValueError:
        return None
    if every is None or (parts.pop("WKST", "MO") != "MO" and every == "weekly" and interval > 1):
        return None
    pattern = _pattern(every, parts, start)
    if pattern is None:
        return None
    found = settled(replace(pattern, interval=interval, count=count, until=until), start)
    return found if wrong(found, start) is None else None


def _pattern(every: Every, parts: dict[str, str], start: datetime) -> Repeat | None:
    """What BYDAY and BYMONTHDAY say; nothing else may be there."""
    days, dates = parts.pop("BYDAY", ""), parts.pop("BYMONTHDAY", "")
    if parts or (every == "daily" and (days or dates)) or (every == "weekly" and dates):
        return None
    if every == "weekly":
        named = [one for one in days.split(",") if one]
        return Repeat(every, days=tuple(map(WEEKDAYS.index, named))) if set(named) <= set(WEEKDAYS) else None
    if every == "daily" or (not days and dates in ("", str(start.day))):
        return Repeat(every)
    number = {f"{ordinal(start)}{WEEKDAYS[start.weekday()]}": "weekday", f"-1{WEEKDAYS[start.weekday()]}": "last"}
    kind = number.get(days.lstrip("+")) if not dates else None
    return Repeat(every, monthly="last" if kind == "last" else "weekday") if kind else None


def _day(until: str, zone: str) -> date:
    """The last day an UNTIL allows, on the meeting's own clock. Raises ValueError."""
    if "T" not in until:
        return datetime.strptime(until, "%Y%m%d").replace(tzinfo=UTC).date()
    wall = datetime.strptime(until.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - its zone follows
    local = wall_in(wall.replace(tzinfo=UTC), zone) if until.endswith("Z") else wall
    if local is None:
        raise ValueError(f"no such zone: {zone}")
    return local.date()
