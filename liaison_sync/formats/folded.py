"""Text as a search for words sees it: a plain `in` on it costs next to nothing, a pattern that ignores case a lot."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DIGIT = re.compile(r"\d")


def folded(text: str) -> str:
    """`text` in small letters as re.IGNORECASE compares them: ſ is an s, ı and İ are an i.

    What a pattern of ASCII letters matches in `text` stands in it letter for letter.
    """
    low = text.lower()
    return low if low.isascii() else low.replace("ſ", "s").replace("ı", "i").replace("i\u0307", "i")


def names_any(words: Iterable[str], low: str) -> bool:
    """Whether one of `words` stands in `low`, within a word or not."""
    return any(map(low.__contains__, words))


def has_digit(text: str) -> bool:
    """Whether there is a digit of any script; ten looks for those of ASCII are quicker than one pattern."""
    return names_any("0123456789", text) or (not text.isascii() and _DIGIT.search(text) is not None)
