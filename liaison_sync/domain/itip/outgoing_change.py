"""How much an edit changes: what makes SEQUENCE rise, what is worth a letter, what asks people anew.

RFC 5546 §2.1.4: SEQUENCE must rise with DTSTART, DTEND, DURATION, DUE, RRULE, RDATE, EXDATE and STATUS, and with
whatever else puts the answers given in doubt; its example is the place, so LOCATION counts here as well. All of these
make a message significant; anything else (title, description, attendees of others) is a minor update.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from liaison_sync.domain.invitation import Invitation, Moment
from liaison_sync.domain.itip.outgoing_object import MASTER, CalendarObject, Item


def significant(old: Item | None, new: Item, series: Item | None) -> bool:
    """Whether a component changed in what §2.1.4 names; a new override is compared with its instance of `series`."""
    if old is not None:
        return old.timing != new.timing
    return series is not None and _moved(series, new)


def _moved(series: Item, override: Item) -> bool:
    """Whether an override takes place otherwise than its instance of the series would have."""
    given, of = override.invitation, series.invitation
    if given.location != of.location or given.status != of.status:
        return True
    return _starts_elsewhere(override) or _longer(of, given)


def _longer(of: Invitation, given: Invitation) -> bool:
    return given.start is not None and _length(of) != _length(given)


def _length(of: Invitation) -> timedelta | None:
    if of.start is None or of.end is None:
        return None
    if of.start.utc is not None and of.end.utc is not None:
        return of.end.utc - of.start.utc
    begin, end = of.start.wall, of.end.wall
    if isinstance(begin, datetime) and isinstance(end, datetime):
        return end - begin
    return _day(end) - _day(begin)


def _day(wall: date) -> date:
    return wall.date() if isinstance(wall, datetime) else wall


def reschedules(old: Item | None, new: Item, series: Item | None) -> bool:
    """Whether people have to answer anew (RFC 6638 §3.2.8): other times, other rules, instances added or back."""
    if old is None:
        return series is not None and (_starts_elsewhere(new) or _longer(series.invitation, new.invitation))
    was, now = old.invitation, new.invitation
    if _key(was.start) != _key(now.start) or _key(was.end) != _key(now.end) or _rules(old) != _rules(new):
        return True
    return bool(_rows(new, "RDATE:") - _rows(old, "RDATE:") or _rows(old, "EXDATE:") - _rows(new, "EXDATE:"))


def redefines(old: Item, new: Item) -> bool:
    """Whether the series has other instances than before, so that overrides of the old ones mean nothing."""
    return _key(old.invitation.start) != _key(new.invitation.start) or _rules(old) != _rules(new)


def _starts_elsewhere(new: Item) -> bool:
    """An override without a start has that of its instance."""
    return new.invitation.start is not None and _key(new.invitation.start) != _key(new.invitation.recurrence_id)


def _key(moment: Moment | None) -> str:
    return moment.key if moment else ""


def _rules(of: Item) -> set[str]:
    return _rows(of, "RRULE:", "EXRULE:")


def _rows(of: Item, *names: str) -> set[str]:
    return {each for each in of.timing if each.startswith(names)}


def sequence(before: CalendarObject | None, after: CalendarObject, key: str, *, raised: bool) -> int:
    """The SEQUENCE a component goes out with: never lower than before, higher where §2.1.4 asks for it."""
    new = after.items[key].invitation.sequence
    old = _known(before, key)
    if old is None:
        return new
    return max(new, old.invitation.sequence + (1 if raised else 0))


def cancel_sequence(before: CalendarObject, after: CalendarObject | None, key: str) -> int:
    """The SEQUENCE of a CANCEL: above everything sent about what it cancels (RFC 5546 §3.2.5)."""
    touched = list(before.items.values()) if key == MASTER else [_known(before, key)]
    stated = after.items.get(key) if after else None
    last = max(item.invitation.sequence for item in touched if item)
    return max(last + 1, stated.invitation.sequence if stated else 0)


def _known(before: CalendarObject | None, key: str) -> Item | None:
    return before.items.get(key) or before.master if before else None
