"""The id of a new partner: its name's own words, as they may stand in an address."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def free_id(name: str, taken: Iterable[str]) -> str:
    """An id of the name's own words that nobody has yet."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    words = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in plain).split())[:60] or "mitra"
    known = set(taken)
    return next(one for n in range(1, len(known) + 2) if (one := words if n == 1 else f"{words}-{n}") not in known)
