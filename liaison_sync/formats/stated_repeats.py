"""That a stated meeting recurs, as text says it: "setiap Senin", "every other Tuesday", "rapat bulanan"."""

from __future__ import annotations

import re

from liaison_sync.domain.message import Repeats
from liaison_sync.formats.folded import folded, names_any

_DAY_ID = r"(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)"
_DAY_EN = r"(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:days?)?"
_EACH = r"(?:setiap|tiap(?:-tiap)?|saban)"
_MET = r"(?:rapat|pertemuan|rakor|koordinasi|forum|diskusi|meeting|sync|call|check-?in|catch-?up|session|briefing)"
_ORDINAL = r"(?:pertama|kedua|ketiga|keempat|terakhir)"
_SAID: tuple[tuple[Repeats, re.Pattern[str]], ...] = (
    (
        "fortnightly",
        re.compile(
            rf"\b(?:{_EACH} (?:dua|2) (?:minggu|pekan)|(?:dua|2) (?:minggu|pekan) sekali|"
            rf"every (?:other|second|two|2) (?:weeks?|{_DAY_EN})|fortnightly|bi-?weekly)\b"
        ),
    ),
    (
        "monthly",
        re.compile(
            rf"\b(?:{_EACH} (?:awal |akhir |pertengahan )?bulan|sebulan sekali|{_MET} (?:\w+ )?bulanan|"
            rf"{_EACH} (?:hari )?{_DAY_ID} {_ORDINAL}|{_DAY_ID} {_ORDINAL} {_EACH} bulan|{_EACH} tanggal \d|"
            rf"(?:every|each) month|monthly (?:\w+ )?{_MET}|"
            rf"(?:first|second|third|fourth|last) {_DAY_EN} of (?:each|every|the) month)\b"
        ),
    ),
    (
        "weekly",
        re.compile(
            rf"\b(?:{_EACH} (?:hari )?{_DAY_ID}|{_EACH} (?:minggu|pekan)|(?:seminggu|sepekan) sekali|"
            rf"{_MET} (?:\w+ )?(?:mingguan|pekanan)|(?:every|each) (?:week|{_DAY_EN})|weekly (?:\w+ )?{_MET})\b"
        ),
    ),
    (
        "daily",
        re.compile(
            rf"\b(?:{_EACH} hari(?: kerja)?(?! {_DAY_ID})|{_MET} (?:\w+ )?harian|"
            rf"(?:every|each) (?:day|weekday|working day)|daily (?:\w+ )?{_MET})\b"
        ),
    ),
    (
        "yearly",
        re.compile(rf"\b(?:{_EACH} tahun|(?:every|each) year|annual (?:\w+ )?{_MET}|{_MET} (?:\w+ )?tahunan)\b"),
    ),
)
_SIGNS = ("tiap", "saban", "sekali", "an ", "every", "each", "ly ", "annual", "of the month")


def repeats(around: str) -> Repeats | None:
    """How often the text around one meeting says that it recurs; None where it does not say so."""
    low = " ".join(folded(around).split()) + " "
    if not names_any(_SIGNS, low):
        return None
    return next((every for every, pattern in _SAID if pattern.search(low)), None)
