"""Text as a search for words sees it: a plain `in` on it costs next to nothing, a pattern that ignores case a lot."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_DIGIT = re.compile(r"\d")
_ASCII = bytes(range(128))


def folded(text: str) -> str:
    """`text` in small letters as re.IGNORECASE compares them: ſ is an s, ı and İ are an i.

    What a pattern of ASCII letters matches in `text` stands in it letter for letter.
    """
    return _folded(text.lower())


@lru_cache(maxsize=8)
def folded_whole(text: str) -> str:
    """As `folded`, for the text of a message, remembered."""
    return _folded(lowered(text))


@lru_cache(maxsize=8)
def lowered(text: str) -> str:
    """The text of a message in small letters, remembered: its readers ask for it one after the other."""
    return text.lower()


def _folded(low: str) -> str:
    return low if low.isascii() else low.replace("ſ", "s").replace("ı", "i").replace("i\u0307", "i")


def names_any(words: Iterable[str], low: str) -> bool:
    """Whether one of `words` stands in `low`, within a word or not."""
    return any(map(low.__contains__, words))


def has_digit(text: str) -> bool:
    """Whether there is a digit of any script; ten looks for those of ASCII are quicker than one pattern."""
    return names_any("0123456789", text) or _DIGIT.search(beyond_ascii(text)) is not None


def beyond_ascii(text: str) -> str:
    """The letters and signs of `text` that are not ASCII, mostly few: what a pattern of them is searched in."""
    if text.isascii():
        return ""
    return text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
