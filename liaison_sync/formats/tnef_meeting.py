"""A meeting in a winmail.dat as iCalendar (MS-OXCICAL §2.1.3, MS-OXOCAL), so that it is read like any other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from datetime import UTC, date, datetime, timedelta

from liaison_sync.domain.invitation import MAIL_SENDER
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import tnef_recurrence, tnef_zone, zones
from liaison_sync.formats.mapi import Property
from liaison_sync.formats.tnef_recurrence import Differing, Recurring
from liaison_sync.formats.tnef_zone import Zone
from liaison_sync.formats.uid_identity import GLOBAL_OBJECT

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
_GLOBAL_OBJECT = bytes.fromhex(GLOBAL_OBJECT)
_VCAL_UID = b"vCal-Uid\x01\x00\x00\x00"
_CLEAN, _GLOBAL = (_MEETING, 0x23), (_MEETING, 0x03)
_START, _END, _ALL_DAY, _RECUR = 0x820D, 0x820E, 0x8215, 0x8216
_REPLACES, _COUNTERED, _PROPOSED_START, _PROPOSED_END = 0x8228, 0x8257, 0x8250, 0x8251
_ZONE_RULE, _ZONE_NAME = 0x8233, 0x8234
_ZONES = (0x8260, 0x825E, 0x825F)  # of the recurrence, of the start as shown, of the end


def calendar(told: list[Property], message_class: str, description: str = "") -> bytes | None:
    """A VCALENDAR of the meeting the properties describe; None where they describe none, or one without a UID."""
    held = Held.of(told)
    stated = held.tag_text(0x001A)
    method, partstat = _METHODS.get(stated.lower()) or _METHODS.get(message_class.lower()) or ("", "")
    uid = _uid(held)
    if method == "REPLY" and held.number(_COUNTERED) and held.time(_PROPOSED_START):
        method = "COUNTER"
    if not method or not uid or (held.start is None and method in ("REQUEST", "COUNTER")):
        return None
    series = tnef_recurrence.read(held.data(_RECUR)) if method in ("REQUEST", "CANCEL") else None
    common = [f"UID:{uid}", *_version(held), *_people(held, method, partstat)]
    instance = _instance(held)
    series = None if instance else series
    times = _counter(held) if method == "COUNTER" else _series_times(held, series) if series else _times(held)
    events = [[*common, *instance, *times, *_texts(held, description)]]
    events += [[*common, *lines] for lines in _exceptions(held, series)] if series and method == "REQUEST" else []
    head = ["BEGIN:VCALENDAR", "PRODID:-//liaison-sync//tnef//EN", "VERSION:2.0", f"METHOD:{method}"]
    zone = held.zone.lines if held.zone else ()
    body = [line for event in events for line in ("BEGIN:VEVENT", *event, "END:VEVENT")]
    return "\r\n".join([*head, *zone, *body, "END:VCALENDAR", ""]).encode("utf-8", "replace")


@dataclass(slots=True)
class Held:
    """The properties of one message, and the zone its wall times are in."""

    tags: dict[int, Property]
    named: dict[tuple[str, int], Property]
    zone: Zone | None = None
    resolved: zones.Resolved = field(default=zones.UNRESOLVED)

    @classmethod
    def of(cls, told: list[Property]) -> Held:
        """The last of each."""
        held = cls({one.id: one for one in told if not one.guid}, {(one.guid, one.id): one for one in told if one.guid})
        definition = next((data for name in _ZONES if (data := held.data(name))), b"")
        held.zone = tnef_zone.read(definition, held.data(_ZONE_RULE), held.text(_ZONE_NAME))
        if held.zone is not None:
            held.resolved = zones.resolve(held.zone.tzid, vtimezone=held.zone.rules)
        return held

    def data(self, name: int) -> bytes:
        held = self.named.get((_APPOINTMENT, name))
        return held.data if held else b""

    def text(self, name: int) -> str:
        held = self.named.get((_APPOINTMENT, name))
        return held.text("cp1252") if held else ""

    def tag_text(self, tag: int) -> str:
        return self.tags[tag].text("cp1252") if tag in self.tags else ""

    def number(self, name: int) -> int:
        held = self.named.get((_APPOINTMENT, name))
        return held.number() if held else 0

    def time(self, name: int, tag: int = 0) -> datetime | None:
        held = self.named.get((_APPOINTMENT, name)) or self.tags.get(tag)
        return held.time() if held else None

    @property
    def start(self) -> datetime | None:
        return self.time(_START, 0x0060)

    def line(self, name: str, at: datetime) -> str:
        """An instant as the meeting's zone writes it; in UTC where that is not known."""
        if self.resolved.zone in (None, "UTC"):
            return f"{name}:{at:%Y%m%dT%H%M%SZ}"
        return self.wall_line(name, zones.from_utc(at, self.resolved))

    def day(self, at: datetime) -> date | None:
        """The day of a meeting that lasts all day; None where the instant is midnight here or there, nobody says."""
        return zones.from_utc(at, self.resolved).date() if self.resolved.zone else _day_of_midnight(at)

    def day_line(self, name: str, at: datetime) -> str:
        day = self.day(at)
        return f"{name};VALUE=DATE:{day:%Y%m%d}" if day else self.line(name, at)

    def wall_line(self, name: str, wall: datetime) -> str:
        if self.zone is None:  # a series that does not say where: floating, and flagged by nobody
            return f"{name}:{wall:%Y%m%dT%H%M%S}"
        return f'{name};TZID="{self.zone.tzid}":{wall:%Y%m%dT%H%M%S}'


def _uid(held: Held) -> str:
    """MS-OXCICAL §2.1.3.1.1.20.26: a foreign UID stands inside the global object id, else its hex is the UID.

    Its octets 16 to 19 name one instance (MS-OXOCAL §2.2.1.27); the meeting's own id has zeros there (§2.2.1.28).
    """
    one = held.named.get(_CLEAN) or held.named.get(_GLOBAL)
    if one is None:
        return ""
    at = one.data.find(_VCAL_UID)
    if at >= 0:
        return _escaped(one.data[at + len(_VCAL_UID) :].split(b"\x00", 1)[0].decode("utf-8", "replace"))
    clean = one.data[:16] + b"\x00" * 4 + one.data[20:] if _dated_id(one.data) else one.data
    return clean.hex().upper()


def _dated_id(data: bytes) -> bool:
    return len(data) >= 40 and data.startswith(_GLOBAL_OBJECT)


def _instance(held: Held) -> list[str]:
    """RECURRENCE-ID of a message about one instance."""
    replaced = held.time(_REPLACES)
    if replaced is not None:
        return [(held.day_line if held.number(_ALL_DAY) else held.line)("RECURRENCE-ID", replaced)]
    one = held.named.get(_GLOBAL)
    day = _day(one.data[16:20]) if one and _dated_id(one.data) else None
    return [f"RECURRENCE-ID;VALUE=DATE:{day:%Y%m%d}"] if day else []


def _day(data: bytes) -> date | None:
    try:
        return date(int.from_bytes(data[:2], "big"), data[2], data[3])
    except ValueError:
        return None


def _day_of_midnight(at: datetime) -> date | None:
    """The day that begins somewhere on earth `at` an instant (UTC).

    MS-OXOCAL §2.2.1.9: such a meeting begins at midnight. Clocks run from twelve hours behind UTC to fourteen ahead, so
    that only from ten to twelve two days may begin; their offsets are quarters of an hour.
    """
    if at.minute % 15 or at.second or 10 <= at.hour < 12:
        return None
    return at.date() + timedelta(days=1) if at.hour >= 12 else at.date()


def _version(held: Held) -> list[str]:
    """SEQUENCE, and as DTSTAMP when the organiser, or whoever answers, last changed what matters."""
    told = (held.named.get((_MEETING, 0x1A)), held.named.get((_MEETING, 0x01)), held.tags.get(0x0039))
    stamp = next((at for one in told if one and (at := one.time())), None)
    numbered = (_APPOINTMENT, 0x8201) in held.named
    return [
        *([f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}"] if stamp else []),
        *([f"SEQUENCE:{max(0, held.number(0x8201))}"] if numbered else []),
    ]


def _times(held: Held) -> list[str]:
    start, end = held.start, held.time(_END, 0x0061)
    known = all(held.day(at) for at in (start, end) if at)  # both are of one kind (RFC 5545 §3.6.1)
    written = held.day_line if held.number(_ALL_DAY) and known else held.line
    return [*([written("DTSTART", start)] if start else []), *([written("DTEND", end)] if start and end else [])]


def _counter(held: Held) -> list[str]:
    """The time somebody proposes instead (PidLidAppointmentProposedStartWhole)."""
    start, end = held.time(_PROPOSED_START), held.time(_PROPOSED_END)
    return [*([held.line("DTSTART", start)] if start else []), *([held.line("DTEND", end)] if end else [])]


def _series_times(held: Held, series: Recurring) -> list[str]:
    whole = bool(held.number(_ALL_DAY))
    written = _dated if whole else held.wall_line
    rule = series.rule
    if series.count is not None:
        rule += f";COUNT={series.count}"
    elif series.until is not None:
        rule += f";UNTIL={_until(held, series.until, whole=whole)}"
    lines = [written("DTSTART", series.start), written("DTEND", series.end), f"RRULE:{rule}"]
    return [*lines, *(written("EXDATE", day) for day in series.deleted)]


def _dated(name: str, wall: datetime) -> str:
    return f"{name};VALUE=DATE:{wall:%Y%m%d}"


def _until(held: Held, wall: datetime, *, whole: bool) -> str:
    """UTC where the start has a zone (RFC 5545 §3.3.10)."""
    if whole:
        return f"{wall:%Y%m%d}"
    if held.resolved.zone is None:
        return f"{wall:%Y%m%dT%H%M%S}"
    return f"{zones.to_utc(wall, held.resolved).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _exceptions(held: Held, series: Recurring) -> Iterator[list[str]]:
    written = _dated if held.number(_ALL_DAY) else held.wall_line
    for one in series.exceptions:
        times = [written("RECURRENCE-ID", one.original), written("DTSTART", one.start), written("DTEND", one.end)]
        yield [*times, *_own_texts(held, one)]


def _own_texts(held: Held, one: Differing) -> list[str]:
    subject = one.subject if one.subject is not None else held.tag_text(0x0037)
    location = one.location if one.location is not None else held.text(0x8208)
    return [f"SUMMARY:{_escaped(subject)}", *([f"LOCATION:{_escaped(location)}"] if location else [])]


def _texts(held: Held, description: str) -> list[str]:
    lines = []
    if 0x0037 in held.tags:
        lines.append(f"SUMMARY:{_escaped(held.tag_text(0x0037))}")
    if (_APPOINTMENT, 0x8208) in held.named:
        lines.append(f"LOCATION:{_escaped(held.text(0x8208))}")
    return [*lines, *([f"DESCRIPTION:{_escaped(description.strip())}"] if description.strip() else [])]


def _people(held: Held, method: str, partstat: str) -> list[str]:
    texts = (held.tag_text(tag) for tag in (0x5D02, 0x0065, 0x5D01, 0x0C1F))
    address = next((text for text in texts if "@" in text), "")
    asks = method in ("REQUEST", "CANCEL")
    if not address:  # whom a request asks stands in the message's To, who answers or proposes in its From
        return [f"ATTENDEE;PARTSTAT={partstat}:{MAIL_SENDER}"] if method == "REPLY" else []
    address = _escaped(address.removeprefix("SMTP:"))
    return [f"ORGANIZER:mailto:{address}"] if asks else [f"ATTENDEE;PARTSTAT={partstat}:mailto:{address}"]


def _escaped(text: str) -> str:
    """A text value of RFC 5545 §3.3.11 on one line."""
    text = text[:20_000].replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(text.replace("\r\n", "\n").replace("\n", "\\n").split("\r"))
