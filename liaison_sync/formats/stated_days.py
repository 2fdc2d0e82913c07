"""Days a text names without a date: "besok", "Jumat ini", "Senin depan", "next Tuesday"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from liaison_sync.formats.folded import folded, folded_whole, names_any
from liaison_sync.formats.prose_dates import WEEKDAYS, FoundDate

_SOON = re.compile(
    r"\b(?:(?P<today>(?:hari|pagi|siang|sore|malam) ini|nanti (?:siang|sore|malam)|today|tonight|"
    r"this (?:afternoon|morning|evening))|(?P<after>lusa|the day after tomorrow)|(?P<next>besok|tomorrow|esok))\b",
    re.IGNORECASE,
)
_SOON_HINTS = (
    *("hari ini", "pagi ini", "siang ini", "sore ini", "malam ini", "nanti siang", "nanti sore", "nanti malam"),
    *("today", "tonight", "this afternoon", "this morning", "this evening", "lusa", "tomorrow", "esok"),
)
_STEPS = {"today": 0, "next": 1, "after": 2}
_NAME = r"senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_WEEKDAY_HINTS = ("senin", "selasa", "rabu", "kamis", "jum", "sabtu", "minggu", "ahad", "day")
# A weekday beside another one is office hours, after "setiap" a habit, with "lalu" it is over.
_WEEKDAY = re.compile(
    rf"(?<![\w/-])(?P<day>{_NAME})\b"
    r"(?!s\b|[ ]?(?:-|–|/|s\.?[ ]?/?d\b|sampai|hingga|to\b|through\b|until\b|dan\b|and\b|lalu|kemarin|last|"
    r"tersebut|itu\b|agung\b|prayer))"
    r"(?P<after>[ ](?:depan|besok|mendatang|yang akan datang|ini|next week|minggu depan|pekan depan|this week))?",
    re.IGNORECASE,
)
_NEXT = frozenset({"depan", "besok", "mendatang", "yang akan datang", "next week", "minggu depan", "pekan depan"})
_NOT_THIS = frozenset(
    {*("setiap", "tiap", "tiap-tiap", "every", "each", "last", "previous", "past")}
    | {*("other", "first", "second", "third", "fourth", "satu", "dua", "tiga", "empat", "2", "3", "4")}
    | {*("sampai", "hingga", "dan", "and", "to", "until", "through")}
    | {*("salat", "sholat", "shalat", "solat", "ba'da", "bada", "bakda", "khotbah", "khutbah", "ibadah")}
)
_FROM_A_DAY = re.compile(
    rf"\b(?:{_NAME})[ ]?(?:-|–|—|s\.?[ ]?/?d\.?|sampai dengan|sampai|hingga|to|through|until|dan|and|&)[ ]?$",
    re.IGNORECASE,
)
_TO_A_DATE = re.compile(rf"[ ]*(?:[,(/-]|tanggal|tgl|the)*[ ]*\d|[ ]*[,(][ ]*(?:{_NAME}|[A-Za-z]+[ ]\d)", re.IGNORECASE)
_HOURS = re.compile(r"[ ]*[,(]?[ ]*(?:pukul|jam|pkl)|[ ]*[,(]?[ ]*\d{1,2}(?:[:.]\d\d|[ ]?[ap]m\b)", re.IGNORECASE)


def relative_days(text: str, today: date) -> Iterator[FoundDate]:
    """ "besok", "lusa", "hari ini" and their English twins, counted from `today`."""
    if names_any(_SOON_HINTS, folded_whole(text)):
        for found in _SOON.finditer(text):
            step = _STEPS[str(found.lastgroup)]
            yield FoundDate(found.start(), found.end(), today + timedelta(days=step), None)


def weekdays(text: str, today: date) -> Iterator[FoundDate]:
    """The coming day of a weekday that stands alone, `today` included; with "depan" or "next" the one of next week."""
    for found in _WEEKDAY.finditer(text) if names_any(_WEEKDAY_HINTS, folded_whole(text)) else ():
        said = text[max(0, found.start() - 30) : found.start()]
        words = said.lower().replace("’", "'").lstrip("(").split()
        before = [word for word in words if word != "hari"][-1:]
        after = (found["after"] or "").strip().lower()
        if (
            not _NOT_THIS.isdisjoint(before)
            or _FROM_A_DAY.search(said)
            or _is_of_a_date(text[found.end() : found.end() + 20])
        ):
            continue
        number = WEEKDAYS[folded(found["day"]).replace("’", "'")]
        day = today + timedelta(days=(number - today.weekday()) % 7)
        if before == ["next"] or after in _NEXT:
            day = today + timedelta(days=7 - today.weekday() + number)
        yield FoundDate(found.start("day"), found.end(), day, None)


def _is_of_a_date(rest: str) -> bool:
    """ "Rabu, 25 November" is a date already; "Rabu 14.00" is not."""
    return bool(_TO_A_DATE.match(rest)) and not _HOURS.match(rest)
