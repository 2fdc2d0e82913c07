"""Words as the search index holds them, whatever the database: folded, CJK in pairs, and what else they are found by.

Both databases get these tokens ready-made and take no part in reading them, so they cannot disagree. A change to what
this or stemming.py makes of a text needs a migration that calls store.fulltext.rebuild (a house test watches).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import chain

from liaison_sync.domain.root_words import COMPOUNDS
from liaison_sync.domain.stemming import stems

STEM = "·"  # before what a text is found by beside its words
LONGEST = 64  # characters of a word; the rest of it is not looked at
_WORD = re.compile(r"[^\W_]+")
# Scripts that put no spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han, Hangul.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_UNSPACED += "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"([{_UNSPACED}]+)")
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f\u0670\u06d6-\u06ed]+")
# Letters that are accented in name and whole in Unicode.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ـ": ""})
_SIGNS = "\u00a0–—‘’“”…•·"
_ASCII = "".join(chr(c).lower() if chr(c).isalnum() else " " for c in range(128))
_REMEMBERED = 1 << 17


def tokens(text: str) -> list[str]:
    """The words of a text in order, folded: lower case, no accents, one width; CJK in overlapping pairs."""
    if not text.isascii():
        text = _typewritten(text)
    if not text.isascii():
        return list(chain.from_iterable(map(_FOLDED.__getitem__, _WORD.findall(text))))
    found = text.translate(_ASCII).split()
    if len(text) > LONGEST and max(map(len, found), default=0) > LONGEST:
        return [word[:LONGEST] for word in found]
    return found


def _typewritten(text: str) -> str:
    """The text without typographers' dashes and quotes, which make most texts that are not ASCII."""
    for sign in _SIGNS:
        text = text.replace(sign, " ")
    return unicodedata.normalize("NFC", text)


class _Folded(dict[str, tuple[str, ...]]):
    """Word → its tokens; forgets everything when it has seen too much."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = (word.lower()[:LONGEST],) if word.isascii() else tuple(_split(word))
        if len(word) <= LONGEST:
            self[word] = found
        return found


_FOLDED = _Folded()


def _split(word: str) -> Iterator[str]:
    for folded in _WORD.findall(fold(word)):
        for n, run in enumerate(_RUN.split(folded)):
            if n % 2:
                # The last character stands alone too, so that one character finds it as a beginning.
                yield from (run[at : at + 2] for at in range(len(run)))
            elif run:
                yield run[:LONGEST]


def fold(text: str) -> str:
    """Lower case, without accents, fullwidth as ordinary letters; kana keep their voicing marks."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    bare = _MARKS.sub("", unicodedata.normalize("NFD", plain))
    return unicodedata.normalize("NFC", bare).translate(_PLAIN)


def unspaced(token: str) -> bool:
    """A piece of a script without spaces, which is found wherever it stands."""
    return _RUN.match(token) is not None


class _Further(dict[str, tuple[str, ...]]):
    """Word → what it adds, marked; forgets everything when it has seen too much."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = [one for stem in stems(word) for one in (stem, *COMPOUNDS.get(stem, ())) if one != word]
        self[word] = tuple(STEM + one for one in found if len(one) > 1)
        return self[word]


_FURTHER = _Further()


def further(words: Iterable[str]) -> set[str]:
    """What texts with these (distinct) words are found by beside the words themselves: stems, each marked."""
    return set(chain.from_iterable(map(_FURTHER.__getitem__, words)))


def also(word: str) -> tuple[str, ...]:
    """What one word adds to `further`."""
    return _FURTHER[word]
