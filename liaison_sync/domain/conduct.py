"""The conduct axis: what became of a meeting, by the clock and by people; mail that comes late never moves it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Literal

from liaison_sync.domain.invitation import Moment
from liaison_sync.domain.scheduling import Status
from liaison_sync.domain.value import dataclass

Conduct = Literal["upcoming", "due_for_log", "held", "not_held", "minuted", "followed_up", "closed", "cancelled"]
NotHeld = Literal["no_show_partner", "no_show_us", "postponed", "unknown"]
ASKED_FOR = timedelta(days=60)  # how long a meeting waits for its outcome before nobody asks any more
_LATER: tuple[Conduct, ...] = ("held", "minuted", "followed_up", "closed")


@dataclass(frozen=True, slots=True)
class Recorded:
    """One step a person took for one occurrence: an outcome, its minutes, the follow-up, the end of it."""

    kind: Literal["held", "not_held", "minuted", "followed_up", "closed"]
    at: datetime
    reason: NotHeld | None = None


def conduct(
    status: Status, end: Moment | None, start: Moment | None, recorded: Iterable[Recorded], now: datetime
) -> Conduct:
    """Where one occurrence stands at `now` (aware). What people recorded stands, even after a late cancellation."""
    steps = sorted(recorded, key=lambda step: step.at)
    outcomes = [step for step in steps if step.kind in {"held", "not_held"}]
    if outcomes and outcomes[-1].kind == "not_held":
        return "closed" if any(step.kind == "closed" for step in steps) else "not_held"
    reached = [_LATER.index(step.kind) for step in steps if step.kind != "not_held"]
    if reached:
        return _LATER[max(reached)]
    if status in {"cancelled", "tombstone", "uninvited"}:
        return "cancelled"
    return "due_for_log" if _ended(end or start, now) else "upcoming"


def _ended(end: Moment | None, now: datetime) -> bool:
    """A date ends with its day, a floating time by the wall clock; both are read where `now` is."""
    if end is None:
        return False
    if end.utc is not None:
        return end.utc <= now
    if isinstance(end.wall, datetime):
        return end.wall <= now.replace(tzinfo=None)
    last: date = end.wall
    return last <= now.date()
