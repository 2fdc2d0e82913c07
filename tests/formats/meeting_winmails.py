"""Meetings as Outlook packs them (MS-OXOCAL), built here property by property."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta

from tests.formats.test_tnef import APPOINTMENT, MEETING, attribute, filetime, listed, named, unicode, winmail

GLOBAL = bytes.fromhex("040000008200E00074C5B7101A82E008")
TAIL = b"\x10" * 8 + b"\x00" * 8 + struct.pack("<I", 16) + b"\xab" * 16
UID = (GLOBAL + b"\x00" * 4 + TAIL).hex().upper()
JAKARTA = struct.pack("<iii", -420, 0, -60) + b"\x00" * 36
BERLIN = struct.pack("<iii", -60, 0, -60) + b"".join(
    struct.pack("<H8H", 0, 0, month, 0, 5, hour, 0, 0, 0) for month, hour in ((10, 3), (3, 2))
)
DAILY, WEEKLY, MONTHLY, YEARLY = 0x200A, 0x200B, 0x200C, 0x200D


def minutes(at: datetime) -> int:
    return (at - datetime(1601, 1, 1)) // timedelta(minutes=1)  # noqa: DTZ001 - wall time


def definition(name: str, rule: bytes) -> bytes:
    """PidLidAppointmentTimeZoneDefinitionRecur with one rule."""
    words = name.encode("utf-16-le")
    head = struct.pack("<BBHHH", 2, 1, 6 + len(words), 2, len(name)) + words + struct.pack("<H", 1)
    tz_rule = struct.pack("<BBHHH", 2, 1, 0x3E, 2, 2026) + b"\x00" * 14 + rule[:12] + rule[14:30] + rule[32:48]
    return head + tz_rule


def recurrence(
    frequency: int,
    kind: int,
    period: int,
    *specific: int,
    start: datetime,
    lasts: int = 60,
    end: int = 0x2023,
    count: int = 10,
    until: datetime | None = None,
    deleted: tuple[datetime, ...] = (),
    moved: tuple[tuple[datetime, datetime, str], ...] = (),
) -> bytes:
    """PidLidAppointmentRecur; `moved` holds (original start, new start, new subject or "")."""
    day = start.replace(hour=0, minute=0)
    begins = start.hour * 60 + start.minute
    originals = [each[0].replace(hour=0, minute=0) for each in moved]
    gone = sorted([*(each.replace(hour=0, minute=0) for each in deleted), *originals])
    news = [each[1].replace(hour=0, minute=0) for each in moved]
    last = minutes(until.replace(hour=0, minute=0)) if until else 0x5AE980DF
    parts = [struct.pack("<HHHHHIII", 0x3004, 0x3004, frequency, kind, 0, 0, period, 0)]
    parts += [struct.pack(f"<{len(specific)}I", *specific), struct.pack("<III", end, count, 1)]
    parts += [struct.pack(f"<I{len(days)}I", len(days), *map(minutes, days)) for days in (gone, news)]
    parts += [struct.pack("<IIIIII", minutes(day), last, 0x3006, 0x3009, begins, begins + lasts)]
    parts += [struct.pack("<H", len(moved)), *(_exception(*each, lasts) for each in moved), struct.pack("<I", 0)]
    return b"".join(parts)


def _exception(original: datetime, start: datetime, subject: str, lasts: int) -> bytes:
    head = struct.pack("<III", minutes(start), minutes(start) + lasts, minutes(original))
    words = subject.encode("cp1252")
    if not words:
        return head + struct.pack("<H", 0x0020) + struct.pack("<I", 2)
    return head + struct.pack("<HHH", 0x0021, len(words) + 1, len(words)) + words + struct.pack("<I", 2)


def meeting(kind: str, *more: bytes, start: datetime | None = None, sender: str = "budi@mitra.id") -> bytes:
    """A message of class IPM.Schedule.Meeting.`kind`."""
    begins = start or datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    told = listed(
        unicode(0x001A, f"IPM.Schedule.Meeting.{kind}"),
        unicode(0x0037, "Rapat koordinasi"),
        unicode(0x5D02, sender),
        named(MEETING, 0x23, 0x102, GLOBAL + b"\x00" * 4 + TAIL),
        named(APPOINTMENT, 0x8201, 0x03, struct.pack("<I", 1)),
        named(MEETING, 0x1A, 0x40, filetime(datetime(2026, 11, 1, tzinfo=UTC))),
        named(APPOINTMENT, 0x820D, 0x40, filetime(begins)),
        named(APPOINTMENT, 0x820E, 0x40, filetime(begins + timedelta(hours=1))),
        *more,
    )
    return winmail(attribute(1, 0x9003, told))


def binary(number: int, data: bytes) -> bytes:
    return named(APPOINTMENT, number, 0x102, data)


def moment(number: int, at: datetime) -> bytes:
    return named(APPOINTMENT, number, 0x40, filetime(at))
