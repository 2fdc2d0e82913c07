"""Wall time and zones as pure arithmetic: the zone database is a constant table, not a clock."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from liaison_sync.domain.invitation import Invitation, Moment

_FIXED = re.compile(r"UTC([+-])(\d{2}):(\d{2})")


def tzinfo_of(zone: str | None) -> tzinfo | None:
    """The zone of a Moment (IANA name or "UTC+07:00"); None for floating, unresolved or unknown ones."""
    if not zone or zone == "floating":
        return None
    fixed = _FIXED.fullmatch(zone)
    if fixed:
        offset = timedelta(hours=int(fixed[2]), minutes=int(fixed[3]))
        return timezone(offset if fixed[1] == "+" else -offset)
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return None


def instant(wall: datetime, zone: str | None) -> datetime | None:
    """The instant (UTC) of a naive wall time; None where the zone does not say."""
    where = tzinfo_of(zone)
    try:
        return wall.replace(tzinfo=where).astimezone(UTC) if where else None
    except OverflowError:
        return None


def wall_in(at: datetime, zone: str | None) -> datetime | None:
    """The naive wall time of an instant in a zone; None where the zone does not say."""
    where = tzinfo_of(zone)
    try:
        return at.astimezone(where).replace(tzinfo=None) if where else None
    except OverflowError:
        return None


def canonical(named: Moment, start: Moment) -> Moment:
    """A RECURRENCE-ID as the series that starts at `start` would write it: the same instance, the same key.

    A DATE names that day's instance of a timed series; a floating time is a wall time in the series' zone.
    """
    if start.all_day:
        return named if not isinstance(named.wall, datetime) else Moment(named.wall.date(), start.zone, "date")
    if named.utc is not None and start.utc is not None:
        wall = wall_in(named.utc, start.zone)
        return Moment(wall, start.zone, start.source, named.utc) if wall else named
    wall = _wall_of(named, start)
    if start.utc is None:
        return Moment(wall, start.zone, start.source) if named.utc is None or named.zone != "UTC" else named
    utc = instant(wall, start.zone)
    return Moment(wall, start.zone, start.source, utc) if utc else named


def canonical_key(named: Moment, start: Moment | None) -> str:
    """The key `canonical` gives; of two instants that is the instant, whatever their zones."""
    if start is None or (named.utc is not None and start.utc is not None):
        return named.key
    return canonical(named, start).key


def excluded_keys(series: Invitation) -> frozenset[str]:
    """EXDATEs as keys; a DATE takes that day's instance of a timed series."""
    start = series.start
    return frozenset(canonical_key(moment, start) for moment in series.recurrence.exdates)


def as_patterned(named: Moment, pattern: Invitation) -> tuple[Moment, Moment | None]:
    """Start and end of an instance like `pattern`, which is a series or a RANGE=THISANDFUTURE of one.

    What follows a split moves on the wall as the named instance was moved, and lasts as long (RFC 5545 §3.2.13).
    """
    start = named
    if pattern.recurrence_id is not None and pattern.start is not None:
        start = _moved_alike(named, pattern.recurrence_id, pattern.start) or named
    return start, _lasting(start, pattern)


def _moved_alike(named: Moment, before: Moment, after: Moment) -> Moment | None:
    walls = [wall_in(at.utc, after.zone) if at.utc else at.wall for at in (named, before)]
    here, there = walls
    if here is None or there is None or not type(here) is type(there) is type(after.wall):
        return None
    try:
        wall = here + (after.wall - there)
    except OverflowError:
        return None
    return Moment(wall, after.zone, after.source, instant(wall, after.zone) if isinstance(wall, datetime) else None)


def _lasting(start: Moment, pattern: Invitation) -> Moment | None:
    begin, end = pattern.start, pattern.end
    if begin is None or end is None or not type(start.wall) is type(begin.wall) is type(end.wall):
        return None
    try:
        lasts = end.wall - begin.wall
        return Moment(start.wall + lasts, start.zone, start.source, start.utc + lasts if start.utc else None)
    except OverflowError:
        return None


def _wall_of(named: Moment, start: Moment) -> datetime:
    if isinstance(named.wall, datetime):
        return named.wall
    assert isinstance(start.wall, datetime)  # noqa: S101 - the caller has looked at all_day
    return datetime.combine(named.wall, start.wall.time())
