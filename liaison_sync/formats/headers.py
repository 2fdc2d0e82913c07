"""Headers: the fields of one message or part, decoded when asked for (RFC 5322 §2.2, RFC 6532).

Lenient by intent: a line without a colon, a folded first line, 8-bit bytes or an endless field never raise;
what was met is told as defects (`Defect.place` is `header` or `header:<Name>`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field
from functools import lru_cache

from liaison_sync.domain.message import Defect
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.charset import header_text
from liaison_sync.formats.encoded_words import decode_words

MAX_FIELDS = 1_000
MAX_FIELD_BYTES = 64 * 1024
_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_FIELD = re.compile(rb"(?!--)([!-9;-~]{1,200}+)[ \t]*+:([^\r\n]*+(?:\r?\n[ \t][^\r\n]*+)*+)(?:\r?\n|\Z)")
_PLAIN = bytes(range(32, 127))
_FOLD = re.compile(r"\r*\n[ \t]?|\r[ \t]?|\x00")
_WHITE = dict.fromkeys((9, 11, 12, 28, 29, 30, 0x85, 0x2028, 0x2029), " ")  # what some reader takes for a new line
_KNOWN = re.compile(
    rb"(?:From|To|Cc|Subject|Date|Message-ID|Received|Return-Path|Content-Type|MIME-Version|DKIM-Signature|"
    rb"Authentication-Results|X-[A-Za-z-]{1,60}|List-[A-Za-z-]{1,20}):",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(rb"boundary[ \t]{0,5}=[ \t]{0,5}\"?", re.IGNORECASE)
_EMPTY_LINE = re.compile(rb"\n\r?\n|\r\r|\A\r?\n")
_WHITE_LINE = re.compile(rb"[\r\n][ \t]+(?:\r?\n|\r)\Z")  # what an editor leaves of the empty line
_ENVELOPE = (b"From ", b">From ")


@dataclass(frozen=True, slots=True)
class Headers:
    """Fields in the order sent: (lower-case name, value bytes as sent, folds still in)."""

    fields: tuple[tuple[str, bytes], ...] = ()
    charset: str | None = None  # what the body says, tried for raw 8-bit fields that are not UTF-8
    _values: dict[str, tuple[bytes, ...]] = field(default_factory=dict, repr=False, compare=False)
    _unfolded: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)  # as asked for

    def __post_init__(self) -> None:
        values = self._values
        for name, value in self.fields:
            values[name] = (*values[name], value) if name in values else (value,)

    @classmethod
    def of(cls, *fields: tuple[str, str]) -> Headers:
        """Headers of plain text fields: `Headers.of(("Auto-Submitted", "auto-replied"))`."""
        return cls(tuple((name.lower(), value.encode("utf-8")) for name, value in fields))

    def has_any(self, names: frozenset[str]) -> bool:
        """Whether there is a field of one of these lower-case names."""
        return not names.isdisjoint(self._values)

    def is_ascii(self) -> bool:
        """Whether no value has a byte beyond ASCII."""
        return b"".join([value for _, value in self.fields]).isascii()

    def repeated(self, names: Iterable[str]) -> list[str]:
        """Those of these lower-case names that more than one field has."""
        return [name for name in names if len(self._values.get(name, ())) > 1]

    def raw(self, name: str) -> tuple[bytes, ...]:
        """All values of `name` as sent."""
        return self._values.get(name.lower(), ())

    def unfolded(self, name: str) -> tuple[str, ...]:
        """All values of `name` as text, encoded-words still in: what structured fields are parsed from."""
        known = self._unfolded.get(name)
        if known is None:
            values = self._values.get(name.lower(), ())
            known = self._unfolded[name] = tuple([unfold(value, self.charset) for value in values]) if values else ()
        return known

    def all(self, name: str) -> tuple[str, ...]:
        """All values of `name`, unfolded and decoded (RFC 2047)."""
        return tuple([decode_words(value).strip() for value in self.unfolded(name)])

    def get(self, name: str) -> str | None:
        """The first value of `name`, unfolded and decoded, or None."""
        values = self.unfolded(name)
        return decode_words(values[0]).strip() if values else None


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-part as bounce reading sees it; `headers` are its own, `text` its decoded content (at most 64 KB).

    For a message/rfc822 part the text is the whole message, header and all; "" for what is neither text nor message.
    """

    type: str
    headers: Headers
    text: str


def unfold(value: bytes, charset: str | None = None) -> str:
    """The value on one line: line ends go, the white space after them becomes one space (RFC 5322 §2.2.3).

    A tab is a space wherever it stands: folding may or may not have put it there.
    """
    if not value.translate(None, _PLAIN):
        return value.decode("ascii").strip()
    text = header_text(value, charset)
    if "\n" in text or "\r" in text or "\x00" in text:
        text = _FOLD.sub(" ", text)
    return (text if text.isprintable() else text.translate(_WHITE)).strip()


def split(raw: bytes, start: int = 0, end: int | None = None) -> tuple[Headers, int, list[Defect]]:
    """Fields of the header section at `start`, the offset where the body begins, and what was wrong."""
    stop = len(raw) if end is None else end
    if clean := _clean(raw, start, stop):
        return clean
    reader = _Reader(raw, start, stop)
    reader.read()
    return Headers(tuple(reader.fields)), reader.at, reader.defects


def _clean(raw: bytes, at: int, end: int) -> tuple[Headers, int, list[Defect]] | None:
    """The quick way for a section without a flaw; None where there is one."""
    fields: list[tuple[str, bytes]] = []
    while match := _FIELD.match(raw, at, end):
        stop = match.end()
        if stop - at > MAX_FIELD_BYTES or len(fields) >= MAX_FIELDS:
            return None
        fields.append((_field_name(match[1]), match[2]))
        at = stop
    if at >= end:
        return Headers(tuple(fields)), at, []
    if fields and (raw.startswith(b"\r\n", at) or raw.startswith(b"\n", at)):
        return Headers(tuple(fields)), min(end, at + (2 if raw[at] == 13 else 1)), []
    return None


@lru_cache(maxsize=512)
def _field_name(name: bytes) -> str:
    return name.decode("ascii").lower()


class _Reader:
    """Walks header lines once; everything before the first empty line belongs to some field or is a defect."""

    def __init__(self, raw: bytes, start: int, end: int) -> None:
        self.raw, self.at, self.end = raw, start, end
        self.fields: list[tuple[str, bytes]] = []
        self.defects: list[Defect] = []
        self.name: str | None = None
        self.from_, self.to = start, start
        # From where on, and where it stands: each byte is searched but a few times.
        self.searched, self.newline = start, -1
        self.certain = start  # up to here fields are known to follow

    def read(self) -> None:
        while self.at < self.end:
            stop = self._line_end(self.at)
            line = self.raw[self.at : min(stop, self.at + 1_100)]
            if not line.strip(b"\r\n"):
                self.at = stop
                break
            if len(self.fields) >= MAX_FIELDS or not self._take(line, stop):
                break
            self.at = stop
        self._close()
        if len(self.fields) >= MAX_FIELDS and self.at < self.end:
            self._skip_rest()

    def _skip_rest(self) -> None:
        """Behind the limit nothing is read; the body begins after the next empty line."""
        empty = _EMPTY_LINE.search(self.raw, max(0, self.at - 1), self.end)
        self._defect("too_many_headers")
        self.at = empty.end() if empty else self.end

    def _line_end(self, at: int) -> int:
        if not self.searched <= at <= self.newline:
            self.searched, self.newline = at, self.raw.find(b"\n", at, self.end)
            self.newline = self.end if self.newline < 0 else self.newline
        stop = min(self.newline + 1, self.end)
        bare = self.raw.find(b"\r", at, stop - 1)
        if bare >= 0 and self.raw[bare : min(stop, bare + 10)].strip(b"\r") != b"\n":
            return bare + 1  # a lone CR ends the line too (old Mac mail)
        return stop

    def _take(self, line: bytes, stop: int) -> bool:
        if line[:1] in b" \t" and (self.name or self.fields):
            self.to = stop
            return True
        if line.startswith(b"--") and self._is_delimiter(line[2:].strip()):
            self._defect("header_body_separator_missing")
            return False
        match = _NAME.match(line.lstrip() if not self.fields and not self.name else line)
        if match and not line.startswith(_ENVELOPE):
            self._open(match, line, stop)
            return True
        return self._odd(line)

    def _is_delimiter(self, mark: bytes) -> bool:
        """Whether the line opens the first part (RFC 2046 §5.1.1), the empty line before it being lost."""
        self._close()
        for name, value in self.fields:
            if mark and name == "content-type" and (stated := _BOUNDARY.search(value)):
                return value.startswith(mark, stated.end())
        return False

    def _open(self, match: re.Match[bytes], line: bytes, stop: int) -> None:
        self._close()
        if line[:1] in b" \t":
            self._defect("header_leading_space")
        self.name = match[1].decode("ascii").lower()
        self.from_, self.to = self.at + line.index(b":") + 1, stop

    def _odd(self, line: bytes) -> bool:
        """A line that is no field: an mbox envelope, junk to skip, or the body begun without an empty line."""
        if line.startswith(_ENVELOPE):
            return True
        after_white = self.name and _WHITE_LINE.search(self.raw, max(self.from_, self.to - 100), self.to)
        self._close()
        if not after_white and self._more_fields_follow():
            self._defect("header_line_without_colon")
            return True
        if self.fields:
            self._defect("header_body_separator_missing")
        return False

    def _more_fields_follow(self) -> bool:
        """Whether the next lines, before an empty one, hold a field again; further down one of a known name."""
        if self.at < self.certain:
            return True
        at = self._line_end(self.at)
        for number in range(20):
            stop = self._line_end(at)
            line = self.raw[at : min(stop, at + 210)]
            if at >= self.end or not line.strip(b"\r\n"):
                return bool(self.fields) and number < 3 and at < self.end
            if (_NAME if number < 3 else _KNOWN).match(line):
                self.certain = at
                return True
            at = stop
        return False

    def _close(self) -> None:
        if self.name is None or len(self.fields) >= MAX_FIELDS:
            return
        name, self.name = self.name, None
        if self.to - self.from_ > MAX_FIELD_BYTES:
            self._defect("header_too_long", name)
        self.fields.append((name, self.raw[self.from_ : min(self.to, self.from_ + MAX_FIELD_BYTES)].strip(b"\r\n")))

    def _defect(self, reason: str, name: str | None = None) -> None:
        defect = Defect(reason, f"header:{name.title()}" if name else "header")
        if defect not in self.defects[-1:]:
            self.defects.append(defect)
