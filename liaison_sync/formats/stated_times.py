"""Times of day and zones as a text states them: "pukul 09.00 s.d. selesai WIB", "10:00-11:30 (UTC+7)"."""

from __future__ import annotations

import re
from datetime import time

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.folded import folded, has_digit, lowered, names_any
from liaison_sync.formats.stated_zones import ZONE, zone_name

_POINT = (
    r"(?:(?P<{0}h>[01]?\d|2[0-4])(?:[.:](?P<{0}m>[0-5]\d)|(?P<{0}bare>))(?![\d/]|[.,:]\d)"
    r"[ \t]{{0,2}}(?P<{0}half>[ap]\.?[ ]?m\b\.?|pagi\b|siang\b|sore\b|petang\b|malam\b)?)"
)
_GAP = r"[ \t]{0,3}(?:\n|\|[ \t]{0,3})?[(\[]?[ \t]?"  # calendars write the zone on a line of its own
_RANGE = re.compile(
    r"(?P<lead>(?:\b(?:pukul|pkl\.?|jam|waktu|at|from|mulai(?: pukul)?|time|starting|start(?:s)?(?: at)?|"
    r"kl\.)[ \t:]{0,4}|@ ?)?)(?<![\d.,:/+])" + _POINT.format("a") + r"(?:" + _GAP + ZONE.format("a") + r"[)\]]?)?"
    r"(?:[ \t]{0,3}(?:-|–|—|−|s\.?[ ]?/?d\.?|sd|sampai(?: dengan| pukul)*|hingga(?: pukul)?|to|until|till|"
    r"and)[ \t]{0,3}(?:pukul[ ]|jam[ ]|at[ ])?"
    r"(?:" + _POINT.format("b") + r"|(?P<open>selesai|tuntas|finish(?:ed)?|end\b|selesainya acara|done)))?"
    r"(?P<onwards>[ \t]+(?:onwards?|sampai selesai|hingga selesai|dst))?"
    r"(?:" + _GAP + ZONE.format("b") + r"[)\]]?)?"
    r"(?P<late>[ \t]{0,3},?[ \t]?(?:s\.?[ ]?/?d\.?|sampai(?: dengan)?|hingga|-|–)[ \t]{0,3}selesai)?",
    re.IGNORECASE,
)
_HOURS = (
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
    "dua belas",
)
_SPOKEN = re.compile(
    rf"(?P<lead>\b(?:jam|pukul)[ ])(?P<half>setengah[ ])?(?P<hour>dua belas|{'|'.join(_HOURS)})\b|\b(?:12 )?noon\b",
    re.IGNORECASE,
)


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
    for found in _RANGE.finditer(_in_digits(text[:600])):
        times = _times(found) if _is_firm(found) or found.start() <= plain_within else None
        if times:
            return times
    return None


def may_tell_time(text: str) -> bool:
    """Whether a time of day can stand in `text` at all: a cheap look before days are searched that need one."""
    return has_digit(text) or names_any(_SPOKEN_HINTS, lowered(text))


_SPOKEN_HINTS = ("jam ", "pukul ", "noon")


def _in_digits(text: str) -> str:
    """ "jam setengah tiga" is 2.30, "pukul sembilan" 9; noon is 12:00."""
    if not names_any(_SPOKEN_HINTS, text.lower()):
        return text
    return _SPOKEN.sub(_digits, text)


def _digits(found: re.Match[str]) -> str:
    if not found["hour"]:
        return "12:00"
    hour = _HOURS.index(folded(found["hour"])) + 1
    return f"{found['lead']}{(hour - 2) % 12 + 1}.30" if found["half"] else f"{found['lead']}{hour}"


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
