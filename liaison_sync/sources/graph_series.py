"""A series whose master does not say what became of its days, completed by its instances.

`exceptionOccurrences` and `cancelledOccurrences` are told by `$select` and `$expand` of the master alone, and came to
v1.0 late; an exception may lack the start it was moved from. `/instances` tells both, of a window: an exception is an
instance of its own there, and what was cancelled is missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from liaison_sync.connections.graph_answer import Json
from liaison_sync.connections.graph_client import GraphClient, of_id
from liaison_sync.domain.errors import ProtocolViolation
from liaison_sync.domain.invitation import Moment
from liaison_sync.formats import graph_event, series
from liaison_sync.sources.graph_calendar import AHEAD, BEHIND, INSTANCE, window

MOST_PAGES = 100
PAGE = "odata.maxpagesize=500"
EDGE = timedelta(days=2)  # at the ends of the window it is the service that decides what lies within


def is_whole(event: Json) -> bool:
    """Whether the item says all there is to say; only the master of a series may not."""
    if event.get("type") != "seriesMaster":
        return True
    moved = event.get("exceptionOccurrences")
    return isinstance(event.get("cancelledOccurrences"), list) and isinstance(moved, list) and all(map(_placed, moved))


def _placed(one: object) -> bool:
    """Whether an exception names the instance it replaces."""
    return isinstance(one, dict) and bool(one.get("originalStart") or one.get("occurrenceId"))


def completed(client: GraphClient, id_: str, event: Json, today: date) -> Json:
    """The master with what its instances around `today` tell. Raises ProtocolViolation where they contradict it."""
    found = list(_instances(client, id_, today))
    moved = [one for one in found if one.get("type") == "exception"]
    told = {name: value for name, value in event.items() if name not in {"cancelledOccurrences", "instances"}}
    told["exceptionOccurrences"] = moved
    as_planned = {at for one in found if one.get("type") == "occurrence" if (at := _start(event, one)) is not None}
    told["cancelledStarts"] = sorted(_missing(told, as_planned, today))
    return told


def _instances(client: GraphClient, id_: str, today: date) -> Iterator[Json]:
    path: str | None = f"{client.user}/events/{of_id(id_)}/instances?{window(today)}&{INSTANCE}"
    for _ in range(MOST_PAGES):
        page = client.get(str(path), operation="fetch", prefer=PAGE)
        values, onward = page.get("value"), page.get("@odata.nextLink")
        if not isinstance(values, list):
            raise ProtocolViolation(operation="fetch", key="unreadable_answer", detail=str(page)[:120])
        yield from (one for one in values if isinstance(one, dict))
        if onward is None:
            return
        path = client.path_of(onward, "fetch")
    raise ProtocolViolation(operation="fetch", key="answer_too_long", detail=str(MOST_PAGES))


def _start(event: Json, one: Json) -> datetime | None:
    """When an instance begins; of a day, its midnight in UTC."""
    at = graph_event.begins(one)
    return at.replace(hour=0, minute=0, second=0) if at is not None and event.get("isAllDay") is True else at


def _missing(told: Json, as_planned: set[datetime], today: date) -> Iterator[str]:
    """The starts the rule names and nobody lists. Raises ProtocolViolation where one is listed the rule does not name.

    `told` has the exceptions: they replace the instances they were.
    """
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    begin, end = noon - BEHIND, noon + AHEAD
    file = graph_event.read(json.dumps(told).encode("utf-8", "surrogatepass"), "").file
    expanded = series.expand(file.invitations, begin, end)
    meant = {_instant(one.recurrence_id) for one in expanded.occurrences if one.recurrence_id and not one.override}
    within = {at for at in as_planned if begin + EDGE < at < end - EDGE}
    if file.problems or expanded.problems or not within <= meant:
        detail = " ".join((*file.problems, *expanded.problems)) or "instances its rule does not name"
        raise ProtocolViolation(operation="fetch", key="unreadable_answer", detail=detail)
    return (f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in meant - as_planned if begin + EDGE < at < end - EDGE)


def _instant(moment: Moment) -> datetime:
    if moment.utc is not None:
        return moment.utc
    return datetime(moment.wall.year, moment.wall.month, moment.wall.day, tzinfo=UTC)
