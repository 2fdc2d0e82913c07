"""Whether the text of an invitation contradicts its VEVENT: the smallest difference that explains both, or nothing.

A false alarm costs trust in every true one, so a text is only compared where it clearly speaks of this meeting:
at least its date or its time of day agrees. The same instant in another zone is no contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.message import StatedMeeting
from liaison_sync.domain.wall_time import instant, wall_in

_WORD = re.compile(r"\w+")
_ONLINE = re.compile(r"https?://|\b(zoom|teams|meet|webex|online|daring|virtual|vicon)\b", re.IGNORECASE)
_STREET = re.compile(r"\b(jl|jalan|jln|street|st|road|rd|no|blok|rt|rw)\b", re.IGNORECASE)
_FILLER = frozenset(
    {*("di", "the", "at", "in", "ruang", "rapat", "room", "gedung", "lantai", "lt", "kantor", "building", "floor")}
    | {*("kami", "kita", "bapak", "ibu", "saudara", "anda", "our", "my", "your", "office", "sama", "same")}
)


def contradictions(stated: Iterable[StatedMeeting], said: Invitation) -> frozenset[str]:
    """Of "zone", "time", "date", "weekday", "place": what the text says otherwise than `said`."""
    found = [found for one in stated if (found := _compare(one, said)) is not None]
    return min(found, key=lambda kinds: (len(kinds), sorted(kinds)), default=frozenset())


def _compare(one: StatedMeeting, said: Invitation) -> frozenset[str] | None:
    """None where this text is about something else."""
    if said.start is None:
        return None
    when = _when(one, said)
    if when is None:
        return None
    place = {"place"} if not when and _other_place(one.place, said.location) else set()
    weekday = {"weekday"} if one.weekday is not None and one.weekday != one.start.weekday() else set()
    return when | place | weekday


def _when(one: StatedMeeting, said: Invitation) -> frozenset[str] | None:
    start = said.start
    assert start is not None  # noqa: S101 - the caller looked
    if not isinstance(start.wall, datetime) or not isinstance(one.start, datetime):
        return _days(one, said)
    readings = []
    if start.utc is not None and one.zone is not None:
        here = wall_in(start.utc, one.zone)
        if here is not None:
            readings.append(_differences(one, here, said))
    if start.zone != "UTC":
        other_zone = one.zone is not None and start.utc is not None and instant(one.start, one.zone) is not None
        differs = other_zone and instant(start.wall, one.zone) != start.utc
        kinds = _differences(one, start.wall, said)
        readings.append(kinds | {"zone"} if kinds is not None and differs else kinds)
    known = [kinds for kinds in readings if kinds is not None]
    return min(known, key=lambda kinds: (len(kinds), "zone" not in kinds), default=None)


def _days(one: StatedMeeting, said: Invitation) -> frozenset[str] | None:
    """All-day on one side: only the dates can be compared."""
    assert said.start is not None  # noqa: S101
    there = said.start.wall.date() if isinstance(said.start.wall, datetime) else said.start.wall
    here = one.start.date() if isinstance(one.start, datetime) else one.start
    if here == there or said.recurrence.rrules:
        return frozenset()
    return frozenset({"date"}) if one.all_day and said.start.all_day else None


def _differences(one: StatedMeeting, wall: datetime, said: Invitation) -> frozenset[str] | None:
    """How a stated time differs from `wall`; None where neither its date nor its time agrees."""
    assert isinstance(one.start, datetime)  # noqa: S101
    same_date = one.start.date() == wall.date() or bool(said.recurrence.rrules)
    same_time = one.start.time() == wall.time()
    if same_date and same_time:
        return frozenset({"time"}) if _other_end(one, said) else frozenset()
    if not same_date and not same_time:
        return None
    return frozenset({"date"} if same_time else {"time"})


def _other_end(one: StatedMeeting, said: Invitation) -> bool:
    if one.open_end or one.end is None or said.end is None or said.start is None:
        return False
    if not isinstance(said.end.wall, datetime) or not isinstance(said.start.wall, datetime):
        return False
    assert isinstance(one.start, datetime)  # noqa: S101
    return one.end - one.start != said.end.wall - said.start.wall


def _other_place(stated: str | None, location: str) -> bool:
    """Two places that share no word; a link or a street address may well be the same place said otherwise."""
    if not stated or not location or any(_ONLINE.search(text[:500]) for text in (stated, location)):
        return False
    if bool(_STREET.search(stated[:500])) != bool(_STREET.search(location[:500])):
        return False
    one, two = _words(stated), _words(location)
    numbers = {word for word in one if word.isdigit()}, {word for word in two if word.isdigit()}
    if _stems(one) & _stems(two):
        return bool(numbers[0] and numbers[1] and not numbers[0] & numbers[1])
    return bool(one and two) and not (numbers[0] & numbers[1])


def _stems(words: set[str]) -> set[str]:
    """Beginnings, so that an abbreviation still meets its long form."""
    return {word[:4] for word in words if not word.isdigit()}


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text[:500].casefold()) if word not in _FILLER}
