"""What somebody typed into the search box: words, "phrases", and filters in Indonesian or English."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

_LONGEST = 400
_TERMS = 12
_PIECE = re.compile(r'(?:([^\W\d_]{2,12}):)?(?:"([^"]*)"?|(\S+))')
_FILTERS = {
    "dari": "sender",
    "from": "sender",
    "kepada": "recipient",
    "to": "recipient",
    "mitra": "partner",
    "partner": "partner",
    "ada": "has",
    "has": "has",
    "sejak": "since",
    "since": "since",
    "sebelum": "before",
    "before": "before",
}
_ATTACHMENT = frozenset({"lampiran", "attachment", "attachments", "file", "berkas"})
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_LOCAL = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand in a row; `whole` where the last is not merely the beginning of a word."""

    words: tuple[str, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """All terms and filters hold at once. `since` counts that day, `before` does not. `unread`: what made no sense."""

    terms: tuple[Term, ...] = ()
    sender: str = ""
    recipient: str = ""
    partner: str = ""
    attachment: bool = False
    since: date | None = None
    before: date | None = None
    unread: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        return self == SearchQuery(unread=self.unread)

    @property
    def only_words(self) -> bool:
        """Whether nothing asks for a message's own sender, recipient or files."""
        return not (self.sender or self.recipient or self.attachment)


def read(text: str) -> SearchQuery:
    """Never raises; what cannot be read is told in `unread`."""
    query = SearchQuery()
    for name, phrase, word in _PIECE.findall(text[:_LONGEST]):
        value = phrase or word
        kind = _FILTERS.get(name.lower())
        if kind is None:
            query = _with_words(query, f"{name} {value}" if name else value, whole=bool(phrase))
        else:
            query = _filtered(query, kind, value.strip(), f"{name}:{value}")
    return query


def _with_words(query: SearchQuery, text: str, *, whole: bool) -> SearchQuery:
    found = words(text)
    if not found or len(query.terms) >= _TERMS:
        return query
    return replace(query, terms=(*query.terms, Term(found, whole)))


def _filtered(query: SearchQuery, kind: str, value: str, typed: str) -> SearchQuery:
    if kind == "has":
        return replace(query, attachment=True) if value.lower() in _ATTACHMENT else _unread(query, typed)
    if kind in {"since", "before"}:
        day = _day(value)
        if day is None:
            return _unread(query, typed)
        return replace(query, since=day) if kind == "since" else replace(query, before=day)
    if not value:
        return _unread(query, typed)
    return replace(query, **{kind: value.lower()})  # type: ignore[arg-type]


def _unread(query: SearchQuery, typed: str) -> SearchQuery:
    return replace(query, unread=(*query.unread, typed))


def _day(text: str) -> date | None:
    """2026-11-23, 23/11/2026, 23.11.2026; a month or a year is its first day."""
    try:
        if found := _ISO.fullmatch(text):
            year, month, day = (int(part or 1) for part in found.groups())
            return date(year, month, day)
        if found := _LOCAL.fullmatch(text):
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day)
    except ValueError:
        return None
    return None


def words(text: str) -> tuple[str, ...]:
    """Words as the index holds them: letters and digits, lower-cased, without accents."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return tuple("".join(c if c.isalnum() else " " for c in plain).lower().split())
