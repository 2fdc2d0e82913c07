"""What stands against an invitation before it leaves, gathered for the console and the command line alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection

from liaison_sync.app.inviting import Plan
from liaison_sync.app.recognising import directory_of
from liaison_sync.app.service import Service
from liaison_sync.domain.clashes import Clash, Place, clashes
from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.recognise import match
from liaison_sync.formats import series
from liaison_sync.store import agenda

_MOMENT = timedelta(seconds=1)
_FAR = timedelta(days=5 * 366)


def against(connection: Connection, service: Service, plan: Plan, now: datetime) -> list[Clash]:
    """What stands against the times a plan tells people of; [] where it only takes something away."""
    times = list(_times(plan, now))
    if not times:
        return []
    first, last = min(start for start, _ in times), max(end for _, end in times)
    meetings = agenda.between(connection, first, last, now, frozenset(service.own.addresses))
    places = _places(connection, service, plan, times[0][0])
    return clashes(times, meetings, places, now, uid=plan.after.uid if plan.after else "")


def _times(plan: Plan, now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Start and end of each occurrence that a letter speaks of; of a series those still to come."""
    asked = [one.message for one in plan.letters if one.message.method == "REQUEST"]
    keys = {part.key for message in asked for part in message.parts}
    if plan.after is None or not keys:
        return
    items = [item.invitation for item in plan.after.items.values()]
    series_told = "" in keys
    begin = min((one.start.utc for one in items if one.start and one.start.utc), default=now)
    since = begin if not _recurs(items) else max(begin, now)
    for one in series.expand(items, since, since + _FAR).occurrences:
        key = one.recurrence_id.key if one.recurrence_id else ""
        if not one.cancelled and (series_told or key in keys) and one.start.utc:
            yield one.start.utc, (one.end.utc if one.end and one.end.utc else one.start.utc + _MOMENT)


def _recurs(items: Iterable[Invitation]) -> bool:
    return any(one.recurrence.rrules for one in items)


def _places(connection: Connection, service: Service, plan: Plan, at: datetime) -> list[Place]:
    """Ourselves first, then each partner among the guests that the directory knows."""
    calendars = service.calendars
    found = [Place(calendars.of(), calendars.country)]
    directory = directory_of(connection, service)
    people = plan.after.people() if plan.after else {}
    ours = {*service.own.addresses, *(one.address for one in service.officers)}
    known = dict.fromkeys(match(one, directory, at.date()).partner for one in people if one not in ours)
    for id_ in known:
        partner = directory.partners.get(id_) if id_ else None
        if partner is not None:
            country = partner.country or calendars.country
            found.append(Place(calendars.of(partner.country, partner.zone), country, partner.name))
    return found
