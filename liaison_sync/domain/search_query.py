"""What somebody typed into the search box: words, "phrases", and filters in Indonesian or English.

Reading never fails: what makes no sense is told in `unread`, the rest is searched for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from liaison_sync.domain.named_days import longest
from liaison_sync.domain.root_words import COMPOUNDS
from liaison_sync.domain.search_words import tokens, unspaced
from liaison_sync.domain.stemming import stems
from liaison_sync.domain.value import dataclass

MOST = 16  # clauses one query may have
_LONGEST = 400
_WORDS = 12  # words of one phrase
_BEGINNING = 3  # letters a word must have to be taken as the beginning of longer ones
_QUOTES = str.maketrans({**dict.fromkeys("“”„«»＂", '"'), "：": ":", "−": "-", "–": "-", "　": " "})
_PIECE = re.compile(r'(-)?(?:([^\W\d_]{2,12}):)?(?:"([^"]*)"?|([^\s"]+))?')
_FILTERS: dict[str, Kind | Literal["has", "since", "before"]] = {
    **dict.fromkeys(("dari", "from"), "sender"),
    **dict.fromkeys(("kepada", "to"), "recipient"),
    **dict.fromkeys(("mitra", "partner"), "partner"),
    **dict.fromkeys(("nomor", "number"), "number"),
    **dict.fromkeys(("ada", "has"), "has"),
    **dict.fromkeys(("sejak", "since"), "since"),
    **dict.fromkeys(("sebelum", "before"), "before"),
}
_ATTACHMENT = frozenset({"lampiran", "attachment", "attachments", "file", "berkas"})
_NOTICES = frozenset({"pemberitahuan", "notice", "notices"})

Kind = Literal["words", "sender", "recipient", "partner", "number", "attachment"]
Where = Literal["words", "sender", "recipient"]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Words in a row; `beginning`: the last may go on; `stem`: the one word is a stem, found under its marks too."""

    words: tuple[str, ...]
    beginning: bool = False
    stem: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing a message must have, or must not have where `negated`.

    words, sender, recipient, number: `words` in a row, folded; `exact` where they were quoted. partner: `text` as
    typed. attachment: nothing more.
    """

    kind: Kind
    words: tuple[str, ...] = ()
    exact: bool = False
    negated: bool = False
    text: str = ""

    @property
    def textual(self) -> bool:
        """Whether the index alone can tell."""
        return self.kind not in {"partner", "number"}

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """What satisfies it: a single unquoted word also by its stems and, if it is long enough, as a beginning."""
        last = self.words[-1]
        goes_on = unspaced(last) or (not self.exact and not self.negated and len(last) >= _BEGINNING)
        if self.kind != "words":
            return (Alternative(self.words, beginning=unspaced(last) or len(last) >= _BEGINNING),)
        if self.exact or len(self.words) > 1:
            return (Alternative(self.words, goes_on),)
        meant = stems(last)
        apart = tuple(Alternative(COMPOUNDS[one]) for one in meant if one in COMPOUNDS)
        return (Alternative(self.words, goes_on), *(Alternative((one,), stem=True) for one in meant), *apart)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """All clauses hold at once. `since` counts that day, `before` does not. `unread`: pieces that made no sense.

    `notices`: what our own programs told us is looked through, too.
    """

    clauses: tuple[Clause, ...] = ()
    since: date | None = None
    before: date | None = None
    unread: tuple[str, ...] = ()
    notices: bool = False

    @property
    def empty(self) -> bool:
        return not (self.clauses or self.since or self.before)

    @property
    def terms(self) -> tuple[Clause, ...]:
        """The words and phrases wanted."""
        return tuple(one for one in self.clauses if one.kind == "words" and not one.negated)

    @property
    def only_words(self) -> bool:
        """Whether nothing asks for a message's own sender, recipient, files or number."""
        return all(one.kind in {"words", "partner"} for one in self.clauses)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word, "phrase" or filter as it stands in the box; `name` is that of a filter we know."""

    text: str
    quoted: bool = False
    negated: bool = False
    name: str = ""

    @property
    def typed(self) -> str:
        return f"{self.name}:{self.text}" if self.name else self.text


def read(text: str, today: date) -> SearchQuery:
    """The query somebody typed on `today` (the reader's own day)."""
    pieces = _pieces(text[:_LONGEST].translate(_QUOTES))
    query, at = SearchQuery(), 0
    while at < len(pieces):
        piece = pieces[at]
        at += 1
        if _denies(piece) and at < len(pieces):
            piece = replace(pieces[at], negated=True)
            at += 1
        if piece.name and not piece.text and not piece.quoted and at < len(pieces) and not pieces[at].name:
            piece = replace(pieces[at], name=piece.name, negated=piece.negated)  # "dari: sari"
            at += 1
        query, more = _with(query, piece, pieces[at:], today)
        at += more
    return query


def _pieces(text: str) -> list[_Piece]:
    found = []
    for minus, name, phrase, word in _PIECE.findall(text):
        known = name.lower() if name.lower() in _FILTERS else ""
        value = f"{name} {phrase or word}" if name and not known else phrase or word
        if value or known:
            found.append(_Piece(value, bool(phrase), bool(minus), known))
    return found


def _denies(piece: _Piece) -> bool:
    return not (piece.name or piece.quoted or piece.negated) and (piece.text.lower() == "bukan" or piece.text == "NOT")


def _with(query: SearchQuery, piece: _Piece, following: Sequence[_Piece], today: date) -> tuple[SearchQuery, int]:
    """The query with one more piece, and how many of the following pieces it took along."""
    if len(query.clauses) >= MOST:
        return _unread(query, piece), 0
    kind = _FILTERS.get(piece.name, "words")
    if kind in {"since", "before"}:
        return _dated(query, piece, following, today)
    if kind == "has":
        return _having(query, piece), 0
    words = tuple(tokens(piece.text)[:_WORDS])
    if not words:
        return (_unread(query, piece) if piece.name else query), 0
    return _also(query, Clause(kind, words, piece.quoted, piece.negated, piece.text)), 0  # type: ignore[arg-type]


def _having(query: SearchQuery, piece: _Piece) -> SearchQuery:
    what = piece.text.strip().lower()
    if what in _NOTICES:
        return replace(query, notices=not piece.negated)
    return _also(query, Clause("attachment", negated=piece.negated)) if what in _ATTACHMENT else _unread(query, piece)


def _dated(query: SearchQuery, piece: _Piece, following: Sequence[_Piece], today: date) -> tuple[SearchQuery, int]:
    """since and before; a date may be written in several words without quotes. Denied, each is the other."""
    plain = [] if piece.quoted else [one.text for one in _leading(following)]
    day, taken = longest([piece.text, *plain], today)
    if day is None:
        return _unread(query, piece), 0
    if (_FILTERS[piece.name] == "since") != piece.negated:
        return replace(query, since=max(day, query.since or day)), taken - 1
    return replace(query, before=min(day, query.before or day)), taken - 1


def _leading(pieces: Sequence[_Piece]) -> list[_Piece]:
    found: list[_Piece] = []
    for one in pieces[:4]:
        if one.name or one.quoted or one.negated:
            break
        found.append(one)
    return found


def _also(query: SearchQuery, clause: Clause) -> SearchQuery:
    return query if clause in query.clauses else replace(query, clauses=(*query.clauses, clause))


def _unread(query: SearchQuery, piece: _Piece) -> SearchQuery:
    return replace(query, unread=(*query.unread, piece.typed)[:MOST])
