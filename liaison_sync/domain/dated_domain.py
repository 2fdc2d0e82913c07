"""A partner's domain or other name as a person writes it: `baru.id`, `Kabar Baru`, or with its time as ISO 8601 has it:
`lama.id ../2025-12-31`, `Kabar Lama 2019-01-01/2025-12-31`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from liaison_sync.domain.partner import Alias, Domain

_OPEN = ".."
_DAY = r"(?:\d{4}-\d{1,2}-\d{1,2}|\.\.)"
_TIME = re.compile(rf"{_DAY}/{_DAY}?|/{_DAY}")


def written(one: Domain | Alias) -> str:
    if one.since is None and one.until is None:
        return one.name
    since, until = (day.isoformat() if day else _OPEN for day in (one.since, one.until))
    return f"{one.name} {since}/{until}"


def read(text: str, known: Mapping[str, Domain]) -> Domain:
    """The domain `text` says; without a time it keeps that of `known`. Raises ValueError for a wrong time."""
    name, _, time = " ".join(text.split()).partition(" ")
    name = name.lower().lstrip("@").rstrip(".")
    if not time:
        return known.get(name, Domain(name))
    return Domain(name, *_span(time, text))


def read_alias(text: str) -> Alias:
    """The other name `text` says, with the time that may stand behind it. Raises ValueError for a wrong time."""
    name, _, time = " ".join(text.split()).rpartition(" ")
    if not name or not _TIME.fullmatch(time):
        return Alias(" ".join(text.split()))
    return Alias(name, *_span(time, text))


def _span(time: str, text: str) -> tuple[date | None, date | None]:
    since, slash, until = time.replace(" ", "").partition("/")
    if not slash:
        raise ValueError(text)
    first, last = (None if day in ("", _OPEN) else date.fromisoformat(day) for day in (since, until))
    if first and last and last < first:
        raise ValueError(text)
    return first, last


def overlap(a: Domain, b: Domain) -> bool:
    """Whether there is a day both hold on."""
    first = a.until is None or b.since is None or b.since <= a.until
    return first and (b.until is None or a.since is None or a.since <= b.until)
