"""IMAP answers (RFC 9051 §7) as values: one logical line with its literals, and a parser of its tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from liaison_sync.domain.errors import ProtocolViolation
from liaison_sync.domain.value import dataclass

MAX_UID = 4_294_967_295  # RFC 9051 §2.3.1.1: a nz-number of 32 bits
MAX_DEPTH = 50

Token = bytes | None | list["Token"]

_LITERAL = re.compile(rb"\{(\d{1,19})\+?\}\r?\n\Z")
_TOKEN = re.compile(rb'[ \t]*(?:([()])|"((?:[^"\\]|\\.)*)"|([^\s()"\[]*\[[^\]]{0,2000}\][^\s()]*|[^\s()"]+))')
_STATUS = re.compile(rb"(OK|NO|BAD|BYE|PREAUTH)(?: \[([A-Za-z0-9-]+)(?: ([^\]]*))?\])? ?([^\r\n]*)", re.IGNORECASE)
_ESCAPED = re.compile(rb"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Status:
    """`OK`, `NO`, `BAD`, `BYE` with its response code."""

    kind: str
    code: str | None
    argument: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`parts` alternates text and literal, beginning and ending with text; tag and line end are gone."""

    tag: bytes
    parts: tuple[bytes, ...]

    @property
    def status(self) -> Status | None:
        """The status this answer is, if it is one."""
        match = _STATUS.match(self.parts[0])
        if match is None:
            return None
        kind, code, argument, text = (part.decode("utf-8", "replace") if part else "" for part in match.groups())
        return Status(kind.upper(), code.upper() or None, argument, text)

    @property
    def words(self) -> list[bytes]:
        """The first three words: enough to tell `12 FETCH` from `LIST`."""
        return self.parts[0][:60].upper().split(None, 2)

    @property
    def is_news(self) -> bool:
        """Whether it tells of a change in the open folder."""
        words = self.words
        return len(words) > 1 and (words[1] in {b"EXISTS", b"EXPUNGE", b"FETCH"} or words[0] == b"VANISHED")

    def tokens(self) -> list[Token]:
        """All tokens, parentheses as lists. Raises ProtocolViolation."""
        return parse(self.parts)


def literal_size(line: bytes) -> int | None:
    """The size of the literal that follows `line`, if one does."""
    match = _LITERAL.search(line[-24:]) if line.endswith((b"}\r\n", b"}\n")) else None
    return int(match[1]) if match else None


def without_literal_mark(line: bytes) -> bytes:
    """What stands before a literal, or a literal8 (RFC 3516 §4.1)."""
    return line[: line.rindex(b"{")].removesuffix(b"~")


def _flat(parts: tuple[bytes, ...]) -> Iterator[tuple[bool, bytes | None]]:
    """(is a parenthesis, token)."""
    for index, part in enumerate(parts):
        if index % 2:
            yield False, part
            continue
        at, end = 0, len(part.rstrip())
        while at < end:
            match = _TOKEN.match(part, at)
            if match is None:
                raise ProtocolViolation(operation="read", detail=repr(part[at : at + 80]))
            at = match.end()
            if match[1]:
                yield True, match[1]
            elif match[2] is not None:
                yield False, _ESCAPED.sub(rb"\1", match[2]) if b"\\" in match[2] else match[2]
            else:
                yield False, None if match[3].upper() == b"NIL" else match[3]


def parse(parts: tuple[bytes, ...]) -> list[Token]:
    """Tokens of an answer, nested. Raises ProtocolViolation for unbalanced or too deep ones."""
    stack: list[list[Token]] = [[]]
    for structural, token in _flat(parts):
        if not structural:
            stack[-1].append(token)
        elif token == b"(" and len(stack) < MAX_DEPTH:
            stack.append([])
        elif token == b")" and len(stack) > 1:
            done = stack.pop()
            stack[-1].append(done)
        else:
            raise ProtocolViolation(operation="read", detail="unbalanced parentheses")
    if len(stack) != 1:
        raise ProtocolViolation(operation="read", detail="unbalanced parentheses")
    return stack[0]


def pairs(token: Token) -> dict[str, Token]:
    """`(NAME value NAME value)` as a dict with upper-case names. Raises ProtocolViolation."""
    if not isinstance(token, list) or len(token) % 2:
        raise ProtocolViolation(operation="read", detail="a list of names and values expected")
    found: dict[str, Token] = {}
    for name, value in zip(token[::2], token[1::2], strict=True):
        if not isinstance(name, bytes):
            raise ProtocolViolation(operation="read", detail="a name expected")
        found[name.decode("ascii", "replace").upper()] = value
    return found


def number(token: Token, limit: int = MAX_UID) -> int:
    """A number of at most `limit`. Raises ProtocolViolation (UID 10^20 has been seen)."""
    if isinstance(token, bytes) and token.isdigit() and len(token) <= 20 and int(token) <= limit:
        return int(token)
    raise ProtocolViolation(operation="read", key="absurd_number", detail=repr(token)[:80])


def uid_of(token: Token) -> int:
    """A message's UID: 1 to 2^32-1."""
    uid = number(token)
    if uid == 0:
        raise ProtocolViolation(operation="read", key="absurd_number", detail="UID 0")
    return uid


def words_of(token: Token) -> tuple[str, ...]:
    """A parenthesised list of atoms (flags) as text."""
    items = token if isinstance(token, list) else []
    return tuple(item.decode("utf-8", "replace") for item in items if isinstance(item, bytes))


def internal_date(token: Token) -> datetime | None:
    """INTERNALDATE (`17-Jul-1996 02:44:25 -0700`) in UTC, None where it cannot be read."""
    if not isinstance(token, bytes):
        return None
    try:
        read = parsedate_to_datetime(token.decode("ascii").strip().replace("-", " ", 2))
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
