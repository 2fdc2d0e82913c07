"""When what we owe becomes late, as instants a query can compare with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from liaison_sync.domain.workdays import Calendar
from liaison_sync.formats.date_text import in_zone
from liaison_sync.store.threads import Lateness
from liaison_sync.web.page import Ask

_FAR = timedelta(days=45)  # longer than any run of holidays
_FINE = timedelta(seconds=30)


def of(ask: Ask) -> Lateness:
    """By our own working hours and the policy's `we_owe`."""
    calendar, hours = ask.service.calendars.of(), ask.service.policy.we_owe.working_hours
    midnight = datetime.combine(in_zone(ask.now, ask.zone).date() + timedelta(days=1), time(), calendar.tz)
    return Lateness(ask.now, came_by(calendar, ask.now, hours), came_by(calendar, midnight, hours))


def came_by(calendar: Calendar, at: datetime, hours: float) -> datetime:
    """The last instant from which `hours` working hours have passed at `at`, to half a minute."""
    early, late = at - _FAR, at
    while late - early > _FINE:
        middle = early + (late - early) / 2
        if calendar.working_hours_between(middle, at) >= hours:
            early = middle
        else:
            late = middle
    return early


@dataclass(frozen=True, slots=True)
class Age:
    """How long something has waited, in working hours and in working days."""

    hours: float = 0.0
    days: int = 0


def age(ask: Ask, since: datetime | None) -> Age:
    """By our own working hours."""
    return waited(ask.service.calendars.of(), since, ask.now) if since else Age()


def waited(calendar: Calendar, since: datetime, now: datetime) -> Age:
    """The days are counted as in the letters, however long a day is."""
    return Age(calendar.working_hours_between(since, now), calendar.working_days_between(since, now))
