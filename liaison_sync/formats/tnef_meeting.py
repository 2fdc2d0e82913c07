"""A meeting in a winmail.dat as iCalendar (MS-OXCICAL §2.1.3, MS-OXOCAL), so that it is read like any other."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.formats.mapi import Property

_APPOINTMENT = "0220060000000000c000000000000046"
_MEETING = "90dad86e0b451b1098da00aa003f1305"
_METHODS = {
    "ipm.schedule.meeting.request": ("REQUEST", ""),
    "ipm.microsoft schedule.mtgreq": ("REQUEST", ""),
    "ipm.schedule.meeting.canceled": ("CANCEL", ""),
    "ipm.microsoft schedule.mtgcncl": ("CANCEL", ""),
    "ipm.schedule.meeting.resp.pos": ("REPLY", "ACCEPTED"),
    "ipm.microsoft schedule.mtgrespp": ("REPLY", "ACCEPTED"),
    "ipm.schedule.meeting.resp.neg": ("REPLY", "DECLINED"),
    "ipm.microsoft schedule.mtgrespn": ("REPLY", "DECLINED"),
    "ipm.schedule.meeting.resp.tent": ("REPLY", "TENTATIVE"),
    "ipm.microsoft schedule.mtgrespa": ("REPLY", "TENTATIVE"),
}
_VCAL_UID = b"vCal-Uid\x01\x00\x00\x00"


def calendar(told: list[Property], message_class: str) -> bytes | None:
    """A VCALENDAR of the meeting the properties describe; None where they describe none, or one without a UID."""
    tags = {one.id: one for one in told if not one.guid}
    stated = tags[0x001A].text("cp1252") if 0x001A in tags else ""
    method, partstat = _METHODS.get(stated.lower()) or _METHODS.get(message_class.lower()) or ("", "")
    named = {(one.guid, one.id): one for one in told if one.guid}
    uid = _uid(named)
    start = _time(named, tags, (_APPOINTMENT, 0x820D), 0x0060)
    if not method or not uid or start is None:
        return None
    lines = ["BEGIN:VCALENDAR", "PRODID:-//liaison-sync//tnef//EN", "VERSION:2.0", f"METHOD:{method}", "BEGIN:VEVENT"]
    lines += [f"UID:{uid}", *_times(named, tags, start)]
    lines += _texts(named, tags)
    lines += _people(tags, method, partstat)
    return "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""]).encode("utf-8", "replace")


def _uid(named: dict[tuple[str, int], Property]) -> str:
    """MS-OXCICAL §2.1.3.1.1.20.26: a foreign UID stands inside the global object id, else its hex is the UID."""
    held = named.get((_MEETING, 0x23)) or named.get((_MEETING, 0x03))
    if held is None:
        return ""
    at = held.data.find(_VCAL_UID)
    if at >= 0:
        return _escaped(held.data[at + len(_VCAL_UID) :].split(b"\x00", 1)[0].decode("utf-8", "replace"))
    return held.data.hex().upper()


def _time(
    named: dict[tuple[str, int], Property], tags: dict[int, Property], name: tuple[str, int], tag: int
) -> datetime | None:
    held = named.get(name) or tags.get(tag)
    return held.time() if held else None


def _times(named: dict[tuple[str, int], Property], tags: dict[int, Property], start: datetime) -> list[str]:
    end = _time(named, tags, (_APPOINTMENT, 0x820E), 0x0061)
    stamp = tags[0x0039].time() if 0x0039 in tags else None
    sequence = named.get((_APPOINTMENT, 0x8201))
    return [
        f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
        *([f"DTEND:{end:%Y%m%dT%H%M%SZ}"] if end else []),
        *([f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"] if stamp else []),
        *([f"SEQUENCE:{max(0, sequence.number())}"] if sequence else []),
    ]


def _texts(named: dict[tuple[str, int], Property], tags: dict[int, Property]) -> list[str]:
    place = named.get((_APPOINTMENT, 0x8208))
    lines = []
    if 0x0037 in tags:
        lines.append(f"SUMMARY:{_escaped(tags[0x0037].text('cp1252'))}")
    if place:
        lines.append(f"LOCATION:{_escaped(place.text('cp1252'))}")
    return lines


def _people(tags: dict[int, Property], method: str, partstat: str) -> list[str]:
    address = next(
        (text for tag in (0x5D02, 0x0065, 0x5D01, 0x0C1F) if tag in tags and "@" in (text := tags[tag].text("cp1252"))),
        "",
    )
    if not address:
        return []  # an answer then names nobody; whom a request asks stands in the message's To
    address = _escaped(address.removeprefix("SMTP:"))
    return [f"ATTENDEE;PARTSTAT={partstat}:mailto:{address}"] if method == "REPLY" else [f"ORGANIZER:mailto:{address}"]


def _escaped(text: str) -> str:
    """A text value of RFC 5545 §3.3.11 on one line."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(text.replace("\r\n", "\n").replace("\n", "\\n").split("\r"))
