"""The time a server names when it puts a letter off: by no standard, but greylists use much the same words."""

from __future__ import annotations

import re
from datetime import timedelta

LONGEST = timedelta(hours=4)  # whatever it says: the letter is to be tried some times before it is given up
_TEXT = 300  # characters looked at
_TIME = re.compile(
    r"\b(?:again|back|retry|wait|greylisted|deferred)[ -](?:(?:in|for|after|at|least|another):? ){1,3}"
    r"(?:(\d{1,2}):(\d\d):(\d\d)\b|(\d.{0,40}))",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:(?:,| and) ?| ?)(\d{1,5}) ?(d|h|m|s)(?:ays?|ours?|rs?|in(?:ute)?s?|ec(?:ond)?s?)?(?![a-z])", re.IGNORECASE
)
_UNIT = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}


def wait_told(said: str) -> timedelta | None:
    """How long to wait as `said`, at most LONGEST; None where it names no time."""
    match = _TIME.search(said[:_TEXT])
    if match is None:
        return None
    *clock, spoken = match.groups()
    if spoken is None:
        hours, minutes, seconds = map(int, clock)
        found = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    else:
        found = _spoken(spoken)
    return min(found, LONGEST) or None


def _spoken(text: str) -> timedelta:
    """ "4m59s", "2 minutes and 30 seconds"."""
    found, at = timedelta(), 0
    while (part := _PART.match(text, at)) is not None:
        found += int(part[1]) * _UNIT[part[2].lower()]
        at = part.end()
    return found
