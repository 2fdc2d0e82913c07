"""vCard as lines: 4.0 (RFC 6350) and 3.0 (RFC 2426) by the letter, 2.1 as phones and Outlook wrote it; never raises."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import field

from liaison_sync.domain.value import dataclass
from liaison_sync.formats import charset
from liaison_sync.formats.content_lines import Line, fold, parse_line

MAX_OCTETS = 64 << 20
MAX_CARDS = 100_000
MAX_LINE = 400_000  # a photograph in base64
_ESCAPED = re.compile(r"\\([\\,;nN:])")
_NAME = re.compile(rb"[A-Za-z0-9_.-]{1,64}[ \t]*[;:]")


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a card: upper-case name, its group in lower case ("" for none), the raw decoded value."""

    line: int
    group: str
    name: str
    params: dict[str, tuple[str, ...]]
    value: str

    def text(self) -> str:
        return unescaped(self.value).strip()

    def parts(self) -> list[str]:
        """The components of a structured value (N, ORG)."""
        return [unescaped(one).strip() for one in _split(self.value)]

    def preferred(self) -> bool:
        kinds = {one.lower() for one in self.params.get("TYPE", ())}
        return "pref" in kinds or "PREF" in self.params


@dataclass(slots=True)
class Card:
    line: int
    properties: list[Property] = field(default_factory=list)

    def all(self, name: str) -> list[Property]:
        return [one for one in self.properties if one.name == name]

    def first(self, name: str) -> str:
        return next((text for one in self.all(name) if (text := one.text())), "")


def cards(data: bytes) -> Iterator[Card]:
    """The cards of a file, up to MAX_CARDS; a card never closed ends where the next begins."""
    card: Card | None = None
    count = 0
    for number, raw in _logical(data[:MAX_OCTETS]):
        line = parse_line(raw.decode("latin-1"))
        name, begins = line.name, line.value.strip().upper() == "VCARD"
        if name in ("BEGIN", "END") and begins:
            if card is not None:
                yield card
            count += 1 if name == "BEGIN" else 0
            card = Card(number) if name == "BEGIN" and count <= MAX_CARDS else None
        elif card is not None:
            card.properties.append(_property(number, line))
    if card is not None:
        yield card


def _property(number: int, line: Line) -> Property:
    group, _, name = line.name.rpartition(".")
    label = line.param("CHARSET")
    octets = line.value.encode("latin-1", "replace")
    if _quoted_printable(line):
        octets = quopri.decodestring(octets)
    return Property(number, group.lower(), name, line.params, _text(octets, label))


def _quoted_printable(line: Line) -> bool:
    stated = (*line.params.get("ENCODING", ()), *(key for key in line.params if key == "QUOTED-PRINTABLE"))
    return any(one.upper() == "QUOTED-PRINTABLE" for one in stated)


def _text(octets: bytes, label: str | None) -> str:
    if octets.isascii():
        return octets.decode("ascii")
    return charset.decode(octets, label).text


def _logical(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Lines with their number, continuations joined: by white space, or by 2.1's `=` at the end of quoted-printable."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode()
    lines = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    started, pending = 0, b""
    for number, line in enumerate(lines, 1):
        soft = pending.endswith(b"=") and b"QUOTED-PRINTABLE" in pending[:200].upper().partition(b":")[0]
        if soft and len(pending) < MAX_LINE:
            pending = pending[:-1] + line.lstrip(b" \t")
        elif line[:1] in (b" ", b"\t") and pending:
            pending += line[1:] if len(pending) < MAX_LINE else b""
        elif _NAME.match(line):
            if pending:
                yield started, pending
            started, pending = number, line
    if pending:
        yield started, pending


def unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text) if "\\" in text else text


def escaped(text: str) -> str:
    """A text value (RFC 6350 §3.4)."""
    for plain, written in (("\\", "\\\\"), ("\n", "\\n"), (",", "\\,"), (";", "\\;")):
        text = text.replace(plain, written)
    return text.replace("\r", "")


def _split(text: str) -> list[str]:
    parts, start, at = [], 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == ";":
            parts.append(text[start:at])
            start = at + 1
        at += 1
    return [*parts, text[start:]]


def written(properties: list[str]) -> str:
    """A card of these content lines, folded."""
    return "".join(fold(one) + "\r\n" for one in ("BEGIN:VCARD", "VERSION:4.0", *properties, "END:VCARD"))
