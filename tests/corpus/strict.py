"""A message read by the letter of RFC 5322 and 2046, or not at all: what a twin is made from.

Reading and writing again must give the same bytes, so that a twin differs only where it was meant to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

_FIELD = re.compile(rb"([!-9;-~]+):[^\r\n]*(?:\r?\n[ \t]+[^ \t\r\n][^\r\n]*)*(?:\r?\n|\Z)")
_TYPE = re.compile(r"\s*([A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+)\s*(?:;|$)")
_BOUNDARY = re.compile(r";\s*boundary=(?:\"([^\"\\]{1,70})\"|([A-Za-z0-9'+_./=?-]{1,70}))(?=\s*(?:;|$))", re.IGNORECASE)
_CHARSET = re.compile(r";\s*charset=(?:\"([^\"\\]+)\"|([^\s;\"()]+))(?=\s*(?:;|$))", re.IGNORECASE)


class NotStrict(ValueError):
    """The message leaves room for more than one reading."""


@dataclass
class Entity:
    """A message or part: whole fields as sent (with their line ends), and a body or parts."""

    fields: list[bytes]
    separator: bytes  # the empty line; b"" where the header is all there is
    body: bytes = b""
    boundary: str = ""
    preamble: bytes = b""
    parts: list[Entity] = field(default_factory=list)
    epilogue: bytes = b""  # all behind the closing delimiter's `--`
    eol: bytes = b"\r\n"

    def value(self, name: str) -> str:
        """The one value of a field, unfolded; "" where it is absent."""
        found = [one for one in self.fields if one.partition(b":")[0].lower() == name.encode()]
        if len(found) > 1:
            raise NotStrict(name)
        text = found[0].partition(b":")[2].decode("utf-8") if found else ""
        return re.sub(r"\r?\n(?=[ \t])", "", text).strip()

    @property
    def type(self) -> str:
        match = _TYPE.match(self.value("content-type"))
        return match[1].lower() if match else ""

    @property
    def charset(self) -> str:
        match = _CHARSET.search(self.value("content-type"))
        return (match[1] or match[2]).lower() if match else ""

    def put(self, name: str, value: str) -> None:
        """Set the one field of this name."""
        line = f"{name}: {value}".encode() + self.eol
        found = [n for n, one in enumerate(self.fields) if one.partition(b":")[0].lower() == name.lower().encode()]
        if found:
            self.fields[found[0]] = line
        else:
            self.fields.append(line)

    def leaves(self) -> list[Entity]:
        """The parts that hold no other, messages within not opened."""
        return [leaf for part in self.parts for leaf in part.leaves()] if self.boundary else [self]

    def all(self) -> list[Entity]:
        return [self, *(inner for part in self.parts for inner in part.all())]

    def write(self) -> bytes:
        return b"".join(self.fields) + self.separator + self.content()

    def content(self) -> bytes:
        """The body as sent."""
        if not self.boundary:
            return self.body
        mark = b"--" + self.boundary.encode()
        parts = [mark + self.eol + part.write() + self.eol for part in self.parts]
        return self.preamble + b"".join(parts) + mark + b"--" + self.epilogue


def read(raw: bytes) -> Entity:
    """The message. Raises NotStrict."""
    eol = b"\r\n" if b"\r\n" in raw else b"\n"
    try:
        found = _entity(raw, eol, 0)
        whole = found.write()
    except UnicodeDecodeError as error:
        raise NotStrict("raw bytes in the header") from error
    if whole != raw or not found.fields or found.fields[0][:1] in b" \t":
        raise NotStrict("not the same when written again")
    return found


def _entity(raw: bytes, eol: bytes, depth: int) -> Entity:
    fields, at = [], 0
    while not raw.startswith(eol, at) and at < len(raw):
        match = _FIELD.match(raw, at)
        if match is None or (eol == b"\r\n") != (b"\r\n" in match[0] or b"\n" not in match[0]):
            raise NotStrict("a line of the header is no field")
        match[0].decode("utf-8")
        fields.append(match[0])
        at = match.end()
    separator = eol if raw.startswith(eol, at) else b""
    found = Entity(fields, separator, raw[at + len(separator) :], eol=eol)
    kind = found.value("content-type")
    if kind and not found.type:
        raise NotStrict("no media type")
    if found.type.startswith("multipart/"):
        _multipart(found, kind, depth)
    return found


def _multipart(found: Entity, kind: str, depth: int) -> None:
    boundaries = _BOUNDARY.findall(kind)
    if len(boundaries) != 1 or depth > 5 or found.value("content-transfer-encoding").lower() not in _PLAIN:
        raise NotStrict("no boundary")
    boundary = "".join(boundaries[0])
    mark, eol, body = b"--" + boundary.encode(), found.eol, found.body
    whole = re.compile(rb"(?:\A|(?<=\n))" + re.escape(mark) + rb"(--)?(?=\r?\n|\Z)")
    cuts = list(whole.finditer(body))
    if len(cuts) < 2 or [bool(cut[1]) for cut in cuts] != [False] * (len(cuts) - 1) + [True]:
        raise NotStrict("delimiters")
    if body.count(mark) != len(cuts):
        raise NotStrict("the boundary stands elsewhere too")
    found.preamble, found.epilogue, found.body = body[: cuts[0].start()], body[cuts[-1].end() :], b""
    found.boundary = boundary
    for cut, following in pairwise(cuts):
        piece = body[cut.end() + len(eol) : following.start()]
        if not piece.endswith(eol):
            raise NotStrict("an empty part")
        found.parts.append(_entity(piece[: -len(eol)], eol, depth + 1))


_PLAIN = ("", "7bit", "8bit", "binary")
