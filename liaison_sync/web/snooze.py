"""Until when something is put off: a few words a form offers, or a day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from liaison_sync.domain.workdays import Calendar

CHOICES = ("tomorrow", "days3", "week")
_DAYS = {"tomorrow": 1, "days3": 3, "week": 5}


def until(calendar: Calendar, now: datetime, choice: str) -> datetime | None:
    """The opening hour 1, 3 or 5 working days on, or of the ISO date given; None for neither, or the past."""
    if choice in _DAYS:
        at = calendar.add_working_days(now, _DAYS[choice])
        return calendar.opening_on(at) or at
    try:
        day = date.fromisoformat(choice)
    except ValueError:
        return None
    if not now.date() < day < now.date() + timedelta(days=366):
        return None
    return calendar.next_working(datetime.combine(day, time(), calendar.tz))
