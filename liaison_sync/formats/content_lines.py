"""Content lines and components of RFC 5545 §3.1, read leniently: bytes in, a tree out, nothing raised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from liaison_sync.domain.value import dataclass

NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}[ \t]*[;:]")
TOP_LEVEL = frozenset({"VCALENDAR", "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY"})
DATE_VALUE = re.compile(r":(?=\s*(?:\d{4}|$))")  # TZID=(UTC+07:00) Jakarta is often unquoted
VALUES = {
    **dict.fromkeys(("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE", "DTSTAMP"), DATE_VALUE),
    **dict.fromkeys(("ATTENDEE", "ORGANIZER"), re.compile(r":(?=\s*mailto:)", re.IGNORECASE)),  # so is CN=Ibu: Sari
}
PROSE = frozenset(  # what may go on below without a fold, as no producer should; so may what begins with "X-"
    {"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "RESOURCES", "CATEGORIES", "STYLED-DESCRIPTION"}
    | {"ATTENDEE", "ORGANIZER"}
)
PARAMETERS = 100  # of one line; no property has a fifth of it
REPEATED = 10_000  # lines remembered while a file is read: events of one feed share most of theirs
CARET = {"^n": "\n", "^N": "\n", "^'": '"', "^^": "^"}  # RFC 6868


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost before anything is expanded; counts, and octets after over-long lines have gone."""

    octets: int = 1 << 20
    raw_octets: int = 32 << 20
    line: int = 100_000
    components: int = 5_000
    depth: int = 5
    attendees: int = 2_000
    lines: int = 12_000  # of one component, those of its children apart


MAIL = Limits()
FEED = Limits(octets=64 << 20, raw_octets=128 << 20, components=100_000)


@dataclass(frozen=True, slots=True)
class Line:
    """One property: upper-case name, parameters (upper-case names), raw value, and the line as it stood unfolded."""

    name: str
    params: dict[str, tuple[str, ...]]
    value: str
    text: str

    def param(self, name: str) -> str | None:
        """The first value of a parameter, None where there is none."""
        values = self.params.get(name)
        return values[0] if values else None


@dataclass(slots=True)
class Component:
    """A component with its lines and children, in the order they stood; `closed` is False where END was missing."""

    name: str
    lines: list[Line] = field(default_factory=list)
    children: list[Component] = field(default_factory=list)
    closed: bool = True
    people: int = 0
    by_name: dict[str, list[Line]] = field(default_factory=dict)  # made when first asked for, with all lines read

    def first(self, name: str) -> Line | None:
        """The first line of this name."""
        found = self._named(name)
        return found[0] if found else None

    def all(self, *names: str) -> list[Line]:
        """Every line with one of these names, in the order of the names."""
        if len(names) == 1:
            return self._named(names[0])
        return [line for name in names for line in self._named(name)]

    def _named(self, name: str) -> list[Line]:
        if not self.by_name:
            for line in self.lines:
                self.by_name.setdefault(line.name, []).append(line)
        return self.by_name.get(name, [])

    def text(self) -> str:
        """The component as RFC 5545 text, folded, CRLF."""
        return "\r\n".join([*map(fold, self._flat()), ""])

    def _flat(self) -> Iterator[str]:
        yield f"BEGIN:{self.name}"
        for line in self.lines:
            yield line.text
        for child in self.children:
            yield from child._flat()
        yield f"END:{self.name}"


def fold(line: str) -> str:
    """Fold at 75 octets, never within a character (RFC 5545 §3.1)."""
    if line.isascii():
        return "\r\n ".join([line[:75], *(line[at : at + 74] for at in range(75, len(line), 74))])
    parts: list[str] = []
    room, start, used = 75, 0, 0
    for index, character in enumerate(line):
        size = len(character.encode("utf-8", "surrogatepass"))
        if used + size > room:
            parts.append(line[start:index])
            start, used, room = index, 0, 74
        used += size
    return "\r\n ".join([*parts, line[start:]])


def tree(data: bytes, limits: Limits = MAIL) -> tuple[Component, tuple[str, ...]]:
    """Read bytes into a nameless root component whose children are VCALENDARs (and strays); and the problems met."""
    problems: list[str] = []
    root = Component("")
    if len(data) > limits.raw_octets:
        return root, ("too_large",)
    stack, count, size = [root], 0, 0
    known: dict[str, Line] = {}
    for text in _logical_lines(data, limits, problems):
        size += len(text)
        if size > limits.octets:
            problems.append("too_large")
            break
        if _crowded(stack[-1], text[:8].upper(), limits, problems):
            continue
        line = known.get(text) or parse_line(text)
        if len(known) < REPEATED:
            known[text] = line
        if line.name == "BEGIN":
            count += 1
            if count > limits.components:
                problems.append("too_many_components")
                break
            _open(stack, line.value.strip().upper(), limits, problems)
        elif line.name == "END":
            _close(stack, line.value.strip().upper())
        else:
            stack[-1].lines.append(line)
    for left in stack[1:]:
        left.closed = False
    return root, tuple(problems)


def _crowded(component: Component, begin: str, limits: Limits, problems: list[str]) -> bool:
    """Whether a line (by how it begins) is one too many for its component; that is told once."""
    if begin == "ATTENDEE":
        component.people += 1
        if component.people == limits.attendees + 1:
            problems.append("too_many_attendees")
        return component.people > limits.attendees
    if len(component.lines) < limits.lines or begin.startswith(("BEGIN:", "END:")):
        return False
    if "too_many_lines" not in problems:
        problems.append("too_many_lines")
    return True


def _open(stack: list[Component], name: str, limits: Limits, problems: list[str]) -> None:
    if name in TOP_LEVEL:  # these never nest (VCALENDAR holds the others): what is still open lost its END
        while len(stack) > 1 and (name == "VCALENDAR" or stack[-1].name != "VCALENDAR"):
            stack.pop().closed = False
    child = Component(name)
    if len(stack) <= limits.depth:
        stack[-1].children.append(child)
    elif "too_deep" not in problems:
        problems.append("too_deep")
    if len(stack) <= limits.depth + 1:  # the last one is a sink for whatever lies deeper
        stack.append(child)


def _close(stack: list[Component], name: str) -> None:
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].name == name:
            for left in stack[depth + 1 :]:
                left.closed = False
            del stack[depth:]
            return


def _logical_lines(data: bytes, limits: Limits, problems: list[str]) -> Iterator[str]:
    """Unfold before decoding: old producers fold within a UTF-8 sequence."""
    pending = ""
    for raw in _unfolded(data).split(b"\n"):
        if not raw.strip():
            continue
        if len(raw) > limits.line:
            if not raw[:7].upper().startswith(b"ATTACH"):
                problems.append("line_too_long:" + raw[:30].split(b":")[0].split(b";")[0].decode("ascii", "replace"))
            continue
        text = _decode(raw)
        if NAME.match(text):
            if pending:
                yield pending
            pending = text
        elif pending and not _goes_on(pending):
            problems.append(f"line_unreadable:{_name(pending)}")
        elif pending and len(pending) < limits.line:  # a value broken over lines without folding
            pending += "\\n" + text.strip()
    if pending:
        yield pending


def _goes_on(pending: str) -> bool:
    """Whether a line may be the text above it going on: no date, rule or name of a component does."""
    name = _name(pending)
    return name in PROSE or name.startswith("X-")


def _name(text: str) -> str:
    """The property a line above begins with."""
    found = NAME.match(text)
    return found.group()[:-1].strip().upper() if found else ""


def _unfolded(data: bytes) -> bytes:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode()
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")
    data = data.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    data = re.sub(rb"\n\n+", b"\n", data)  # an empty line hides no fold below it: line ends doubled on the way
    if data.lstrip(b"\n")[:1] in (b" ", b"\t"):  # pasted with an indent: no line of it is a continuation
        return b"\n".join(line.strip() for line in data.split(b"\n"))
    return data.replace(b"\n ", b"").replace(b"\n\t", b"")


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8").strip("\r\n")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace").strip("\r\n")


def parse_line(text: str) -> Line:
    """Split one unfolded line; a colon inside quotes, and the colons of a stray "(UTC+07:00)", are no separators."""
    head, value = _split(text)
    name, _, rest = head.partition(";")
    name = name.strip().upper()
    return Line(name, _params(rest) if rest else {}, value, text)


def _split(text: str) -> tuple[str, str]:
    first = text.find(":")
    if text[: max(first, 0)].find(";") < 0:
        return text[:first].strip() if first >= 0 else text, text[first + 1 :] if first >= 0 else ""
    pattern = VALUES.get(text.partition(";")[0].strip().upper())
    found = pattern.search(text) if pattern else None
    if found:
        return text[: found.start()], text[found.end() :]
    at = _outside_quotes(text, ":") if '"' in text else first
    return text[:at], text[at + 1 :]


def _outside_quotes(text: str, wanted: str) -> int:
    quoted = False
    for index, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif character == wanted and not quoted:
            return index
    return text.find(wanted)


def _params(text: str) -> dict[str, tuple[str, ...]]:
    params: dict[str, tuple[str, ...]] = {}
    for part in _pieces(text, ";")[:PARAMETERS]:
        name, _, value = part.partition("=")
        key = name.strip().upper()
        values = [value] if key == "TZID" else _pieces(value, ",")  # "Bangkok, Hanoi, Jakarta", unquoted
        params[key] = params.get(key, ()) + tuple(_unquoted(each) for each in values)
    return params


def _pieces(text: str, separator: str) -> list[str]:
    if '"' not in text:
        return text.split(separator)
    pieces, start, quoted = [], 0, False
    for index, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif character == separator and not quoted:
            pieces.append(text[start:index])
            start = index + 1
    return [*pieces, text[start:]]


def _unquoted(text: str) -> str:
    text = text.strip().strip('"')
    return re.sub(r"\^[nN'^]", lambda found: CARET[found.group()], text) if "^" in text else text
