"""The guarded expander handed down to decisions: occurrences of a series around now, all-day ones laid on our zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from liaison_sync.domain.invitation import Invitation, Moment
from liaison_sync.domain.meetings import Expand, Instance
from liaison_sync.formats import series

BEFORE = timedelta(days=366)
AFTER = timedelta(days=2 * 366)


def expander(now: datetime, zone: str) -> Expand:
    """An expander over −1…+2 years around `now` (aware); never raises for what a calendar may contain."""
    ours = ZoneInfo(zone)

    def expand(invitations: Sequence[Invitation]) -> Sequence[Instance]:
        if not any(one.recurrence.rrules or one.recurrence.rdates for one in invitations):
            return [_single(one, ours) for one in invitations if one.start]
        found = series.expand(invitations, now - BEFORE, now + AFTER).occurrences
        return [
            Instance(one.recurrence_id, laid(one.start, ours), laid(one.end, ours) if one.end else None, one.cancelled)
            for one in found
        ]

    return expand


def _single(one: Invitation, ours: ZoneInfo) -> Instance:
    # A single meeting is always shown, however far away it is.
    assert one.start is not None  # noqa: S101 - the caller looked
    end = laid(one.end, ours) if one.end else None
    return Instance(one.recurrence_id, laid(one.start, ours), end, (one.status or "").upper() == "CANCELLED")


def laid(moment: Moment, ours: ZoneInfo) -> Moment:
    """An all-day or floating time gets the instant it has where we are; an unresolved one gets none."""
    if moment.utc is not None or moment.source == "unresolved":
        return moment
    wall = moment.wall if isinstance(moment.wall, datetime) else datetime.combine(moment.wall, time())
    return replace(moment, utc=wall.replace(tzinfo=ours).astimezone(UTC))
