"""One stated meeting out of its day, its times, its place and the text around it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from liaison_sync.domain.message import StatedMeeting
from liaison_sync.formats.links import join_link
from liaison_sync.formats.prose_dates import FoundDate
from liaison_sync.formats.stated_times import Times

_RANGE_BEFORE = re.compile(
    r"(?<![\d.:])(\d{1,2})[ \t]?(?:-|–|—|s\.?[ ]?/?d\.?|sampai(?: dengan)?|hingga|to|&|dan)[ \t]?$", re.IGNORECASE
)


def first_day(text: str, day: FoundDate) -> date | None:
    """The first day of "23–25 November 2026"."""
    found = _RANGE_BEFORE.search(text[max(0, day.start - 25) : day.start])
    if not found or not 1 <= int(found[1]) < day.day.day:
        return None
    return day.day.replace(day=int(found[1]))


def meeting(day: FoundDate, first: date | None, times: Times | None, place: str | None, around: str) -> StatedMeeting:
    link = join_link(around)
    weekday = day.weekday if first is None else None
    mismatch = weekday is not None and weekday != day.day.weekday()
    if times is None:
        return StatedMeeting(first or day.day, None, False, True, None, None, place, link, mismatch, weekday)
    start = datetime.combine(first or day.day, times.start)
    end = datetime.combine(day.day, times.end) if times.end else None
    if end and end <= start:
        end = end + timedelta(days=1) if times.start.hour >= 18 else None
    source = "stated" if times.zone else None
    return StatedMeeting(start, end, times.open_end, False, times.zone, source, place, link, mismatch, weekday)
