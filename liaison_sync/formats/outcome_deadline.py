"""Deadlines as people state them: a date, "Jumat", "3 hari kerja", "H+7", "akhir bulan"."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from liaison_sync.domain.value import dataclass
from liaison_sync.domain.workdays import Calendar
from liaison_sync.formats.prose_dates import MONTHS, find_dates
from liaison_sync.formats.stated_days import relative_days, weekdays

_LONGEST = 80
_MOST_DAYS = 400
_NUMBERS = {
    **dict.fromkeys(("se", "satu", "one", "a", "an"), 1),
    **dict.fromkeys(("dua", "two"), 2),
    **dict.fromkeys(("tiga", "three"), 3),
    **dict.fromkeys(("empat", "four"), 4),
    **dict.fromkeys(("lima", "five"), 5),
    **dict.fromkeys(("enam", "six"), 6),
    **dict.fromkeys(("tujuh", "seven"), 7),
    **dict.fromkeys(("sepuluh", "ten"), 10),
}
_COUNT = r"(?P<n>\d{1,3}|se|satu|dua|tiga|empat|lima|enam|tujuh|sepuluh|an?|one|two|three|four|five|six|seven|ten)"
_WORKDAYS = re.compile(
    rf"{_COUNT}[ ]?(?:hari[ ]?kerja|hr kerja|hk|working days?|business days?|work days?|wd)\b", re.IGNORECASE
)
_SPAN = re.compile(rf"{_COUNT}[ ]?(?P<unit>hari|minggu|pekan|bulan|days?|weeks?|months?)\b", re.IGNORECASE)
_AFTER_IT = re.compile(
    r"\bh[ ]?\+[ ]?(?P<n>\d{1,3})(?P<work>[ ]?(?:hk|hari kerja|kerja|working days?))?\b", re.IGNORECASE
)
_END = re.compile(
    r"\b(?:akhir|end of(?: the)?|by the end of)[ ]"
    r"(?P<what>pekan|minggu|week|bulan|month|tahun|year|[^\W\d_]{3,9})(?P<next>[ ](?:depan|ini))?",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\b(?:(?P<unit>minggu|pekan|bulan) depan|next (?P<en>week|month))\b", re.IGNORECASE)
_SHORT = re.compile(r"(?<![\d/.-])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?![\d/.-])")
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Days:
    """What relative deadlines count from: `said` the day of the answer, `met` that of the meeting."""

    said: date
    met: date
    calendar: Calendar


def deadline(text: str, days: Days) -> date | None:
    """The day meant, or None where none can be read. Working days are ours; the day itself does not count."""
    short = " ".join(text[:_LONGEST].split())
    try:
        return _dated(short, days) or _counted(short, days) or _ended(short, days) or _named(short, days)
    except (ValueError, OverflowError):
        return None


def _dated(text: str, days: Days) -> date | None:
    found = find_dates(text, near=days.said)
    if found:
        return found[0].day
    if short := _SHORT.search(text):  # 5/12: the day first, as people here write
        day, month = int(short["day"]), int(short["month"])
        this = date(days.said.year, month, day)
        return this if this >= days.said - timedelta(days=60) else date(days.said.year + 1, month, day)
    return None


def _counted(text: str, days: Days) -> date | None:
    if after := _AFTER_IT.search(text):
        count = int(after["n"])
        return _working(days.met, count, days.calendar) if after["work"] else days.met + timedelta(days=count)
    if working := _WORKDAYS.search(text):
        return _working(days.said, _number(working["n"]), days.calendar)
    if span := _SPAN.search(text):
        count, unit = _number(span["n"]), span["unit"].lower()
        if count > _MOST_DAYS:
            return None
        if unit.startswith(("bulan", "month")):
            return _months_on(days.said, count)
        return days.said + timedelta(days=count * (7 if unit.startswith(("minggu", "pekan", "week")) else 1))
    return None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMBERS[text.lower()]


def _working(start: date, count: int, calendar: Calendar) -> date | None:
    day, left = start, count
    for _ in range(2 * _MOST_DAYS):
        if left <= 0:
            return day
        day += timedelta(days=1)
        left -= calendar.is_working_day(day)
    return None


def _months_on(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _ended(text: str, days: Days) -> date | None:
    """ "akhir pekan ini" is Friday: that is when offices close."""
    found = _END.search(text)
    if found is None:
        return None
    what, said = found["what"].lower(), days.said
    coming = (found["next"] or "").strip().lower() == "depan"
    if what in {"pekan", "minggu", "week"}:
        friday = said + timedelta(days=(_FRIDAY - said.weekday()) % 7)
        return friday + timedelta(days=7) if coming else friday
    if what in {"tahun", "year"}:
        return date(said.year + coming, 12, 31)
    if what in {"bulan", "month"}:
        month = _months_on(said.replace(day=1), int(coming))
    elif what in MONTHS:
        month = date(said.year + (MONTHS[what] < said.month), MONTHS[what], 1)
    else:
        return None
    return month.replace(day=monthrange(month.year, month.month)[1])


def _named(text: str, days: Days) -> date | None:
    """ "besok", "Jumat", "minggu depan" (until its Friday)."""
    if ahead := _NEXT.search(text):
        unit = (ahead["unit"] or ahead["en"]).lower()
        if unit in {"bulan", "month"}:
            month = _months_on(days.said.replace(day=1), 1)
            return month.replace(day=monthrange(month.year, month.month)[1])
        before = text[: ahead.start()]
        day = next((one.day for one in weekdays(before, days.said)), None)
        monday = days.said + timedelta(days=7 - days.said.weekday())
        return monday + timedelta(days=day.weekday() if day else _FRIDAY)
    soon = next(iter(relative_days(text, days.said)), None)
    named = soon or next(iter(weekdays(text, days.said)), None)
    return named.day if named else None
