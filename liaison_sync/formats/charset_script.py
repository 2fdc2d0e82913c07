"""Which single-byte charset makes words of an alphabet out of unlabelled bytes: Cyrillic, Greek, Hebrew, Arabic.

A wrong one shows at once: letters of two alphabets in a word, capitals within it, letters that hardly ever come.
"""

from __future__ import annotations

import re

from liaison_sync.domain.value import dataclass

MAX_READ = 4_096  # bytes; words enough
_FEWEST = 5  # letters beyond ASCII that can tell anything
_ASCII = bytes(range(0x80))
_WORD = re.compile(r"[^\W\d_]+")
_QUIET = frozenset("«»„“”‘’–—…№§·©°\u00a0،؛؟")  # what stands between words in any of them


@dataclass(frozen=True, slots=True)
class _Alphabet:
    """Its letters by first and last; those that make up most of a text."""

    first: str
    last: str
    common: frozenset[str]


_CYRILLIC = _Alphabet("\u0400", "\u04ff", frozenset("оеаинтсрвліы"))
_GREEK = _Alphabet("\u0370", "\u03ff", frozenset("αοιετσςνηυρπκμλάέήίόύώ"))
_HEBREW = _Alphabet("\u0591", "\u05f4", frozenset("יוהלאמרתבשנםןב"))
_ARABIC = _Alphabet("\u0600", "\u06ff", frozenset("ايلمونرتبةعدسهأ"))
_CANDIDATES = (
    ("cp1251", _CYRILLIC),
    ("koi8_r", _CYRILLIC),
    ("koi8_u", _CYRILLIC),
    ("iso8859_5", _CYRILLIC),
    ("cp866", _CYRILLIC),
    ("mac_cyrillic", _CYRILLIC),
    ("cp1253", _GREEK),
    ("cp1255", _HEBREW),
    ("cp1256", _ARABIC),
    ("iso8859_6", _ARABIC),
)


def codec_of(data: bytes) -> str | None:
    """The Python codec under which nearly all of `data` reads as words, or None. Linear, never raises."""
    sample = data.lstrip(_ASCII)[:MAX_READ]
    scored = [(_score(sample, codec, alphabet), codec) for codec, alphabet in _CANDIDATES]
    best, codec = max(scored, key=lambda one: one[0])
    return codec if best > 0 else None


def _score(data: bytes, codec: str, alphabet: _Alphabet) -> float:
    """0 where it is no text; else up to 2, half of it for whole words and half for letters that are common."""
    text = data.decode(codec, "replace")
    beyond = sum(not char.isascii() and char not in _QUIET for char in text)
    if beyond < _FEWEST:
        return 0
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    good = sum(len(word) for word in words if _is_word(word, alphabet))
    common = sum(char in alphabet.common for word in words for char in word.lower())
    if good < 0.85 * beyond or common < 0.45 * beyond:
        return 0
    return (good + common) / sum(not char.isascii() for char in text)


def _is_word(word: str, alphabet: _Alphabet) -> bool:
    """All of one alphabet, and small, in capitals, or with the first letter a capital."""
    if not alphabet.first <= min(word) <= max(word) <= alphabet.last:
        return False
    return word.islower() or word.isupper() or word[1:].islower() or word.lower() == word.upper()
