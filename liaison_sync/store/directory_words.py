"""What partners and people are found by: the words of the search index, kept beside each name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select, update

from liaison_sync.domain.partner import Contact, Partner
from liaison_sync.domain.search_words import also, further, tokens
from liaison_sync.store import schema as s

_MOST = 8  # words of a question


def of_partner(one: Partner) -> str:
    return _words((one.id, one.name, *(alias.name for alias in one.aliases), *(domain.name for domain in one.domains)))


def of_contact(one: Contact) -> str:
    return _words((one.name, one.address, one.title))


def alias_names(document: Any) -> list[str]:
    """The names in a partner's column of aliases, where one without dates is a text."""
    return [one if isinstance(one, str) else one["name"] for one in document or ()]


def _words(texts: Iterable[str]) -> str:
    """Folded, each once, then the stems they are found by; a space around each."""
    found = dict.fromkeys(word for text in texts for word in tokens(text))
    return f" {' '.join([*found, *sorted(further(found))])} "


def holding(typed: str) -> Iterator[tuple[str, ...]]:
    """For each word of a question what a row may hold instead: the word anywhere, its stems as a whole."""
    for word in tokens(typed)[:_MOST]:
        yield (word, *(f" {stem} " for stem in also(word)))


def holds(column: ColumnElement[Any], alternatives: Iterable[str]) -> ColumnElement[bool]:
    """Whether a row of words holds one of these; they are folded, so both databases compare octets."""
    return or_(*(column.contains(one) for one in alternatives))


def fill(connection: Connection) -> None:
    """Make the words of all entries anew; called by a migration."""
    p, d, t = s.partner.c, s.partner_domain.c, s.contact.c
    domains: dict[str, list[str]] = {}
    for name, partner in connection.execute(select(d.name, d.partner)):
        domains.setdefault(partner, []).append(name)
    for row in connection.execute(select(p.id, p.name, p.aliases)).all():
        words = _words((row.id, row.name, *alias_names(row.aliases), *domains.get(row.id, ())))
        connection.execute(update(s.partner).where(p.id == row.id).values(words=words))
    for one in connection.execute(select(t.id, t.name, t.address, t.title)).all():
        words = _words((one.name, one.address, one.title))
        connection.execute(update(s.contact).where(t.id == one.id).values(words=words))
