"""Why a text was found: the words in it that satisfy a query, marked, and the place around the first of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from liaison_sync.domain.search_query import Alternative, Clause
from liaison_sync.domain.search_words import LONGEST, STEM, also, tokens, unspaced
from liaison_sync.domain.value import dataclass

_WORD = re.compile(r"[^\W_]+")
_AROUND = 90  # characters of text before the first word found, and twice as many after
_LOOKED_AT = 50_000
_STEP = 4_000  # characters looked at together: the first place is mostly near the beginning


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; `found` where it is what was looked for."""

    text: str
    found: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the index with where it stands in the text as written."""

    token: str
    start: int
    end: int


def marked(text: str, clauses: Iterable[Clause]) -> tuple[Piece, ...]:
    """The whole text in pieces."""
    plain = _shown(text)
    return _cut(plain, _spans(plain, clauses), 0, len(plain))


def around(text: str, clauses: Iterable[Clause]) -> tuple[Piece, ...]:
    """The text around the first word found, on one line; () where none stands in it."""
    plain, clauses = _shown(text[:_LOOKED_AT]), tuple(clauses)
    for at in range(0, len(plain), _STEP):
        spans = _spans(plain[at : at + _STEP + _AROUND], clauses)
        if spans:
            return _quoted(plain, [(at + start, at + end) for start, end in spans])
    return ()


def _quoted(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    start, end = _edges(text, spans[0][0])
    pieces = _cut(text, [span for span in spans if span[1] <= end], start, end)
    before = (Piece("… "),) if start else ()
    return (*before, *pieces, Piece(" …")) if end < len(text) else (*before, *pieces)


def matches(text: str, clause: Clause) -> bool:
    """Whether a text has what a clause asks for."""
    return bool(_spans(_shown(text[:_LOOKED_AT]), (clause,)))


def _shown(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _edges(text: str, first: int) -> tuple[int, int]:
    """Whole words around the place, where words have ends."""
    start, end = max(0, first - _AROUND), min(len(text), first + 2 * _AROUND)
    gap = text.find(" ", start, first) if start else -1
    stop = text.rfind(" ", first, end) if end < len(text) else -1
    return (gap + 1 if gap >= 0 else start), (stop if stop > first else end)


def _cut(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> tuple[Piece, ...]:
    pieces, at = [], start
    for since, until in spans:
        if since > at:
            pieces.append(Piece(text[at:since]))
        pieces.append(Piece(text[since:until], found=True))
        at = until
    return tuple([*pieces, Piece(text[at:end])] if at < end else pieces)


def _spans(text: str, clauses: Iterable[Clause]) -> list[tuple[int, int]]:
    """Where the text satisfies any clause: (start, end), in order, apart."""
    words = list(_words(text))
    wanted = [one for clause in clauses for one in clause.alternatives]
    found = [(words[at].start, _end(words[last], one)) for one in wanted for at, last in _places(words, one)]
    apart: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _end(word: _Word, wanted: Alternative) -> int:
    """A word is marked whole, of a script without spaces only what was asked for."""
    last = wanted.words[-1]
    return min(word.end, word.start + len(last)) if unspaced(last) else word.end


def _words(text: str) -> Iterable[_Word]:
    for word in _WORD.finditer(text):
        if word[0].isascii():
            yield _Word(word[0].lower()[:LONGEST], word.start(), word.end())
            continue
        made = tokens(word[0])
        # Of a script without spaces each token is a place of its own, elsewhere a word is one.
        exact = len(made) > 1 and len(made) == len(word[0])
        for n, token in enumerate(made):
            start = word.start() + n if exact else word.start()
            yield _Word(token, start, min(start + len(token), word.end()) if exact else word.end())


def _places(words: Sequence[_Word], wanted: Alternative) -> Iterable[tuple[int, int]]:
    *before, last = wanted.words
    ends = {word.token for word in words}
    ends = {token for token in ends if _ends(token, last, wanted)}
    for at in range(len(before), len(words)) if ends else ():
        first = at - len(before)
        if words[at].token in ends and all(words[first + n].token == word for n, word in enumerate(before)):
            yield first, at


def _ends(token: str, last: str, wanted: Alternative) -> bool:
    if wanted.stem and STEM + last in also(token):
        return True
    return token.startswith(last) if wanted.beginning else token == last
