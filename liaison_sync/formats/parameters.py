"""Structured values with parameters: Content-Type, Content-Disposition (RFC 2045 §5.1, RFC 2183, RFC 2231)."""

from __future__ import annotations

import re
from dataclasses import field
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from liaison_sync.domain.value import dataclass
from liaison_sync.formats.charset import decode, guess
from liaison_sync.formats.encoded_words import decode_words

MAX_PARAMETERS = 200
_KEY = re.compile(r"([!#-'*+\-./0-9A-Z^-z|~]{1,80})[ \t]*=[ \t]*")
_COUNTED = "boundary|charset|name|filename|format|delsp|method|type|report-type|size"
_NEXT = re.compile(rf"[ \t]+(?=(?:{_COUNTED})(?:\*\d{{0,3}}\*?)?[ \t]{{0,5}}=)", re.IGNORECASE)
# Only the parameters that count: any other word before a = may belong to an unquoted name.
_SECTION = re.compile(r"([^*]+)\*(?:(\d{1,3})(\*)?)?")
_NAMES = ("name", "filename")  # where parentheses belong to what is named
_COMMENT_BEHIND = re.compile(r"(?<=[^\s\"])[ \t]{1,20}\([^()]{0,200}\)\Z")
_ESCAPED = re.compile(r'\\(["\\])')


@dataclass(frozen=True, slots=True)
class Structured:
    """The value in lower case, its parameters by lower-case name (decoded), and whether its form was odd."""

    value: str
    parameters: dict[str, str] = field(default_factory=dict)
    odd: bool = False


@lru_cache(maxsize=1024)
def structured(text: str) -> Structured:
    """Read `text` ("text/plain; charset=utf-8"), whole values even where quotes were forgotten. Never raises."""
    head, *rest = _segments(text)
    value, _, late = head.partition(" ") if "=" in head else (head, "", "")
    if _KEY.match(head):
        value, late = "", head  # `filename=a.pdf` where the value itself was forgotten
    odd = bool(late)
    pairs: list[tuple[str, str]] = []
    for segment in [late, *rest] if late else rest:
        match = _KEY.match(segment)
        if match:
            pairs += _pairs(match, segment)
        elif segment and pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]};{segment}")
            odd = True
    odd = odd or len({key for key, _ in pairs}) < len({(key, _plain(value).lower()) for key, value in pairs})
    return Structured("".join(_without_comments(value).split()).lower(), _parameters(pairs), odd)


def _pairs(match: re.Match[str] | None, segment: str) -> list[tuple[str, str]]:
    """One parameter, or several where the semicolon between them was forgotten."""
    found: list[tuple[str, str]] = []
    while match and len(found) < MAX_PARAMETERS:
        start = match.end()
        stop = _after_quote(segment, start + 1) if segment[start : start + 1] == '"' else start
        following = _NEXT.search(segment, stop) if stop == start else _NEXT.match(segment, stop)
        value = segment[start : following.start() if following else len(segment)]
        found.append((match[1].lower(), value.strip()))
        match = _KEY.match(segment, following.end()) if following else None
    return found


def _segments(text: str) -> list[str]:
    """Split at semicolons outside quotes; a quote ends where a semicolon or the end follows it."""
    segments: list[str] = []
    start = at = 0
    while at < len(text) and len(segments) < MAX_PARAMETERS:
        semicolon = text.find(";", at)
        quote = _QUOTE.search(text, at, semicolon if semicolon >= 0 else len(text))
        if quote:
            at = _after_quote(text, quote.end())
            semicolon = text.find(";", at)
        if semicolon < 0:
            break
        segments.append(text[start:semicolon].strip())
        start = at = semicolon + 1
    segments.append(text[start:].strip())
    return segments


_QUOTE = re.compile(r'=[ \t]{0,20}"')  # a fold may stand before the quote
_QUOTE_END = re.compile(r'"[ \t]{0,20}(?:;|\(|$|[A-Za-z0-9*-]{1,40}=)')


def _after_quote(text: str, at: int) -> int:
    while match := _QUOTE_END.search(text, at):
        slashes = len(text[at : match.start()]) - len(text[at : match.start()].rstrip("\\"))
        if slashes % 2 == 0 or not text[match.start() + 1 :].strip():
            return match.start() + 1
        at = match.start() + 1
    end = text.find('"', at)
    return end + 1 if end >= 0 else at


def _without_comments(text: str) -> str:
    return text.split("(", 1)[0] if "(" in text else text


def _plain(value: str) -> str:
    """A value without its quotes; `\\"` and `\\\\` are escapes, any other backslash belongs to a Windows path."""
    if value.startswith('"'):
        end = value.rfind('"')
        value = value[1:end] if end > 0 else value[1:]
        return _ESCAPED.sub(r"\1", value)
    return value.strip("'") if value.startswith("'") and value.endswith("'") and len(value) > 1 else value


def _parameters(pairs: list[tuple[str, str]]) -> dict[str, str]:
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for key, value in pairs:
        match = _SECTION.fullmatch(key)
        if match is None:
            value = value if key in _NAMES else _COMMENT_BEHIND.sub("", value)
            plain.setdefault(key, decode_words(_plain(value)))
            continue
        extended = match[2] is None or match[3] is not None
        sections.setdefault(match[1], {}).setdefault(int(match[2] or 0), (_plain(value), extended))
    return plain | {name: _joined(parts) for name, parts in sections.items()}


def _joined(parts: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231 §3, §4.1: sections in order, percent bytes of all of them decoded jointly."""
    charset = None
    data = bytearray()
    for index, number in enumerate(sorted(parts)):
        value, extended = parts[number]
        if extended and index == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        data += unquote_to_bytes(value) if extended else _octets(value, charset)
    text = decode(bytes(data), charset).text if charset else guess(bytes(data))
    return decode_words(text)


def _octets(value: str, charset: str | None) -> bytes:
    try:
        return value.encode(charset or "utf-8")
    except (LookupError, UnicodeError):
        return value.encode("utf-8", "replace")
