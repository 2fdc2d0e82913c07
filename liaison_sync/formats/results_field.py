"""One Authentication-Results field as RFC 8601 §2.2 writes it, and Microsoft's form of it without an authserv-id.

Envelope senders, HELO names and selectors are the stranger's own words: what stands in quotes or comments is never
read as a result. A clause that breaks the syntax is left out, the others stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from liaison_sync.domain.value import dataclass

MAX_LENGTH = 10_000  # characters of one field that are read
VERSION = "1"
_TOKEN = re.compile(
    r"""(?P<space>\s+)|"(?P<quoted>(?:[^"\\]|\\.)*+)"|(?P<mark>[;=/.()])|(?P<atom>[^\s";=/.()]+)""", re.DOTALL
)
_METHOD = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Result:
    """`method` said `result`; `properties` are (ptype.property, value); all lower-case."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def values(self, *names: str) -> list[str]:
        return [value for name, value in self.properties if name in names]


@dataclass(frozen=True, slots=True)
class Field:
    """`server` is the authserv-id, lower-case; None in Microsoft's form."""

    server: str | None
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    mark: bool = False
    spaced: bool = False  # white space or a comment stands before it


def read(text: str) -> Field | None:
    """The field's value read; None where it names no server, a version we do not know, or says nothing readable."""
    clauses = list(_clauses(text[:MAX_LENGTH]))
    if not clauses or not clauses[0]:
        return None
    if _is_result(clauses[0]):
        return Field(None, tuple(_results(clauses)))
    server = _server(clauses[0])
    return Field(server, tuple(_results(clauses[1:]))) if server else None


def _server(clause: list[_Token]) -> str | None:
    """The authserv-id, a version behind it allowed (RFC 8601 §2.2: one not known is not to be read)."""
    words = _words(clause)
    if not words or words[1:] not in ([], [VERSION]):
        return None
    return words[0].lower()


def _words(tokens: list[_Token]) -> list[str]:
    """Tokens put together again where nothing stood between them."""
    words: list[str] = []
    for token in tokens:
        if token.spaced or not words:
            words.append(token.text)
        else:
            words[-1] += token.text
    return words


def _clauses(text: str) -> Iterator[list[_Token]]:
    clause: list[_Token] = []
    for token in _tokens(text):
        if token.mark and token.text == ";":
            yield clause
            clause = []
        else:
            clause.append(token)
    yield clause


def _tokens(text: str) -> Iterator[_Token]:
    """Without comments, which nest and may hold quoted pairs (RFC 5322 §3.2.2)."""
    at, spaced = 0, False
    while at < len(text):
        if text[at] == "(":
            at, spaced = _after_comment(text, at), True
            continue
        match = _TOKEN.match(text, at)
        if match is None:  # a quote nobody closes swallows the rest: nothing behind it can be told apart
            return
        at = match.end()
        if match["space"]:
            spaced = True
            continue
        quoted = match["quoted"]
        value = re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL) if quoted is not None else match[0]
        yield _Token(value, mark=match["mark"] is not None, spaced=spaced)
        spaced = False


def _after_comment(text: str, at: int) -> int:
    depth = 0
    while at < len(text):
        character = text[at]
        if character == "\\":
            at += 1
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    return at


def _is_result(clause: list[_Token]) -> bool:
    return len(clause) > 1 and clause[1].mark and clause[1].text in "=/" and bool(_METHOD.fullmatch(clause[0].text))


def _results(clauses: list[list[_Token]]) -> Iterator[Result]:
    for clause in clauses:
        if not _is_result(clause):
            continue  # "none", nothing at all, or no result
        rest = clause[1:]
        if rest[0].text == "/":  # a method of another version means something else (RFC 8601 §2.2)
            if len(rest) < 3 or rest[1].text != VERSION or rest[2].text != "=":
                continue
            rest = rest[2:]
        if len(rest) > 1 and _METHOD.fullmatch(rest[1].text):
            yield Result(clause[0].text.lower(), rest[1].text.lower(), tuple(_properties(rest[2:])))


def _properties(tokens: list[_Token]) -> Iterator[tuple[str, str]]:
    """ptype "." property "=" pvalue, each token of its own; what is none (reason=…, action=…) is passed over."""
    at = 0
    while at + 4 < len(tokens):
        kind, dot, name, equals = tokens[at : at + 4]
        if dot.mark and dot.text == "." and equals.mark and equals.text == "=" and not kind.mark and not name.mark:
            value, at = _value(tokens, at + 4)
            yield f"{kind.text}.{name.text}".lower(), value.lower()
        else:
            at += 1


def _value(tokens: list[_Token], at: int) -> tuple[str, int]:
    """A value runs to the next white space: "a.b@mitra.id", "@mitra.id", "\\"a;b\\"@mitra.id"."""
    words = [tokens[at].text]
    at += 1
    while at < len(tokens) and not tokens[at].spaced:
        words.append(tokens[at].text)
        at += 1
    return "".join(words), at
