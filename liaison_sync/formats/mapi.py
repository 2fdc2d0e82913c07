"""MAPI property lists as TNEF stores them (MS-OXTNEF §2.1.3.4), each value bounded by the bytes there are."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from liaison_sync.domain.value import dataclass

MAX_PROPERTIES = 10_000
_FIXED = {0x01: 0, 0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = (0x0D, 0x1E, 0x1F, 0x102)
_STRING, _UNICODE = 0x1E, 0x1F
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Property:
    """One value: `id` is the number of the tag, or of the name within the set `guid` (hex, "" for none)."""

    id: int
    kind: int
    data: bytes
    guid: str = ""

    def text(self, codepage: str) -> str:
        """A string value, whatever its encoding."""
        codec = "utf-16-le" if self.kind == _UNICODE else codepage
        return self.data.decode(codec, "replace").split("\x00", 1)[0]

    def number(self) -> int:
        """An integer or boolean value."""
        return int.from_bytes(self.data[:4], "little", signed=self.kind == 0x03)

    def time(self) -> datetime | None:
        """A FILETIME as aware UTC; None for the values that mean nothing."""
        ticks = int.from_bytes(self.data[:8], "little")
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None


def properties(data: bytes) -> Iterator[Property]:
    """The properties of a list, as many as can be read."""
    try:
        yield from _read(data)
    except struct.error:
        return


def _read(data: bytes) -> Iterator[Property]:
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, MAX_PROPERTIES)):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        guid = ""
        if number >= 0x8000:
            guid, number, at = _name(data, at)
        several, kind = bool(kind & 0x1000), kind & 0x0FFF
        values, at = _values(data, at, kind, several)
        for value in values:
            yield Property(number, kind, value, guid)


def _name(data: bytes, at: int) -> tuple[str, int, int]:
    guid = data[at : at + 16].hex()
    kind, size = struct.unpack_from("<II", data, at + 16)
    if kind == 0:
        return guid, size, at + 24
    return guid, 0, at + 24 + size + -size % 4


def _values(data: bytes, at: int, kind: int, several: bool) -> tuple[list[bytes], int]:
    count = 1
    if several or kind in _VARIABLE:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    values = []
    count = min(count, len(data)) if _FIXED.get(kind) != 0 else 1  # values without bytes could be told by the billion
    for _ in range(count):
        if kind in _VARIABLE:
            (size,) = struct.unpack_from("<I", data, at)
            at += 4
        elif kind in _FIXED:
            size = _FIXED[kind]
        else:
            raise struct.error("unknown type")
        if at + size > len(data):
            raise struct.error("cut off")
        values.append(data[at : at + size])
        at += size + -size % 4
    return values, at
