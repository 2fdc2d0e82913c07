"""The value types of RFC 5545 §3.3, read leniently: None where there is no value to be had."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

DATE_TIME = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:[Tt ](\d{2}):?(\d{2})(?::?(\d{2}))?(?:[.,]\d{1,9})?)?\s*([Zz]|[+-]\d{2}:?\d{2})?"
)
DURATION = re.compile(
    r"([+-]?)P(?=[\dT])(?:(\d{1,7})W)?(?:(\d{1,7})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S?)?)?"
)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def date_time(text: str) -> tuple[datetime | date, timedelta | None] | None:
    """A DATE or DATE-TIME as naive value, with its stated offset (zero for Z); None if it is neither."""
    found = DATE_TIME.fullmatch(text.strip()[:40])
    if not found:
        return None
    year, month, day, hour, minute, second, suffix = found.groups()
    try:
        whole = date(int(year), int(month), int(day))
        if hour is None:
            return whole, None
        base = datetime(whole.year, whole.month, whole.day)  # noqa: DTZ001 wall time
        if int(hour) > 24 or int(minute) > 59 or int(second or 0) > 60:
            return None
        # second 60 is a leap second (§3.3.12), hour 24 the end of the day
        moment = base + timedelta(hours=int(hour), minutes=int(minute), seconds=min(int(second or 0), 59))
    except (ValueError, OverflowError):
        return None
    return moment, _offset(suffix)


def _offset(suffix: str | None) -> timedelta | None:
    if not suffix:
        return None
    return timedelta(0) if suffix in "Zz" else utc_offset(suffix)


def utc_offset(text: str) -> timedelta | None:
    """A UTC-OFFSET such as +0700 or -033015 (§3.3.14)."""
    found = re.fullmatch(r"([+-]?)(\d{2}):?(\d{2})(?::?(\d{2}))?", text.strip()[:12])
    if not found:
        return None
    sign, hours, minutes, seconds = found.groups()
    value = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds or 0))
    if value >= timedelta(hours=24):
        return None
    return -value if sign == "-" else value


def duration(text: str) -> tuple[timedelta, timedelta] | None:
    """A DURATION as (nominal days, exact time) (§3.3.6): days are counted on the wall, hours elapse."""
    found = DURATION.fullmatch(text.strip().upper()[:60])
    if not found:
        return None
    sign, weeks, days, hours, minutes, seconds = found.groups()
    factor = -1 if sign == "-" else 1
    try:
        nominal = timedelta(weeks=int(weeks or 0), days=int(days or 0))
        exact = timedelta(hours=int(hours or 0), minutes=int(minutes or 0), seconds=int(seconds or 0))
    except OverflowError:
        return None
    return factor * nominal, factor * exact


def text(value: str) -> str:
    r"""A TEXT value unescaped (§3.3.11); \n and \N are line ends."""
    if "\\" not in value:
        return value
    return ESCAPE.sub(lambda found: "\n" if found.group(1) in "nN" else found.group(1), value)


def integer(value: str | None, default: int = 0) -> int:
    """A non-negative INTEGER up to RFC 5545's largest (§3.3.8), or the default where it is garbage."""
    found = re.match(r"\s*\+?(\d{1,10})(?!\d)", value or "")
    return min(int(found.group(1)), 2**31 - 1) if found else default
