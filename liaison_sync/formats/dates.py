"""Dates of header fields → aware UTC or None (RFC 5322 §3.3, §4.3). A zone is never guessed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.encoded_words import decode_words

_MONTH_NAMES = "jan feb,peb mar,mrt apr may,mei,mai jun jul aug,agu,ags,agt sep oct,okt nov,nop dec,des,dez"
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split(), 1) for name in names.split(",")}
_ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "wib": 420, "wita": 480, "wit": 540, "cet": 60, "cest": 120, "mez": 60, "mesz": 120,
    "met": 60, "eet": 120, "eest": 180, "bst": 60, "wet": 0, "west": 60, "jst": 540, "kst": 540, "sgt": 480,
    "myt": 480, "hkt": 480, "msk": 180, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780,
}  # fmt: skip
_CLOCK = re.compile(
    r"(?<![\d+-])(\d{1,2})(?:\.(?=\d\d)|\s?:\s?)(\d{1,2})(?:(?:\.(?=\d\d)|\s?:\s?)(\d{1,2})(?:[.,]\d{1,9})?)?"
    r"(?:\s?([ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"\b0?(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]+([A-Za-z]{3,12})\.?,?[\s\-/.]+(\d{2,4})\b")
_MONTH_FIRST = re.compile(
    r"\b([A-Za-z]{3,12})\.?[\s]+(\d{1,2}),?\s+(?:[^\d]{0,5}(?:\d{1,2}:\d{2}(?::\d{2})?)\s+(?:(?:[A-Z]{1,5}|[+-]\d{4})\s+)?)?"
    r"(\d{4})\b"
)
_NUMBERS = re.compile(r"\b(\d{1,2})([/-])(\d{1,2})\2(\d{4})\b")
_UNSIGNED = re.compile(r"\s?(0\d|1[0-4])(00|15|30|45)\b")  # an offset whose sign was lost: no year of our time
_ISO = re.compile(r"\b(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[T ]|\b)")
_OFFSET = re.compile(
    r"(?:(?:GMT|UTC|UT)\s?)?([+-])\s?(\d{1,2}):?(\d{2})\b|(?:GMT|UTC|UT)?([+-])(\d{1,2})\b(?!:)", re.IGNORECASE
)
_NAME = re.compile(r"^[\s,]*([A-Za-z]{1,5})(?:\d[A-Za-z]{3})?\b")
_COMMENT = re.compile(r"\([^()]{0,200}\)")


@dataclass(frozen=True, slots=True)
class ReadDate:
    """`at` is aware UTC or None; `reason` (date_garbage, date_without_zone, date_two_digit_year, …) or None."""

    at: datetime | None
    reason: str | None = None
    east: int = 0  # minutes of the writer's clock ahead of UTC


_STANDARD = re.compile(
    r"(?:[A-Za-z]{3}, {1,2})?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) "
    r"([+-])(\d{2})([0-5]\d)(?: \([A-Za-z+-]{1,30}\))?"
)


def read_date(text: str) -> ReadDate:
    """The instant a Date field names; a reason where it was not written as the standard says. Never raises."""
    return _as_standard(text) or _however_written(text[:200])


def _as_standard(text: str) -> ReadDate | None:
    """The quick way for a date written by the letter of RFC 5322 §3.3."""
    match = _STANDARD.fullmatch(text)
    month = _MONTHS.get(match[2].lower()) if match else None
    if match is None or month is None:
        return None
    day, _, year, hour, minute, second, sign, hours, minutes = match.groups()
    east = int(hours) * 60 + int(minutes)
    try:
        wall = datetime(int(year), month, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
        east = east if sign == "+" else -east
        return ReadDate(wall - timedelta(minutes=east), east=east) if abs(east) <= 1440 else None
    except (ValueError, OverflowError):
        return None


def _however_written(text: str) -> ReadDate:
    text = decode_words(text).replace('"', " ")
    plain = " ".join(_COMMENT.sub(" ", _COMMENT.sub(" ", text)).split())
    day = _day(plain)
    clock = _CLOCK.search(plain)
    if day is None or clock is None:
        return ReadDate(None, "date_garbage")
    offset, reason = _zone(plain[clock.end() :], text)
    if offset is None:
        return ReadDate(None, reason or "date_without_zone")
    year, month, number, odd = day
    try:
        wall = datetime(year, month, number, _hour(clock), int(clock[2]), min(int(clock[3] or 0), 59), tzinfo=UTC)
        return ReadDate(wall - timedelta(minutes=offset), odd or reason, offset)
    except (ValueError, OverflowError):
        return ReadDate(None, "date_garbage")


def _day(text: str) -> tuple[int, int, int, str | None] | None:
    if match := next((one for one in _DAY_FIRST.finditer(text) if one[2][:3].lower() in _MONTHS), None):
        number, name, year = int(match[1]), match[2], match[3]
    elif match := _ISO.search(text):
        return int(match[1]), int(match[3]), int(match[4]), "date_form"
    elif match := _MONTH_FIRST.search(text):
        number, name, year = int(match[2]), match[1], match[3]
    else:
        return _numbers(text)
    month = _MONTHS.get(name[:3].lower())
    if month is None:
        return None
    full = _year(int(year), len(year))
    return full, month, number, "date_two_digit_year" if len(year) < 4 else None


def _numbers(text: str) -> tuple[int, int, int, str | None] | None:
    """23/11/2026 and 11/23/2026, where only one of the two can be the month."""
    match = _NUMBERS.search(text)
    if match is None:
        return None
    one, other = int(match[1]), int(match[3])
    if one <= 12 and other <= 12 and one != other:
        return None
    return int(match[4]), min(one, other), max(one, other), "date_form"


def _year(year: int, digits: int) -> int:
    """RFC 5322 §4.3: 00–49 are this century, other two and three digit years count from 1900."""
    if digits == 2:
        return year + (2000 if year < 50 else 1900)
    return year + 1900 if digits == 3 else year


def _hour(clock: re.Match[str]) -> int:
    hour = int(clock[1])
    if clock[4] and hour <= 12:
        return hour % 12 + (12 if clock[4].lower() == "p" else 0)
    return hour


def _zone(after: str, text: str) -> tuple[int | None, str | None]:
    """Minutes east of UTC; an unknown name is -0000 by RFC 5322 §4.3, and said so."""
    if match := _OFFSET.search(after):
        sign, hours, minutes = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], "0")
        total = int(hours) * 60 + int(minutes)
        if total > 24 * 60 or int(minutes) > 59:
            return None, "date_garbage"
        return (-total if sign == "-" else total), None
    if match := _UNSIGNED.match(after):
        return int(match[1]) * 60 + int(match[2]), "date_form"
    match = _NAME.match(after) or re.search(r"\(\s*([A-Za-z]{1,5})\s*\)", text)
    if match is None:
        return None, None
    name = match[1].lower()
    if name in _ZONES:
        return _ZONES[name], None
    return (0, "date_zone_unknown") if len(name) > 1 or name.isalpha() else (None, None)
