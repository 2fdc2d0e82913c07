"""What a calendar feed shows of a meeting, and for how long around now."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from liaison_sync.domain.value import dataclass

BEFORE = timedelta(days=90)
AFTER = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Published:
    """One occurrence. `heard` is when it was last told of; `people` are names, () where the reader may see none."""

    key: str
    start: datetime
    end: datetime | None
    all_day: bool
    zone: str | None
    status: str
    title: str
    location: str
    join_url: str | None
    sequence: int
    heard: datetime
    people: tuple[str, ...] = ()


def horizon(now: datetime) -> tuple[datetime, datetime]:
    """What a feed covers: from 90 days ago to a year ahead, by whole days (UTC) so that its content stays the same."""
    today = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    return today - BEFORE, today + AFTER
