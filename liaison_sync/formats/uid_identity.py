"""Other names one meeting goes by: Outlook's GlobalObjectId, Google's split series."""

from __future__ import annotations

import re

GLOBAL_OBJECT = "040000008200E00074C5B7101A82E008"  # [MS-OXOCAL] 2.2.1.27, the class id every one begins with
DATA = re.compile(GLOBAL_OBJECT + r"([0-9A-F]{8})[0-9A-F]{16}[0-9A-F]{16}([0-9A-F]{2,4096})")
VCAL_UID = "vCal-Uid".encode("ascii").hex().upper() + "01000000"
GOOGLE_SPLIT = re.compile(r"(.+)_R\d{8}(?:T\d{6}Z?)?(@google\.com)", re.IGNORECASE)
GOOGLE_INSTANCE = re.compile(r"([a-v0-9]{5,1024})_\d{8}(?:T\d{6}Z)?(@google\.com)", re.IGNORECASE)


def uid_aliases(uid: str) -> tuple[str, ...]:
    """Every UID that may stand for the same meeting, the given one first, then the canonical ones."""
    text = uid.strip()
    found = [text, *_outlook(text), *_google(text)]
    return tuple(dict.fromkeys(each for each in found if each))


def _outlook(uid: str) -> list[str]:
    """The clean id (instance date zeroed) and, where a foreign UID is wrapped (vCal-Uid), that UID."""
    found = DATA.fullmatch(uid.upper())
    if not found:
        return []
    upper = uid.upper()
    clean = upper[:32] + "0" * 8 + upper[40:]
    at = upper.find(VCAL_UID)
    inner = _wrapped(upper[at + len(VCAL_UID) :]) if at >= 0 else []
    return [upper, clean, *inner]


def _wrapped(data: str) -> list[str]:
    try:
        text = bytes.fromhex(data).rstrip(b"\0").decode("utf-8")
    except ValueError:
        return []
    return [text] if text.isprintable() else []


def _google(uid: str) -> list[str]:
    """A series split by "this and following": uid_R20261123T030000@google.com continues uid@google.com."""
    for pattern in (GOOGLE_SPLIT, GOOGLE_INSTANCE):
        found = pattern.fullmatch(uid)
        if found:
            return [found.group(1) + found.group(2)]
    return []
