"""Calendar items of the fake Exchange Server: built from a few words, told in the order of Microsoft's schema."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tests.peers.exchange_store import Item, Store
from tests.peers.exchange_xml import element

# The order of ItemType and CalendarItemType (types.xsd).
ORDER = (
    "item:ParentFolderId", "item:Subject", "item:LastModifiedTime", "item:Preview", "calendar:UID", "calendar:Start",
    "calendar:End", "calendar:OriginalStart", "calendar:IsAllDayEvent", "calendar:Location", "calendar:IsMeeting",
    "calendar:IsCancelled", "calendar:MeetingRequestWasSent", "calendar:CalendarItemType", "calendar:MyResponseType",
    "calendar:Organizer", "calendar:RequiredAttendees", "calendar:OptionalAttendees",
    "calendar:AppointmentSequenceNumber", "calendar:Recurrence", "calendar:ModifiedOccurrences",
    "calendar:DeletedOccurrences", "calendar:StartTimeZoneId", "calendar:JoinOnlineMeetingUrl", "calendar:IsOrganizer",
)  # fmt: skip
PLAIN = {
    "item:Subject": "Rapat; izin, lokasi",
    "item:LastModifiedTime": "2026-11-20T01:00:00Z",
    "item:Preview": "Baris satu",
    "calendar:UID": "rapat-7@pemkot.example",
    "calendar:Start": "2026-11-23T03:00:00Z",
    "calendar:End": "2026-11-23T04:30:00Z",
    "calendar:IsAllDayEvent": "false",
    "calendar:Location": "Balai Kota",
    "calendar:IsMeeting": "true",
    "calendar:IsCancelled": "false",
    "calendar:MeetingRequestWasSent": "true",
    "calendar:CalendarItemType": "Single",
    "calendar:MyResponseType": "Tentative",
    "calendar:AppointmentSequenceNumber": "3",
    "calendar:StartTimeZoneId": "SE Asia Standard Time",
    "calendar:JoinOnlineMeetingUrl": "https://teams.microsoft.com/l/meetup-join/19%3ax",
    "calendar:IsOrganizer": "false",
}
Guest = tuple[str, str]  # address, response


def _leaf(uri: str, text: str) -> Any:
    return element(f"t:{uri.partition(':')[2]}", text)


def _mailbox(address: str) -> Any:
    return element(
        "t:Mailbox",
        element("t:Name", f"{address.split('@', maxsplit=1)[0].title()}, S.Sos."),
        element("t:EmailAddress", address),
        element("t:RoutingType", "SMTP"),
    )


def _people(tag: str, people: Iterable[Guest]) -> Any:
    told = (element("t:Attendee", _mailbox(one), element("t:ResponseType", said)) for one, said in people)
    return element(tag, *told)


def meeting(
    *,
    organizer: str = "rina@pemkot.example",
    required: Sequence[Guest] = (("humas@kantor.example", "Unknown"),),
    optional: Sequence[Guest] = (("budi@pemkot.example", "Accept"),),
    recurrence: Sequence[Any] = (),
    deleted: Sequence[str] = (),
    **changes: str,
) -> dict[str, Any]:
    """Elements by FieldURI; `changes` name what stands after the colon, e.g. Subject, Start, IsAllDayEvent."""
    texts = {**PLAIN, "calendar:OriginalStart": ""}
    texts |= {uri: changes[uri.partition(":")[2]] for uri in texts if uri.partition(":")[2] in changes}
    made = {uri: _leaf(uri, text) for uri, text in texts.items() if text}
    made["calendar:Organizer"] = element("t:Organizer", _mailbox(organizer))
    if required:
        made["calendar:RequiredAttendees"] = _people("t:RequiredAttendees", required)
    if optional:
        made["calendar:OptionalAttendees"] = _people("t:OptionalAttendees", optional)
    if recurrence:
        made["calendar:Recurrence"] = element("t:Recurrence", *recurrence)
    if deleted:
        gone = (element("t:DeletedOccurrence", element("t:Start", at)) for at in deleted)
        made["calendar:DeletedOccurrences"] = element("t:DeletedOccurrences", *gone)
    return made


def put(store: Store, properties: dict[str, Any], exceptions: Sequence[dict[str, Any]] = ()) -> str:
    """A meeting in the default calendar, its exceptions as items nobody lists; the id."""
    id_ = store.put(b"", "calendar", "CalendarItem")
    told = []
    for one in exceptions:
        instance = store.put(b"", f"instances of {id_}", "CalendarItem")
        store.items[instance].properties = one
        dates = ("Start", "End", "OriginalStart")
        times = (element(f"t:{name}", one[f"calendar:{name}"].text) for name in dates)
        told.append(element("t:Occurrence", element("t:ItemId", Id=instance, ChangeKey="AQAAAA=="), *times))
    if told:
        properties = {**properties, "calendar:ModifiedOccurrences": element("t:ModifiedOccurrences", *told)}
    store.items[id_].properties = properties
    return id_


def change(store: Store, id_: str, properties: dict[str, Any]) -> None:
    store.items[id_].properties = properties
    store.items[id_].version += 1


def appointment(item: Item, wanted: set[str]) -> Any:
    made = element("t:CalendarItem", element("t:ItemId", Id=item.id, ChangeKey=item.change_key))
    parent = element("t:ParentFolderId", Id=item.folder, ChangeKey="AQAAAA==")
    told = {**item.properties, "item:ParentFolderId": parent}
    made.extend([element_ for uri in ORDER if uri in wanted and (element_ := told.get(uri)) is not None])
    return made
