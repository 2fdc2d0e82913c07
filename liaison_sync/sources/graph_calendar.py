"""The default calendar's changes: a window of days, walked by `calendarView/delta`, told as series and lone meetings.

A view lists occurrences; what is stored is the series they belong to. A removed id may have been an occurrence's, and
a meeting moved out of the window looks removed too: what is named is asked for again, and its answer decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import quote

from liaison_sync.connections.graph_answer import Json
from liaison_sync.domain.errors import FolderRefused
from liaison_sync.ports import Folder, Item, Ref, Seen
from liaison_sync.sources.graph_cursor import State

BEHIND, AHEAD = timedelta(days=60), timedelta(days=400)
RENEWED = timedelta(days=30)
MOST_MASTERS = 500
FOLDER = "calendar:"  # before the calendar's id, so that it is never taken for a mail folder's
SHUT = Folder(FOLDER, "Calendar", "calendar", shut=True)

# PidLidAppointmentSequence (MS-OXOCAL 2.2.1.1): the SEQUENCE Graph does not tell otherwise.
SEQUENCE = "Integer {00062002-0000-0000-C000-000000000046} Id 0x8201"
_FIELDS = (
    "id,iCalUId,changeKey,type,seriesMasterId,subject,bodyPreview,start,end,isAllDay,originalStart,"
    "originalStartTimeZone,originalEndTimeZone,location,locations,organizer,attendees,isOrganizer,isCancelled,isDraft,"
    "responseStatus,recurrence,onlineMeeting,onlineMeetingUrl,isOnlineMeeting,createdDateTime,lastModifiedDateTime"
)
_SEQUENCE = f"singleValueExtendedProperties($filter={quote(f'id eq {chr(39)}{SEQUENCE}{chr(39)}', safe=chr(39))})"
EVENT = f"$select={_FIELDS},exceptionOccurrences,cancelledOccurrences&$expand=exceptionOccurrences,{_SEQUENCE}"
INSTANCE = f"$select={_FIELDS}"
PLAIN = f"$expand={_SEQUENCE}"  # where the service knows no series in what it is asked for


def refused() -> FolderRefused:
    """Mail is read all the same."""
    return FolderRefused(operation="changes", key="calendar_refused")


def window(today: date) -> str:
    """The query that opens a walk of the days around `today`."""
    begin, end = today - BEHIND, today + AHEAD
    return f"startDateTime={begin}T00:00:00Z&endDateTime={end}T00:00:00Z"


def outgrown(state: State, today: date) -> bool:
    """Whether the window has grown old: what lies ahead would be missed."""
    try:
        begun = date.fromisoformat(state.begun)
    except ValueError:
        return True
    return state.settled and not begun <= today < begun + RENEWED


def is_instance(value: Json) -> bool:
    """Whether it is told with its series. Who was asked to one meeting of a series alone has that without a series."""
    return bool(value.get("seriesMasterId"))


def named(folder: str, values: Sequence[Json], state: State) -> tuple[tuple[Item, ...], State]:
    """The items a page names, each once, and the state that knows their series."""
    roots = dict.fromkeys(_roots(values))
    masters = dict.fromkeys((*state.masters, *(root for value in values for root in _series(value))))
    if any("@removed" in value for value in values):
        roots.update(dict.fromkeys(masters))
    known = tuple(masters)[-MOST_MASTERS:]
    return tuple(Seen(Ref(folder, root)) for root in roots), replace(state, masters=known)


def _roots(values: Sequence[Json]) -> Iterator[str]:
    for value in values:
        yield from _series(value) or (value["id"],)


def _series(value: Json) -> tuple[str, ...]:
    """The id of the series a listed item belongs to, or is."""
    master = value.get("seriesMasterId")
    if isinstance(master, str) and master:
        return (master,)
    return (value["id"],) if value.get("type") == "seriesMaster" else ()
