"""Times of day and zones as a text states them: "pukul 09.00 s.d. selesai WIB", "10:00-11:30 (UTC+7)"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from liaison_sync.formats.prose_dates import ZONES

_POINT = (
    r"(?:(?P<{0}h>[01]?\d|2[0-4])(?:[.:](?P<{0}m>[0-5]\d)|(?P<{0}bare>))(?![\d/]|[.,:]\d)"
    r"[ \t]{{0,2}}(?P<{0}half>[ap]\.?[ ]?m\b\.?|pagi\b|siang\b|sore\b|petang\b|malam\b)?)"
)
_ZONE = (
    r"(?P<{0}zone>WIB|WITA|WIT|(?:UTC|GMT)[ ]?(?:[+\-−]\s?\d{{1,2}}(?:[:.]?\d{{2}})?)?|\+\d{{2}}:?\d{{2}}|SGT|"
    r"MYT|ICT|JST|KST|PHT|HKT|AEST|AEDT|CES?T|E[SD]T|P[SD]T|"
    r"waktu (?:jakarta|singapura|makassar|jayapura|kuala lumpur|indonesia (?:bagian )?(?:barat|tengah|timur)|"
    r"tokyo)|(?:jakarta|singapore|kuala lumpur|tokyo|bangkok|bali|london|new york) time)\b"
)
_GAP = r"[ \t]{0,3}[(\[]?[ \t]?"
_RANGE = re.compile(
    r"(?P<lead>(?:\b(?:pukul|pkl\.?|jam|waktu|at|from|mulai(?: pukul)?|time|starting|start(?:s)?(?: at)?|"
    r"kl\.)[ \t:]{0,4}|@ ?)?)(?<![\d.,:/+])" + _POINT.format("a") + r"(?:" + _GAP + _ZONE.format("a") + r"[)\]]?)?"
    r"(?:[ \t]{0,3}(?:-|–|—|−|s\.?[ ]?/?d\.?|sd|sampai(?: dengan| pukul)*|hingga(?: pukul)?|to|until|till|"
    r"and)[ \t]{0,3}(?:pukul[ ]|jam[ ]|at[ ])?"
    r"(?:" + _POINT.format("b") + r"|(?P<open>selesai|tuntas|finish(?:ed)?|end\b|selesainya acara|done)))?"
    r"(?P<onwards>[ \t]+(?:onwards?|sampai selesai|hingga selesai|dst))?"
    r"(?:" + _GAP + _ZONE.format("b") + r"[)\]]?)?"
    r"(?P<late>[ \t]{0,3},?[ \t]?(?:s\.?[ ]?/?d\.?|sampai(?: dengan)?|hingga|-|–)[ \t]{0,3}selesai)?",
    re.IGNORECASE,
)
_NAMED_ZONES = {
    "sgt": "Asia/Singapore",
    "myt": "Asia/Kuala_Lumpur",
    "ict": "Asia/Bangkok",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "pht": "Asia/Manila",
    "hkt": "Asia/Hong_Kong",
    "aest": "Australia/Sydney",
    "aedt": "Australia/Sydney",
    "cet": "Europe/Paris",
    "cest": "Europe/Paris",
    "est": "America/New_York",
    "edt": "America/New_York",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "utc": "UTC",
    "gmt": "UTC",
    "jakarta": "Asia/Jakarta",
    "singapura": "Asia/Singapore",
    "singapore": "Asia/Singapore",
    "makassar": "Asia/Makassar",
    "jayapura": "Asia/Jayapura",
    "kuala lumpur": "Asia/Kuala_Lumpur",
    "tokyo": "Asia/Tokyo",
    "bangkok": "Asia/Bangkok",
    "bali": "Asia/Makassar",
    "london": "Europe/London",
    "new york": "America/New_York",
    "barat": "Asia/Jakarta",
    "tengah": "Asia/Makassar",
    "timur": "Asia/Jayapura",
    **ZONES,
}
_OFFSETS = {
    "+07:00": "Asia/Jakarta",
    "+08:00": "Asia/Makassar",
    "+09:00": "Asia/Jayapura",
    "+05:30": "Asia/Kolkata",
    "+00:00": "UTC",
}
_SIGNED = re.compile(r"([+\-−])\s?(\d{1,2})[:.]?(\d{2})?")


@dataclass(frozen=True, slots=True)
class Times:
    """When a meeting runs: wall times, whether its end is open, and the zone the text names (IANA)."""

    start: time
    end: time | None
    open_end: bool
    zone: str | None


def find_times(text: str, *, plain_within: int = 600) -> Times | None:
    """The first time of day or range a text states.

    A bare number counts only after "pukul", "jam" or with am/pm; a plain "12.50" only within `plain_within` characters.
    """
    for found in _RANGE.finditer(text[:600]):
        times = _times(found) if _is_firm(found) or found.start() <= plain_within else None
        if times:
            return times
    return None


def _is_firm(found: re.Match[str]) -> bool:
    """Whether more than the digits says that this is a time of day."""
    return any(found[name] for name in ("lead", "ahalf", "azone", "bh", "bzone", "open", "onwards", "late"))


def _times(found: re.Match[str]) -> Times | None:
    exact = found["am"] is not None
    if not exact and not found["ahalf"] and not _hour_follows(found):
        return None
    late = found["bhalf"]
    start = _point(found["ah"], found["am"], found["ahalf"])
    end = _point(found["bh"], found["bm"], late) if found["bh"] else None
    if end and late and not found["ahalf"]:
        shared = _point(found["ah"], found["am"], late)
        start = shared if shared <= end else start
    if end and not late and found["ahalf"] and end < start and found["ahalf"][:1].lower() in "ps":
        end = _point(found["bh"], found["bm"], found["ahalf"])
    open_end = bool(found["open"] or found["onwards"] or found["late"])
    return Times(start, end, open_end, zone_name(found["azone"] or found["bzone"]))


def _hour_follows(found: re.Match[str]) -> bool:
    """A bare hour needs "pukul 9", "jam 14" or the minutes, half or zone of its range's other end."""
    lead = found["lead"].strip().lower().rstrip(":")
    if lead in ("pukul", "pkl", "pkl.", "jam", "mulai pukul"):
        return True
    return bool(found["bh"] and (found["bhalf"] or (found["bzone"] and lead))) or bool(
        lead and found["azone"] and lead != "waktu"
    )


def _point(hour: str, minute: str | None, half: str | None) -> time:
    value, word = int(hour), (half or "").lower()
    if word[:1] == "p" and word[:2] not in ("pa", "pe"):
        value = value % 12 + 12 if 1 <= value <= 12 else value
    elif word[:1] == "a" or word == "pagi":
        value = value % 12 if value == 12 else value
    elif word in ("siang", "sore", "petang", "malam") and 1 <= value < 12 and not (word == "siang" and value > 9):
        value += 12
    return time(value % 24, int(minute or 0))


def zone_name(text: str | None) -> str | None:
    """The IANA zone a text's WIB, WITA, WIT, UTC+7, SGT or "Jakarta time" stands for."""
    if not text:
        return None
    word = text.lower().strip()
    signed = _SIGNED.search(word)
    if signed:
        return _by_offset(signed)
    if word in _NAMED_ZONES:
        return _NAMED_ZONES[word]
    return next((zone for name, zone in _NAMED_ZONES.items() if len(name) > 3 and name in word), None)


def _by_offset(signed: re.Match[str]) -> str | None:
    hours, minutes = int(signed[2]), int(signed[3] or 0)
    sign = "+" if signed[1] == "+" else "-"
    known = _OFFSETS.get(f"{sign}{hours:02}:{minutes:02}")
    if known or minutes or hours > 14:
        return known
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"  # POSIX turns the sign
