"""DemoClock: starts where the season stands and runs on with real time, so that no holiday empties the show."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from liaison_sync.demo.when import WIB, demo_now
from liaison_sync.domain.policy import WorkingTime
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.workdays import Calendar
from liaison_sync.formats import holidays_data

_ABROAD = holidays_data.WorldDays()


class DemoClock:
    """`now()` is `start` (aware) plus the real time since this clock was made, as aware UTC."""

    def __init__(self, start: datetime) -> None:
        self.start = start.astimezone(UTC)
        self._began = time.monotonic()

    def now(self) -> datetime:
        return self.start + timedelta(seconds=time.monotonic() - self._began)


@dataclass(frozen=True, slots=True)
class StoppedClock:
    """One moment (aware UTC): what officers recorded in the past is recorded as of then."""

    at: datetime

    def now(self) -> datetime:
        return self.at


def office_calendar(today: date) -> Calendar:
    """The working days of the demo's organisation around `today`: Jakarta, with Indonesia's holidays."""
    days = holidays_data.load(["ID"], range(today.year - 1, today.year + 2)).days
    return Calendar(days["ID"], "Asia/Jakarta", WorkingTime())


def works_abroad(country: str) -> Callable[[date], bool]:
    """Whether people in `country` (ISO 3166) work on a day."""
    days = _ABROAD.get(country)
    return lambda day: day.weekday() < 5 and (days is None or days.get(day) is None)


def begin(today: date | None = None) -> datetime:
    """When the demo starts: 10.00 WIB of the latest working Tuesday up to `today` (the machine's, in WIB)."""
    day = today or datetime.now(WIB).date()
    return demo_now(day, office_calendar(day).is_working_day)
