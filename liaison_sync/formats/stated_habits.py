"""A habit as a letter says it, "setiap Senin", "every Tuesday": read where the letter names no date at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from liaison_sync.formats.folded import folded, folded_whole, names_any
from liaison_sync.formats.prose_dates import WEEKDAYS, FoundDate

_NAME = (
    r"(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
)
_AND = rf"(?:[ ]?,[ ]?|[ ](?:dan|and|&)[ ])(?:hari[ ])?{_NAME}\b"
# A span of days is opening hours; "Senin pertama" comes once a month; "setiap minggu pukul" is the week.
_EACH = re.compile(
    rf"\b(?:(?:setiap|tiap|tiap-tiap|saban)[ ](?:hari[ ])?|every[ ]|each[ ])(?P<days>{_NAME}\b(?:{_AND}){{0,6}})"
    r"(?![ ]?(?:-|–|—|s\.?[ ]?/?d\b|sampai|hingga|to\b|through\b|until\b)|"
    r"[ ](?:pertama|kedua|ketiga|keempat|terakhir|of (?:each|every|the) month))",
    re.IGNORECASE,
)
_WORD = re.compile(rf"{_NAME}\b")
_HINTS = ("tiap", "saban", "every", "each")
_ELSE = re.compile(
    r"\b(?:buka|tutup|layanan|pelayanan|jam kerja|operasional|tayang|siaran|terbit|biasanya|selama ini|dahulu|dulu|"
    r"tidak lagi|bukan|ditiadakan|dibatalkan|dihentikan|berakhir|open|closed|office hours|on air|usually|used to|"
    r"no longer|cancell?ed|normally|"
    r"(?:mulai|terhitung|starting|from|as of|beginning)[ ](?:bulan|tahun|pekan|minggu|next|the|januari|februari|maret|"
    r"april|mei|juni|juli|agustus|september|oktober|november|desember|january|february|march|may|june|july|august|"
    r"october|december))\b"
)


def habits(text: str, today: date) -> Iterator[FoundDate]:
    """The first day after `today` of each habit in `text`."""
    if not names_any(_HINTS, folded_whole(text)):
        return
    for found in _EACH.finditer(text):
        if folded(found[0]) in ("setiap minggu", "tiap minggu", "saban minggu") or _ELSE.search(_sentence(text, found)):
            continue
        named = {WEEKDAYS[word.replace("’", "'")] for word in _WORD.findall(folded(found["days"]))}
        day = next(later for step in range(1, 8) if (later := today + timedelta(days=step)).weekday() in named)
        yield FoundDate(*found.span(), day, None)


def _sentence(text: str, found: re.Match[str]) -> str:
    before, after = text[max(0, found.start() - 200) : found.start()], text[found.end() : found.end() + 200]
    head = max(before.rfind(". "), before.rfind(".\n"), before.rfind("\n\n"))
    tail = re.split(r"[.!?](?=\s+[A-Z]|\s*$)|\n\n", after, maxsplit=1)[0]
    return folded(f"{before[head + 1 :]} {tail}")
