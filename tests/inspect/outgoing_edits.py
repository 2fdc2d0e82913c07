"""Calendar objects and edits of them, for the tests of `inspect outgoing`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar

from liaison_sync.app.inspect.outgoing import document
from tests.itip_tables import faults

NOW = datetime(2026, 11, 22, 1, tzinfo=UTC)
US, ANI, BUDI, CITRA, DEWI = "humas@kami.id", "ani@mitra.id", "budi@mitra.id", "citra@lain.id", "dewi@lain.id"
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=5"
SECOND = ";TZID=Asia/Jakarta:20261208T100000"
CANCELLED = "STATUS:CANCELLED"


def who(address: str, partstat: str = "NEEDS-ACTION", more: str = "") -> str:
    return f"ATTENDEE;PARTSTAT={partstat}{more}:mailto:{address}"


def event(
    *lines: str, day: str = "20261201", hours: str = "10-11", rid: str = "", seq: int = 1, organizer: str | None = US
) -> str:
    """One VEVENT of an hour in Jakarta."""
    begin, _, end = hours.partition("-")
    head = [
        "BEGIN:VEVENT",
        "UID:rapat-1@kami.id",
        f"SEQUENCE:{seq}",
        *([f"RECURRENCE-ID{rid}"] if rid else []),
        f"DTSTART;TZID=Asia/Jakarta:{day}T{begin}0000",
        f"DTEND;TZID=Asia/Jakarta:{day}T{end}0000",
        "SUMMARY:Rapat koordinasi",
        *([f"ORGANIZER;CN=Humas:mailto:{organizer}"] if organizer else []),
    ]
    return "\r\n".join([*head, *lines, "END:VEVENT"]) + "\r\n"


def second(*lines: str, hours: str = "10-11", seq: int = 1, organizer: str = US) -> str:
    """The second instance of the weekly meeting, as an override."""
    return event(*lines, day="20261208", hours=hours, rid=SECOND, seq=seq, organizer=organizer)


def calendar(*events: str) -> bytes:
    return ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//t//EN\r\n" + "".join(events) + "END:VCALENDAR\r\n").encode()


def edit(before: bytes | None, after: bytes | None, *own: str) -> list[dict[str, Any]]:
    """The messages, each of them right by the tables of RFC 5546."""
    found: list[dict[str, Any]] = document(own or (US,), before, after, NOW)["messages"]
    for each in found:
        assert faults(each["ics"], method=each["method"], recipient=each["to"]) == []
    return found


def told(before: bytes | None, after: bytes | None, *own: str) -> list[tuple[str, str, bool, str]]:
    return [(one["method"], one["to"], one["significant"], one["rule"]) for one in edit(before, after, *own)]


def silent(before: bytes | None, after: bytes | None, *own: str) -> dict[str, str]:
    found = document(own or (US,), before, after, NOW)
    assert found["messages"] == []
    return {one["to"]: one["rule"] for one in found["silent"]}


def parts(message: dict[str, Any]) -> list[Any]:
    return [each for each in Calendar.from_ical(message["ics"]).subcomponents if each.name == "VEVENT"]


def only(message: dict[str, Any]) -> Any:
    (part,) = parts(message)
    return part


def partstats(part: Any) -> dict[str, str]:
    found = part["ATTENDEE"] if isinstance(part["ATTENDEE"], list) else [part["ATTENDEE"]]
    return {str(each).lower().removeprefix("mailto:"): str(each.params["PARTSTAT"]) for each in found}
