"""When what we owe becomes late, as instants a query can compare with."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from liaison_sync.app.policy import in_force
from liaison_sync.domain import overriding
from liaison_sync.domain.policy import Policy
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.workdays import Calendar
from liaison_sync.formats.date_text import in_zone
from liaison_sync.store.threads import Deadline, Lateness
from liaison_sync.web.page import Ask

_FAR = timedelta(days=45)  # longer than any run of holidays; and a day for each hour of patience
_FINE = timedelta(seconds=30)


def of(ask: Ask, policy: Policy | None = None) -> Lateness:
    """By our own working hours and the `we_owe` in force, also where a partner or a project has its own."""
    calendar, policy = ask.service.calendars.of(), policy or in_force(ask.connection, ask.service)
    midnight = datetime.combine(in_zone(ask.now, ask.zone).date() + timedelta(days=1), time(), calendar.tz)
    partners, projects = overriding.settled(policy, "we_owe", "working_hours")
    general = policy.we_owe.working_hours
    by_hours = {
        hours: Deadline(came_by(calendar, ask.now, hours), came_by(calendar, midnight, hours))
        for hours in {general, *partners.values(), *projects.values()}
    }
    own = ({id_: by_hours[hours] for id_, hours in found.items()} for found in (partners, projects))
    return Lateness(ask.now, by_hours[general], *own)


def came_by(calendar: Calendar, at: datetime, hours: float) -> datetime:
    """The last instant from which `hours` working hours have passed at `at`, to half a minute."""
    early, late = at - _FAR - timedelta(days=min(hours, 10_000)), at
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
