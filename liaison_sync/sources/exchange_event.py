"""A calendar item of an Exchange Server (XML) as the document `formats.graph_event` reads: both services mean the same.

Pure. Times come in UTC; a series is told by its master, its exceptions by the items they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from liaison_sync.connections.exchange_xml import NS, id_at, local, said, text
from liaison_sync.formats.graph_event import instant

Json = dict[str, Any]

_RESPONSES = {
    "accept": "accepted",
    "organizer": "organizer",
    "tentative": "tentativelyAccepted",
    "decline": "declined",
}
_PATTERNS = {
    "DailyRecurrence": "daily",
    "WeeklyRecurrence": "weekly",
    "AbsoluteMonthlyRecurrence": "absoluteMonthly",
    "RelativeMonthlyRecurrence": "relativeMonthly",
    "AbsoluteYearlyRecurrence": "absoluteYearly",
    "RelativeYearlyRecurrence": "relativeYearly",
}
_RANGES = {"NoEndRecurrence": "noEnd", "EndDateRecurrence": "endDate", "NumberedRecurrence": "numbered"}
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TYPES = {"Occurrence": "occurrence", "Exception": "exception", "RecurringMaster": "seriesMaster"}
_SOME = {"Day": _WEEK, "Weekday": _WEEK[:5], "WeekendDay": _WEEK[5:]}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_PEOPLE = (("RequiredAttendees", "required"), ("OptionalAttendees", "optional"), ("Resources", "resource"))
_CUSTOM = "tzone://Microsoft/Custom"  # a zone of somebody's own making: its name says more


def document(item: Any, exceptions: Sequence[Any] = ()) -> Json:
    """The item with the exceptions of its series, which are items of their own."""
    return {
        **_occurrence(item),
        "type": _TYPES.get((text(item, "t:CalendarItemType") or "").strip(), "singleInstance"),
        "originalStart": text(item, "t:OriginalStart"),
        "iCalUId": text(item, "t:UID") or "",
        "changeKey": _change_key(item),
        "isDraft": _ours(item) and said(item, "t:IsMeeting") is True and said(item, "t:MeetingRequestWasSent") is False,
        "isAllDay": bool(said(item, "t:IsAllDayEvent")),
        "isOrganizer": _ours(item),
        "originalStartTimeZone": _zone(item),
        "singleValueExtendedProperties": [{"id": "0x8201", "value": text(item, "t:AppointmentSequenceNumber") or "0"}],
        "recurrence": _recurrence(item.find("t:Recurrence", NS)),
        "exceptionOccurrences": [
            {**_occurrence(one), "originalStart": text(one, "t:OriginalStart")} for one in exceptions
        ],
        "cancelledStarts": [one.text or "" for one in item.iterfind("t:DeletedOccurrences/*/t:Start", NS)],
    }


def exceptions_of(item: Any) -> list[str]:
    """The ids of the items that are its exceptions."""
    ids = (id_at(one, "t:ItemId") for one in item.iterfind("t:ModifiedOccurrences/t:Occurrence", NS))
    return [id_ for id_ in ids if id_]


def ended(item: Any) -> str:
    """When a lone meeting ends, as sortable text in UTC; "" for a series, or where it is not told."""
    lone = (text(item, "t:CalendarItemType") or "Single").strip() == "Single"
    at = instant(text(item, "t:End")) if lone else None
    return f"{at:%Y-%m-%dT%H:%M:%S}" if at is not None else ""


def _occurrence(item: Any) -> Json:
    link = text(item, "t:JoinOnlineMeetingUrl")
    return {
        "subject": text(item, "t:Subject") or "",
        "bodyPreview": text(item, "t:Preview") or "",
        "start": _at(item, "t:Start"),
        "end": _at(item, "t:End"),
        "location": {"displayName": text(item, "t:Location") or ""},
        "isCancelled": bool(said(item, "t:IsCancelled")),
        "lastModifiedDateTime": text(item, "t:LastModifiedTime") or "",
        "organizer": {"emailAddress": _mailbox(item.find("t:Organizer/t:Mailbox", NS))},
        "attendees": list(_attendees(item)),
        "responseStatus": {"response": _response(text(item, "t:MyResponseType"))},
        **({"onlineMeetingUrl": link} if link else {}),
    }


def _at(item: Any, path: str) -> Json | None:
    """An instant as the wall time of UTC; None where it is none, which makes the item unreadable."""
    at = instant(text(item, path))
    return {"dateTime": f"{at:%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"} if at is not None else None


def _ours(item: Any) -> bool:
    """An appointment nobody was asked to is its owner's."""
    told = (text(item, "t:MyResponseType") or "").strip().lower()
    return said(item, "t:IsOrganizer") is True or told == "organizer" or said(item, "t:IsMeeting") is False


def _zone(item: Any) -> str:
    zone = item.find("t:StartTimeZone", NS)
    id_ = text(item, "t:StartTimeZoneId") or ("" if zone is None else zone.get("Id") or "")
    return ("" if zone is None else zone.get("Name") or "") if id_ == _CUSTOM else id_


def _attendees(item: Any) -> Iterator[Json]:
    for name, kind in _PEOPLE:
        for one in item.iterfind(f"t:{name}/t:Attendee", NS):
            said = _response(text(one, "t:ResponseType"))
            yield {"type": kind, "status": {"response": said}, "emailAddress": _mailbox(one.find("t:Mailbox", NS))}


def _mailbox(element: Any) -> Json:
    """Without an address where it is Exchange's own (X.500), which nobody outside knows."""
    if element is None:
        return {"name": "", "address": ""}
    smtp = (text(element, "t:RoutingType") or "SMTP").strip().upper() == "SMTP"
    return {"name": text(element, "t:Name") or "", "address": text(element, "t:EmailAddress") or "" if smtp else ""}


def _response(said: str | None) -> str:
    return _RESPONSES.get((said or "").strip().lower(), "none")


def _change_key(item: Any) -> str:
    named = item.find("t:ItemId", NS)
    return "" if named is None else named.get("ChangeKey") or ""


# --- recurrence -------------------------------------------------------------------------------------------------


def _recurrence(element: Any) -> Json | None:
    """None where there is none; a pattern we do not know makes the item unreadable, not a lone meeting."""
    if element is None:
        return None
    pattern = next((one for one in element if local(one) not in _RANGES), None)
    range_ = next((one for one in element if local(one) in _RANGES), None)
    if pattern is None or range_ is None:
        return {}
    return {"pattern": _pattern(pattern), "range": _range(range_)}


def _pattern(element: Any) -> Json:
    month = (text(element, "t:Month") or "").strip()
    return {
        "type": _PATTERNS.get(local(element), local(element)),
        "interval": text(element, "t:Interval") or "1",
        "daysOfWeek": list(_days(text(element, "t:DaysOfWeek"))),
        "dayOfMonth": text(element, "t:DayOfMonth"),
        "month": _MONTHS.index(month) + 1 if month in _MONTHS else None,
        "index": (text(element, "t:DayOfWeekIndex") or "first").lower(),
        "firstDayOfWeek": (text(element, "t:FirstDayOfWeek") or "sunday").lower(),
    }


def _days(told: str | None) -> Iterator[str]:
    for name in (told or "").split():
        yield from (day.lower() for day in _SOME.get(name, (name,)))


def _range(element: Any) -> Json:
    return {
        "type": _RANGES[local(element)],
        "startDate": text(element, "t:StartDate"),
        "endDate": text(element, "t:EndDate"),
        "numberOfOccurrences": text(element, "t:NumberOfOccurrences"),
    }
