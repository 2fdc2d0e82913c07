"""The small language of the histories: who writes what, and what a moment, a person or a list looks like in it.

A moment is `1123T03:00Z` (UTC), `1123T10:00@Asia/Jakarta` (a wall time there), `1123T10:00` (floating) or `1123` (a
date); the year is 2026 unless it is said: `20270104T03:00Z`.
"""

from __future__ import annotations

import re

ADDRESSES = {
    "us": "humas@kami.id",
    "lo": "lo@kami.id",
    "boss": "boss@mitra.id",
    "sekre": "sekretaris@mitra.id",
    "wakil": "wakil@mitra.id",
    "budi": "budi@mitra.id",
    "citra": "citra@mitra.id",
    "dian": "dian@mitra.id",
    "eka": "eka@mitra.id",
    "fajar": "fajar@mitra.id",
    "gita": "gita@mitra.id",
    "hadi": "hadi@mitra.id",
    "indra": "indra@lain.id",
    "mallory": "mallory@evil.example",
    "room": "aula@mitra.id",
}
NAMES = {address: name for name, address in ADDRESSES.items()}
_MOMENT = re.compile(r"(\d{4})?(\d{4})(?:T(\d\d):(\d\d)(Z|@.+)?)?")


def address(name: str) -> str:
    """The address of somebody by name; an address stands for itself."""
    return ADDRESSES.get(name, name)


def stamp(text: str) -> tuple[str, str]:
    """Parameters and value of a DATE or DATE-TIME property."""
    found = _MOMENT.fullmatch(text)
    if not found:
        raise ValueError(f"no moment: {text}")
    year, day, hour, minute, zone = found.groups()
    whole = f"{year or 2026}{day}"
    if hour is None:
        return ";VALUE=DATE", whole
    value = f"{whole}T{hour}{minute}00"
    if zone == "Z":
        return "", f"{value}Z"
    return (f';TZID="{zone[1:]}"' if zone else ""), value


def shown(text: str) -> str:
    """The same as `inspect` prints it; a wall time in a zone cannot be expected, only instants."""
    parameters, value = stamp(text)
    day = f"{value[:4]}-{value[4:6]}-{value[6:8]}"
    if "DATE" in parameters:
        return day
    if parameters:
        raise ValueError(f"expect an instant, not {text}")
    return f"{day}T{value[9:11]}:{value[11:13]}:00" + ("Z" if value.endswith("Z") else "")
