"""Time zones a text names beside a time: WIB, "(UTC+07:00) Bangkok, Hanoi, Jakarta", "Asia/Jakarta"."""

from __future__ import annotations

import re

from liaison_sync.formats.folded import folded
from liaison_sync.formats.prose_dates import ZONES
from liaison_sync.formats.zones import iana_name

_CITIES = {
    "jakarta": "Asia/Jakarta",
    "makassar": "Asia/Makassar",
    "denpasar": "Asia/Makassar",
    "bali": "Asia/Makassar",
    "jayapura": "Asia/Jayapura",
    "singapore": "Asia/Singapore",
    "singapura": "Asia/Singapore",
    "kuala lumpur": "Asia/Kuala_Lumpur",
    "bangkok": "Asia/Bangkok",
    "hanoi": "Asia/Bangkok",
    "manila": "Asia/Manila",
    "beijing": "Asia/Shanghai",
    "hong kong": "Asia/Hong_Kong",
    "tokyo": "Asia/Tokyo",
    "seoul": "Asia/Seoul",
    "mumbai": "Asia/Kolkata",
    "dubai": "Asia/Dubai",
    "riyadh": "Asia/Riyadh",
    "mekkah": "Asia/Riyadh",
    "sydney": "Australia/Sydney",
    "london": "Europe/London",
    "amsterdam": "Europe/Amsterdam",
    "paris": "Europe/Paris",
    "berlin": "Europe/Berlin",
    "new york": "America/New_York",
    "los angeles": "America/Los_Angeles",
}
_LETTERS = {
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
    **ZONES,
}
# The names calendars write out (CLDR); the beginning decides.
_NAMES = {
    "western indonesia": "Asia/Jakarta",
    "central indonesia": "Asia/Makassar",
    "eastern indonesia": "Asia/Jayapura",
    "indonesia barat": "Asia/Jakarta",
    "indonesia bagian barat": "Asia/Jakarta",
    "indonesia tengah": "Asia/Makassar",
    "indonesia bagian tengah": "Asia/Makassar",
    "indonesia timur": "Asia/Jayapura",
    "indonesia bagian timur": "Asia/Jayapura",
    "se asia": "Asia/Jakarta",
    "indochina": "Asia/Bangkok",
    "malaysia": "Asia/Kuala_Lumpur",
    "philippine": "Asia/Manila",
    "china": "Asia/Shanghai",
    "japan": "Asia/Tokyo",
    "korea": "Asia/Seoul",
    "korean": "Asia/Seoul",
    "india": "Asia/Kolkata",
    "gulf": "Asia/Dubai",
    "arabian": "Asia/Riyadh",
    "arab saudi": "Asia/Riyadh",
    "australian eastern": "Australia/Sydney",
    "british": "Europe/London",
    "greenwich mean": "UTC",
    "coordinated universal": "UTC",
    "central european": "Europe/Paris",
    "pacific": "America/Los_Angeles",
    "mountain": "America/Denver",
    "central": "America/Chicago",
    "eastern": "America/New_York",
}
_OFFSETS = {
    "+07:00": "Asia/Jakarta",
    "+08:00": "Asia/Makassar",
    "+09:00": "Asia/Jayapura",
    "+05:30": "Asia/Kolkata",
    "+00:00": "UTC",
}


_ZONES = (*_CITIES.values(), *_NAMES.values())  # where several are named, the first of these


def _any(words: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)).replace(r"\ ", r"[ ]")


_NAMED = rf"(?:{_any(_CITIES)}|{_any(_NAMES)})"
_AREAS = "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific"
_IANA = rf"(?:{_AREAS})/[A-Z][A-Za-z_]{{{{2,30}}}}(?:/[A-Z][A-Za-z_]{{{{2,30}}}})?"
# A template: `{0}` begins the name of the group, since a range has two ends.
ZONE = (
    rf"(?P<{{0}}zone>{_IANA}|"
    r"WIB|WITA|WIT|(?:UTC|GMT)[ ]?(?:[+\-−]\s?\d{{1,2}}(?:[:.]?\d{{2}})?)?"
    rf"(?:[)]?[ ](?:{_any(_CITIES)})(?:,[ ][A-Z][\w .]{{{{2,20}}}}){{{{0,4}}}})?|\+\d{{{{2}}}}:?\d{{{{2}}}}|SGT|"
    r"MYT|ICT|JST|KST|PHT|HKT|AEST|AEDT|CES?T|E[SD]T|P[SD]T|"
    rf"waktu[ ](?:standar[ ])?{_NAMED}|{_NAMED}[ ](?:(?:standard|summer|daylight)[ ])?time|"
    # Zoom names the city alone, at the end of the line and after AM, PM or the minutes.
    rf"(?:(?<=[AP]M[ ])|(?<=\d:\d\d[ ]))(?:{_any(_CITIES)})(?=[ \t]*(?:\n|$)))\b"
)
_SIGNED = re.compile(r"([+\-−])\s?(\d{1,2})[:.]?(\d{2})?")
_NAMED_IN = re.compile(rf"\b({_any(_CITIES)}|{_any(_NAMES)})\b", re.IGNORECASE)


def zone_name(text: str | None) -> str | None:
    """The IANA zone a text's WIB, WITA, WIT, UTC+7, SGT or "Jakarta time" stands for; cities decide over an offset."""
    if not text:
        return None
    word = text.lower().strip()
    if word in _LETTERS:
        return _LETTERS[word]
    if "/" in word and (named := iana_name(word)):
        return named
    signed = _SIGNED.search(word)
    places = [_CITIES.get(folded(found[1])) or _NAMES[folded(found[1])] for found in _NAMED_IN.finditer(word)]
    if signed and places:
        usual = _by_offset(signed)
        return usual if usual in places else next(zone for zone in _ZONES if zone in places)
    return _by_offset(signed) if signed else next(iter(places), None)


def _by_offset(signed: re.Match[str]) -> str | None:
    hours, minutes = int(signed[2]), int(signed[3] or 0)
    sign = "+" if signed[1] == "+" else "-"
    known = _OFFSETS.get(f"{sign}{hours:02}:{minutes:02}")
    if known or minutes or hours > 14:
        return known
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"  # POSIX turns the sign
