"""What stands against a time before anybody is invited: the past, other meetings, free days, closed offices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Meeting
from liaison_sync.domain.workdays import Calendar, Holiday

Kind = Literal["past", "meeting", "holiday", "not_working", "outside_hours"]
KINDS: tuple[Kind, ...] = ("past", "meeting", "holiday", "not_working", "outside_hours")
_FREE = frozenset({"cancelled", "tombstone", "uninvited", "declined_by_us", "candidate"})
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody works who is to come; `who` is a partner's name, "" for ourselves."""

    calendar: Calendar
    country: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing against one time. `start` and `end` are the other meeting's, else the planned one's (aware)."""

    kind: Kind
    start: datetime
    end: datetime | None
    who: str = ""
    country: str = ""
    zone: str = ""
    day: date | None = None
    holiday: Holiday | None = None
    meeting: Meeting | None = None


def clashes(
    times: Sequence[tuple[datetime, datetime]],
    meetings: Iterable[Meeting],
    places: Sequence[Place],
    now: datetime,
    *,
    uid: str = "",
) -> list[Clash]:
    """What stands against each of `times` (start, end; aware), in their order; `uid` is the planned meeting's own."""
    others = [one for one in meetings if one.uid != uid and one.start and one.status not in _FREE]
    found: dict[tuple[object, ...], Clash] = {}
    for start, end in times:
        for one in _against(start, end, others, places, now):
            key = one.meeting.key if one.meeting else (one.day, one.who)
            found.setdefault((one.kind, key, one.meeting and start), one)
    return list(found.values())


def _against(
    start: datetime, end: datetime, others: Sequence[Meeting], places: Sequence[Place], now: datetime
) -> Iterator[Clash]:
    if start <= now:
        yield Clash("past", start, end)
    for one in others:
        if one.start is not None and one.start < end and (one.end or one.start + _MOMENT) > start:
            yield Clash("meeting", one.start, one.end, meeting=one)
    said: set[tuple[str, date, str]] = set()
    for place in places:
        clash = _closed(start, end, place)
        if clash is None or clash.day is None:
            continue
        key = (clash.kind, clash.day, place.country if clash.kind == "holiday" else f"{place.country} {clash.zone}")
        if key not in said:  # a partner of our own country is free the day we are
            said.add(key)
            yield clash


def _closed(start: datetime, end: datetime, place: Place) -> Clash | None:
    calendar = place.calendar
    first, last = calendar.local(start), calendar.local(max(end - _MOMENT, start))
    day = first.date()
    told = Clash("not_working", start, end, place.who, place.country, calendar.zone, day, calendar.holidays.get(day))
    if told.holiday is not None and (told.holiday.until is None or last.time() > told.holiday.until):
        return _as("holiday", told)
    hours = calendar.hours_of(day)
    if hours is None:
        return told
    within = first.time() >= hours.opens and last.date() == day and last.time() < hours.closes
    return None if within else _as("outside_hours", told)


def _as(kind: Kind, told: Clash) -> Clash:
    return Clash(kind, told.start, told.end, told.who, told.country, told.zone, told.day, told.holiday)
