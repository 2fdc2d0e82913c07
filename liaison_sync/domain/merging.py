"""Two entries of the directory that are one: what they come to together, and how that is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from hashlib import sha256
from typing import Any, TypeVar

from liaison_sync.domain.directory import spoken
from liaison_sync.domain.partner import Alias, Contact, Partner

Entry = TypeVar("Entry", Partner, Contact)
_FILLED = ("owner", "language", "zone", "country")
_NOISE = frozenset("pt cv tbk persero ri republik indonesia the of dan and kota kabupaten provinsi".split())  # noqa: SIM905


def merged_partner(kept: Partner, gone: Partner) -> Partner:
    """`kept` with what `gone` adds: domains, aliases (its name among them), tags, clients, and fields left empty."""
    named = {one.name for one in kept.domains}
    aliases = (*kept.aliases, Alias(gone.name), *gone.aliases)
    parents = (p for p in (kept.parent, gone.parent) if p not in (None, kept.id, gone.id))
    return replace(
        kept,
        parent=next(parents, None),
        kind=kept.kind if kept.kind != "other" else gone.kind,
        domains=(*kept.domains, *(one for one in gone.domains if one.name not in named)),
        clients=tuple(c for c in dict.fromkeys((*kept.clients, *gone.clients)) if c not in (kept.id, gone.id)),
        tags=tuple(dict.fromkeys((*kept.tags, *gone.tags))),
        aliases=tuple(a for a in dict.fromkeys(aliases) if spoken(a.name) != spoken(kept.name)),
        **{name: getattr(kept, name) or getattr(gone, name) for name in _FILLED},
    )


def folded_contact(kept: Contact, gone: Contact) -> Contact:
    """One row of two about the same affiliation: gaps filled, and a wish to be left alone outlives either."""
    return replace(
        kept,
        **{name: getattr(kept, name) or getattr(gone, name) for name in ("name", "title", "phone", "person")},
        note="\n".join(dict.fromkeys(one for one in (kept.note, gone.note) if one)),
        language=kept.language or gone.language,
        salutation=kept.salutation or gone.salutation,
        bounced=kept.bounced and gone.bounced,
        refused=kept.refused and gone.refused,
        opted_out=kept.opted_out or gone.opted_out,
        restricted=kept.restricted or gone.restricted,
    )


def one_person(kept: Sequence[Contact], gone: Sequence[Contact]) -> list[Contact]:
    """The rows of two people who are one, `kept` first: one name, one salutation, and any wish to be left alone."""
    rows = [*kept, *gone]
    lead = rows[0]
    name = next((row.name for row in rows if row.name), "")
    language = next((row.language for row in rows if row.language), None)
    salutation = next((row.salutation for row in rows if row.salutation), None)
    alone, restricted = any(row.opted_out for row in rows), any(row.restricted for row in rows)
    person = lead.person or next((row.person for row in rows if row.person), None) or person_id(lead)
    return [
        replace(
            row,
            person=person,
            name=name,
            language=row.language or language,
            salutation=salutation,
            title=row.title or _same_place(row, rows, "title"),
            phone=row.phone or _same_place(row, rows, "phone"),
            opted_out=alone,
            restricted=restricted,
        )
        for row in rows
    ]


def _same_place(row: Contact, rows: Iterable[Contact], field: str) -> str:
    return next((str(getattr(one, field)) for one in rows if one.partner == row.partner and getattr(one, field)), "")


def person_id(contact: Contact) -> str:
    """The id of a human, derived from the first row we had of them."""
    words = (contact.address, contact.partner or "", str(contact.since or ""))
    return "p" + sha256("\0".join(words).encode()).hexdigest()[:12]


def unmerged(now: Entry, before: Entry, after: Entry) -> Entry:
    """`now` without what made `before` into `after`; what people changed since stays."""
    values: dict[str, Any] = {
        one.name: _without(getattr(now, one.name), getattr(before, one.name), getattr(after, one.name))
        for one in fields(now)
    }
    return replace(now, **values)


def _without(now: object, before: object, after: object) -> object:
    if isinstance(now, tuple) and isinstance(before, tuple) and isinstance(after, tuple):
        added, taken = [one for one in after if one not in before], [one for one in before if one not in after]
        return (*(one for one in now if one not in added), *(one for one in taken if one not in now))
    return before if now == after else now


def alike(one: Partner, others: Iterable[Partner]) -> list[Partner]:
    """Partners that may be the same as `one`, the likeliest first: shared words of the name, a shared alias."""
    mine = _words(one)
    scored = [(len(mine & (theirs := _words(other))) / max(len(mine | theirs), 1), other) for other in others]
    found = [(score, other) for score, other in scored if other.id != one.id and score >= 0.4]
    return [other for _, other in sorted(found, key=lambda pair: (-pair[0], pair[1].name))]


def _words(partner: Partner) -> frozenset[str]:
    return (
        frozenset(w for name in (partner.name, *(one.name for one in partner.aliases)) for w in spoken(name).split())
        - _NOISE
    )
