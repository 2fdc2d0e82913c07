"""The time zone of a meeting in a winmail.dat as a VTIMEZONE (MS-OXOCAL §2.2.1.39 to §2.2.1.43)."""

from __future__ import annotations

import struct

from liaison_sync.domain.value import dataclass
from liaison_sync.formats import zone_rules
from liaison_sync.formats.content_lines import tree
from liaison_sync.formats.zone_rules import ZoneRules

DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
UNNAMED = "winmail.dat"


@dataclass(frozen=True, slots=True)
class Zone:
    """`tzid` as iCalendar is to name it; `lines` is its VTIMEZONE, empty where only the name is known."""

    tzid: str
    lines: tuple[str, ...] = ()

    @property
    def rules(self) -> ZoneRules | None:
        """Its offsets."""
        root, _ = tree("\r\n".join(self.lines).encode())
        return zone_rules.read(root.children[0]) if root.children else None


def read(definition: bytes, rule: bytes, description: str) -> Zone | None:
    """The zone by a definition (which bears Windows' name for it), by a single rule, or by what people call it."""
    name = _name(definition) or _printable(description)
    lines = _lines(name or UNNAMED, rule) or _lines(name or UNNAMED, _newest(definition))
    return Zone(name or UNNAMED, tuple(lines)) if name or lines else None


def _name(definition: bytes) -> str:
    if len(definition) < 8:
        return ""
    size = 2 * int.from_bytes(definition[6:8], "little")
    return _printable(definition[8 : 8 + size].decode("utf-16-le", "replace")) if size <= 520 else ""


def _printable(text: str) -> str:
    shown = (letter for letter in text.split("\x00", 1)[0][:260] if letter.isprintable() and letter != '"')
    return "".join(shown).strip()


def _newest(definition: bytes) -> bytes:
    """The last TZRule (66 octets) as a TimeZoneStruct: three biases, then a year before each onset."""
    rule = definition[-66:]
    if len(definition) < 76 or len(rule) < 66:
        return b""
    biases, standard, daylight = rule[22:34], rule[34:50], rule[50:66]
    return biases + b"\x00\x00" + standard + b"\x00\x00" + daylight


def _lines(name: str, rule: bytes) -> list[str]:
    if len(rule) < 48:
        return []
    bias, standard, daylight = struct.unpack_from("<iii", rule)
    usual, summer = -(bias + standard), -(bias + daylight)
    if not all(-1440 < offset < 1440 for offset in (usual, summer)):
        return []
    begins, ends = _onset(rule[14:30]), _onset(rule[32:48])
    if begins is None or ends is None:
        summer = usual
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", *_observance("STANDARD", begins, summer, usual)]
    if summer != usual:
        lines += _observance("DAYLIGHT", ends, usual, summer)
    return [*lines, "END:VTIMEZONE"]


def _observance(kind: str, onset: tuple[str, str] | None, before: int, after: int) -> list[str]:
    time, rule = onset if onset and before != after else ("000000", "")
    offsets = [f"TZOFFSETFROM:{_offset(before)}", f"TZOFFSETTO:{_offset(after)}"]
    return [f"BEGIN:{kind}", f"DTSTART:16010101T{time}", *([rule] if rule else []), *offsets, f"END:{kind}"]


def _onset(data: bytes) -> tuple[str, str] | None:
    """A SYSTEMTIME without a year: the nth (5: last) weekday of a month at a wall time."""
    year, month, weekday, nth, hour, minute, second, _ = struct.unpack("<8H", data)
    if not (1 <= month <= 12 and weekday < 7 and 1 <= nth <= 5 and hour < 24 and minute < 60 and second < 60) or year:
        return None
    return (
        f"{hour:02}{minute:02}{second:02}",
        f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY={nth if nth < 5 else -1}{DAYS[weekday]}",
    )


def _offset(minutes: int) -> str:
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
