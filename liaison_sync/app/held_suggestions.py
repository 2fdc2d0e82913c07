"""The outcome letters speak for: shown with their words where it is asked, and recorded by a person alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime

from sqlalchemy import Connection

from liaison_sync.domain.held_evidence import HeldWord, Suggested, Told, suggested
from liaison_sync.formats import held_words
from liaison_sync.formats.date_text import in_zone
from liaison_sync.store import held_letters


def suggestions(connection: Connection, now: datetime, zone: str, *, meeting: str = "") -> dict[str, Suggested]:
    """Meeting (occurrence) that waits for its outcome → what the latest letter about it says; `zone` is ours (IANA)."""
    told: dict[str, list[Told]] = defaultdict(list)
    starts: dict[str, tuple[datetime, str | None]] = {}
    words: dict[str, HeldWord | None] = {}
    for one in held_letters.beside(connection, now, meeting=meeting):
        if one.message not in words:
            words[one.message] = held_words.read(one.body, sent=in_zone(one.at, zone).date(), files=one.files)
        word = words[one.message]
        if word is not None:
            starts[one.meeting] = (one.start, one.partner)
            told[one.meeting].append(Told(word, one.message, one.sender, one.ours, one.at, one.in_thread))
    if not told:
        return {}
    elsewhere = any(not one.in_thread for each in told.values() for one in each)
    busy = _meetings_a_day(connection, now, zone) if elsewhere else {}
    found = {}
    for key, (start, partner) in starts.items():
        day = in_zone(start, zone).date()
        if one_said := suggested(start, day, told[key], alone=busy.get((partner, day), 1) == 1):
            found[key] = one_said
    return found


def _meetings_a_day(connection: Connection, now: datetime, zone: str) -> Counter[tuple[str | None, date]]:
    met = held_letters.begun(connection, now)
    return Counter((partner, in_zone(start, zone).date()) for start, partner in met)
