"""The id of a new partner or project: its name's own words, as they may stand in an address."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable


def free_id(name: str, taken: Iterable[str], *, otherwise: str = "mitra") -> str:
    """An id of the name's own words that nobody has yet; `otherwise` where no word of it can stand in one."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    words = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in plain).split())[:60] or otherwise
    known = set(taken)
    return next(one for n in range(1, len(known) + 2) if (one := words if n == 1 else f"{words}-{n}") not in known)
