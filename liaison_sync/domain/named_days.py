"""Days as people name them in a search: 2026-11-01, 1 November 2026, 1/11/2026, kemarin, pekan lalu, 3 days ago."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?")
_LOCAL = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_WRITTEN = re.compile(r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)? )?(?P<month>[a-z]{3,9})(?: (?P<year>\d{4}))?")
_AMERICAN = re.compile(r"(?P<month>[a-z]{3,9}) (?P<day>\d{1,2})(?:st|nd|rd|th)?(?: (?P<year>\d{4}))?")
_AGO = re.compile(r"(\d{1,4}) (\w+) (?:yang )?(?:lalu|ago)")

_MONTHS = (
    *("januari january jan", "februari february feb peb pebruari", "maret march mar", "april apr", "mei may"),
    *("juni june jun", "juli july jul", "agustus august agu aug agt ags", "september sept sep"),
    *("oktober october okt oct", "november nopember nov nop", "desember december des dec"),
)
_MONTH = {name: n for n, names in enumerate(_MONTHS, 1) for name in names.split()}
_WEEKDAYS = (
    *("senin monday", "selasa tuesday", "rabu wednesday", "kamis thursday", "jumat friday jum'at", "sabtu saturday"),
    "minggu sunday ahad",
)
_WEEKDAY = {name: n for n, names in enumerate(_WEEKDAYS) for name in names.split()}
_AWAY = {
    **dict.fromkeys(("hari ini", "today", "sekarang", "now"), 0),
    **dict.fromkeys(("kemarin", "kemaren", "yesterday"), -1),
    **dict.fromkeys(("kemarin lusa", "kemarin dulu"), -2),
    **dict.fromkeys(("besok", "tomorrow"), 1),
    "lusa": 2,
}
_DAYS, _WEEKS = frozenset(("hari", "day", "days")), frozenset(("pekan", "minggu", "week", "weeks"))
_MONTHLY, _YEARS = frozenset(("bulan", "month", "months")), frozenset(("tahun", "year", "years"))
_UNITS = _DAYS | _WEEKS | _MONTHLY | _YEARS
_THIS, _LAST = frozenset(("ini", "this")), frozenset(("lalu", "kemarin", "last", "past"))
_CENTURY = 100
_FIRST, _LAST_YEAR = 1900, 2200  # no mail lies beyond


def day(text: str, today: date) -> date | None:
    """The day somebody means, seen from `today`; a week, month or year is its first day. None where it is none.

    A day without a year is the latest such day up to today.
    """
    plain = " ".join(text.lower().replace(",", " ").split())
    try:
        found = _numbers(plain) or _written(plain, today) or _relative(plain, today)
    except (ValueError, OverflowError):
        return None
    return found if found and _FIRST <= found.year <= _LAST_YEAR else None


def longest(pieces: Sequence[str], today: date, *, most: int = 5) -> tuple[date | None, int]:
    """The day that the most leading pieces name, and how many they are; (None, 0) for none."""
    for size in range(min(most, len(pieces)), 0, -1):
        found = day(" ".join(pieces[:size]), today)
        if found:
            return found, size
    return None, 0


def _numbers(plain: str) -> date | None:
    if found := _ISO.fullmatch(plain):
        year, month, number = (int(part or 1) for part in found.groups())
        return date(year, month, number)
    if found := _LOCAL.fullmatch(plain):
        number, month, year = (int(part) for part in found.groups())
        return date(year if year >= _CENTURY else 2000 + year, month, number)
    return None


def _written(plain: str, today: date) -> date | None:
    found = _WRITTEN.fullmatch(plain) or _AMERICAN.fullmatch(plain)
    month = _MONTH.get(found["month"]) if found else None
    if not found or not month:
        return None
    number = int(found["day"] or 1)
    if found["year"]:
        return date(int(found["year"]), month, number)
    this = date(today.year, month, number)
    return this if this <= today else date(today.year - 1, month, number)


def _relative(plain: str, today: date) -> date | None:
    if plain in _AWAY:
        return today + timedelta(days=_AWAY[plain])
    if found := _AGO.fullmatch(plain):
        return _ago(int(found[1]), found[2], today)
    words = [word for word in plain.split() if word not in {"yang", "the"}]
    if len(words) == 2:
        return _named_span(words, today)
    return _weekday(words[0], today) if len(words) == 1 else None


def _named_span(words: list[str], today: date) -> date | None:
    """ "pekan lalu", "last week", "bulan ini", "last Monday"."""
    unit = next((one for one in words if one in _WEEKDAY and one != "minggu"), "")
    unit = unit or next((one for one in reversed(words) if one in _UNITS), "")
    other = next((one for one in words if one != unit), "")
    if other in _THIS | _LAST and unit in _UNITS:
        return _start(unit, today, back=0 if other in _THIS else 1)
    return _weekday(unit, today) if other in _LAST | {"hari"} else None


def _ago(count: int, unit: str, today: date) -> date | None:
    if unit in _DAYS | _WEEKS:
        return today - timedelta(days=count * (1 if unit in _DAYS else 7))
    if unit not in _UNITS:
        return None
    months = today.year * 12 + today.month - 1 - count * (1 if unit in _MONTHLY else 12)
    first = date(months // 12, months % 12 + 1, 1)
    following = date((months + 1) // 12, (months + 1) % 12 + 1, 1)
    return min(first + timedelta(days=today.day - 1), following - timedelta(days=1))


def _start(unit: str, today: date, *, back: int) -> date | None:
    """The first day of the week (from Monday), month or year, `back` of them ago."""
    if unit in _DAYS:
        return today - timedelta(days=back)
    if unit in _WEEKS:
        return today - timedelta(days=today.weekday() + 7 * back)
    if unit in _YEARS:
        return date(today.year - back, 1, 1)
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def _weekday(name: str, today: date) -> date | None:
    """The latest such weekday before today."""
    wanted = _WEEKDAY.get(name)
    return None if wanted is None else today - timedelta(days=(today.weekday() - wanted - 1) % 7 + 1)
