"""A strict reader of RFC 5546's tables for VEVENT (§3.2.2 REQUEST, §3.2.3 REPLY, §3.2.5 CANCEL), by icalendar alone.

It shares nothing with the code under test: what it accepts, any scheduler must accept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from icalendar import Calendar

ONE, OPTIONAL, ANY, SOME, NONE = (1, 1), (0, 1), (0, 10**6), (1, 10**6), (0, 0)
_DETAILS = {
    **dict.fromkeys(
        ("CLASS", "CREATED", "DESCRIPTION", "DTEND", "DURATION", "GEO", "LAST-MODIFIED", "LOCATION", "PRIORITY",
         "RECURRENCE-ID", "RRULE", "STATUS", "TRANSP", "URL"),
        OPTIONAL,
    ),
    **dict.fromkeys(("ATTACH", "CATEGORIES", "COMMENT", "CONTACT", "EXDATE", "RDATE", "RELATED-TO", "RESOURCES"), ANY),
}  # fmt: skip
TABLES = {
    "REQUEST": {**_DETAILS, **dict.fromkeys(("DTSTAMP", "DTSTART", "ORGANIZER", "SUMMARY", "UID"), ONE),
                "ATTENDEE": SOME, "SEQUENCE": OPTIONAL, "REQUEST-STATUS": NONE},
    "REPLY": {**_DETAILS, **dict.fromkeys(("DTSTAMP", "ORGANIZER", "UID", "ATTENDEE"), ONE),
              "DTSTART": OPTIONAL, "SUMMARY": OPTIONAL, "SEQUENCE": OPTIONAL, "REQUEST-STATUS": ANY},
    "CANCEL": {**_DETAILS, **dict.fromkeys(("DTSTAMP", "ORGANIZER", "UID", "SEQUENCE"), ONE),
               "ATTENDEE": ANY, "DTSTART": OPTIONAL, "SUMMARY": OPTIONAL, "REQUEST-STATUS": NONE},
}  # fmt: skip
STATUS = {"REQUEST": {"TENTATIVE", "CONFIRMED"}, "CANCEL": {"CANCELLED"}, "REPLY": {"TENTATIVE", "CONFIRMED"}}
PRIVATE = ("SCHEDULE-AGENT", "SCHEDULE-FORCE-SEND", "SCHEDULE-STATUS")  # RFC 6638 §7


def faults(ics: str, *, method: str, recipient: str) -> list[str]:
    """What RFC 5545, 5546 or 6638 forbids about a message, in words; empty where all is well."""
    return list(_faults(ics, method, recipient))


def _faults(ics: str, method: str, recipient: str) -> Iterator[str]:
    if not ics.endswith("\r\n") or "\n" in ics.replace("\r\n", ""):
        yield "lines do not end in CRLF"
    if any(len(line.encode()) > 75 for line in ics.split("\r\n")):
        yield "a line is longer than 75 octets"
    calendar = Calendar.from_ical(ics)
    for name, value in (("VERSION", "2.0"), ("METHOD", method)):
        if str(calendar.get(name)) != value:
            yield f"{name} is {calendar.get(name)}"
    if "PRODID" not in calendar:
        yield "no PRODID"
    others = {child.name for child in calendar.subcomponents} - {"VEVENT", "VTIMEZONE"}
    if others:
        yield f"components {others}"
    events = [child for child in calendar.subcomponents if child.name == "VEVENT"]
    if not events or len({str(event.get("UID")) for event in events}) != 1:
        yield "not one UID"
    zones = {str(child["TZID"]) for child in calendar.subcomponents if child.name == "VTIMEZONE"}
    named = {tzid for event in events for tzid in _tzids(event)}
    if zones != named:
        yield f"VTIMEZONE {zones}, TZID {named}"
    for event in events:
        yield from _event_faults(event, method, recipient)


def _event_faults(event: Any, method: str, recipient: str) -> Iterator[str]:
    for name, (least, most) in TABLES[method].items():
        count = len(_all(event, name))
        if not least <= count <= most:
            yield f"{count} {name}"
    known = set(TABLES[method])
    yield from (f"{name} is not in the table" for name in event if name not in known and not name.startswith("X-"))
    if event.subcomponents:
        yield f"{event.subcomponents[0].name} within the event"
    if "DTEND" in event and "DURATION" in event:
        yield "DTEND and DURATION"
    if "STATUS" in event and str(event["STATUS"]) not in STATUS[method]:
        yield f"STATUS:{event['STATUS']}"
    attendees = [str(each).lower().removeprefix("mailto:") for each in _all(event, "ATTENDEE")]
    if method != "REPLY" and recipient not in attendees:
        yield "the recipient is not named"
    for each in [*_all(event, "ATTENDEE"), *_all(event, "ORGANIZER")]:
        yield from (f"{name} was sent along" for name in PRIVATE if name in each.params)
    if event["DTSTAMP"].dt.utcoffset().total_seconds() != 0:
        yield "DTSTAMP is not UTC"


def _all(event: Any, name: str) -> list[Any]:
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def _tzids(event: Any) -> Iterator[str]:
    for name in ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"):
        for each in _all(event, name):
            if "TZID" in each.params and str(each.params["TZID"]) != "UTC":
                yield str(each.params["TZID"])
