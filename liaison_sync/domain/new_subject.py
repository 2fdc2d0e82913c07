"""When a reply has gone on to another matter (law 15)."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]{2,}")
_LONGEST = 1000


def wholly_new(subject: str, answered: str) -> bool:
    """True if both subjects say something and no word is common to them."""
    words, before = _words(subject), _words(answered)
    return bool(words and before and words.isdisjoint(before))


def _words(subject: str) -> frozenset[str]:
    return frozenset(_WORD.findall(subject[:_LONGEST].casefold()))
