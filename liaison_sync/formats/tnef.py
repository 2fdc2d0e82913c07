"""winmail.dat: what Outlook packed into one attachment (MS-OXTNEF): files, body, meeting. Linear time, never raises.

Own reader: the library for it strips trailing zero bytes from files, drops everything at the first odd attribute, and
counts to four billion where a crafted file tells it to.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import field

from liaison_sync.domain.value import dataclass
from liaison_sync.formats import rtf, rtf_compressed
from liaison_sync.formats.charset_names import codec
from liaison_sync.formats.html_text import to_text
from liaison_sync.formats.mapi import Property, properties
from liaison_sync.formats.tnef_meeting import calendar

SIGNATURE = b"\x78\x9f\x3e\x22"
_RENDER_DATA, _ATTACH_DATA, _ATTACH_TITLE, _ATTACHMENT = 0x9002, 0x800F, 0x8010, 0x9005
_MESSAGE_PROPERTIES, _CODEPAGE, _BODY, _CLASS = 0x9003, 0x9007, 0x800C, 0x8008
_OBJECT = 0x0D
MAX_DEPTH = 5
MAX_ATTRIBUTES = 20_000


@dataclass(frozen=True, slots=True)
class TnefFile:
    """A file as it was packed; `type` is a MIME type."""

    name: str
    type: str
    data: bytes
    content_id: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Files, body text, and a meeting as iCalendar; `reason` where not all of it could be read."""

    files: tuple[TnefFile, ...] = ()
    text: str = ""
    calendar: bytes | None = None
    reason: str | None = None


@dataclass(slots=True)
class _Open:
    """An attachment while its attributes are read."""

    title: bytes = b""
    data: bytes = b""
    properties: dict[int, Property] = field(default_factory=dict)


def read(data: bytes, depth: int = 0) -> Held:
    """What `data` holds, as far as it can be read."""
    if not data.startswith(SIGNATURE) or depth > MAX_DEPTH:
        return Held(reason="tnef_unreadable")
    reading = _Reading(data, depth)
    reason = reading.read()
    text = reading.text()
    return Held(tuple(reading.files()), text, _calendar(reading, text), reason)


def _calendar(reading: _Reading, text: str) -> bytes | None:
    try:
        return calendar(reading.properties, reading.message_class, text)
    except (struct.error, ValueError, OverflowError):  # times at the ends of time
        return None


class _Reading:
    def __init__(self, data: bytes, depth: int) -> None:
        self.data, self.depth = data, depth
        self.codepage = "cp1252"
        self.opened: list[_Open] = []
        self.properties: list[Property] = []
        self.message_class = ""
        self.body = b""

    def read(self) -> str | None:
        """Walk the attributes; the reason where they end early."""
        at = 6
        for _ in range(MAX_ATTRIBUTES):
            if at + 11 > len(self.data):
                return None if at >= len(self.data) else "tnef_cut_off"
            name, size = struct.unpack_from("<HxxI", self.data, at + 1)
            value = self.data[at + 9 : at + 9 + size]
            self._attribute(name, value)
            if len(value) < size:
                return "tnef_cut_off"
            at += size + 11
        return "tnef_cut_off"

    def _attribute(self, name: int, value: bytes) -> None:
        if name == _RENDER_DATA:
            self.opened.append(_Open())
        elif name in (_ATTACH_DATA, _ATTACH_TITLE, _ATTACHMENT):
            self._of_attachment(name, value)
        elif name == _MESSAGE_PROPERTIES:
            self.properties += properties(value)
        elif name == _CODEPAGE:
            self.codepage = codec(f"cp{int.from_bytes(value[:4], 'little')}") or self.codepage
        elif name == _BODY:
            self.body = value
        elif name == _CLASS:
            self.message_class = value.split(b"\x00", 1)[0].decode("ascii", "replace")

    def _of_attachment(self, name: int, value: bytes) -> None:
        if not self.opened:
            self.opened.append(_Open())
        current = self.opened[-1]
        if name == _ATTACH_DATA:
            current.data = value
        elif name == _ATTACH_TITLE:
            current.title = value
        else:
            for one in properties(value):
                current.properties.setdefault(one.id, one)

    def files(self) -> Iterator[TnefFile]:
        for one in self.opened:
            file = self._file(one)
            if file.data.startswith(SIGNATURE) and one.properties.get(0x3701, _NOTHING).kind == _OBJECT:
                yield from _embedded(file, self.depth)
            elif file.data or file.name:
                yield file

    def _file(self, one: _Open) -> TnefFile:
        held = one.properties
        data = one.data
        if 0x3701 in held:
            data = held[0x3701].data
            data = data[16:] if held[0x3701].kind == _OBJECT else data
        names = [held[tag].text(self.codepage) for tag in (0x3707, 0x3704, 0x3001) if tag in held]
        name = next(filter(None, names), "") or one.title.split(b"\x00", 1)[0].decode(self.codepage, "replace")
        kind = held[0x370E].text(self.codepage).lower() if 0x370E in held else ""
        content_id = held[0x3712].text(self.codepage).strip("<> ") if 0x3712 in held else ""
        return TnefFile(name, kind if "/" in kind else "application/octet-stream", data, content_id or None)

    def text(self) -> str:
        """The plain body, or the HTML or RTF one turned to text; without NUL, which databases refuse."""
        return self._text().replace("\x00", "")

    def _text(self) -> str:
        told = {one.id: one for one in self.properties if not one.guid}
        if 0x1000 in told and (plain := told[0x1000].text(self._internet_codepage(told)).strip()):
            return plain.replace("\r\n", "\n")
        if self.body.strip(b"\x00 \r\n"):
            return self.body.split(b"\x00", 1)[0].decode(self.codepage, "replace").replace("\r\n", "\n")
        if 0x1013 in told:
            codepage = "utf-16-le" if told[0x1013].kind == 0x1F else self._internet_codepage(told)
            return to_text(told[0x1013].data.decode(codepage, "replace"))
        return rtf.text(rtf_compressed.unpacked(told[0x1009].data)) if 0x1009 in told else ""

    def _internet_codepage(self, told: dict[int, Property]) -> str:
        return (codec(f"cp{told[0x3FDE].number()}") if 0x3FDE in told else None) or self.codepage


_NOTHING = Property(0, 0, b"")


def _embedded(file: TnefFile, depth: int) -> Iterator[TnefFile]:
    """A message packed as an attachment: itself, and the files it holds."""
    yield TnefFile(file.name, "application/ms-tnef", file.data, file.content_id)
    yield from read(file.data, depth + 1).files
