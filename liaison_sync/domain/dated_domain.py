"""A partner's domain as a person writes it: `baru.id`, or with its time as ISO 8601 has it: `lama.id ../2025-12-31`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from liaison_sync.domain.partner import Domain

_OPEN = ".."


def written(domain: Domain) -> str:
    if domain.since is None and domain.until is None:
        return domain.name
    since, until = (day.isoformat() if day else _OPEN for day in (domain.since, domain.until))
    return f"{domain.name} {since}/{until}"


def read(text: str, known: Mapping[str, Domain]) -> Domain:
    """The domain `text` says; without a time it keeps that of `known`. Raises ValueError for a wrong time."""
    name, _, time = " ".join(text.split()).partition(" ")
    name = name.lower().lstrip("@").rstrip(".")
    if not time:
        return known.get(name, Domain(name))
    since, slash, until = time.replace(" ", "").partition("/")
    if not slash:
        raise ValueError(text)
    days = [None if day in ("", _OPEN) else date.fromisoformat(day) for day in (since, until)]
    if days[0] and days[1] and days[1] < days[0]:
        raise ValueError(text)
    return Domain(name, days[0], days[1])


def overlap(a: Domain, b: Domain) -> bool:
    """Whether there is a day both hold on."""
    first = a.until is None or b.since is None or b.since <= a.until
    return first and (b.until is None or a.since is None or a.since <= b.until)
