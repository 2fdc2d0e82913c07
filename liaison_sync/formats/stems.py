"""Which of many stems a text may hold, asked of its words: mail says the same words again and again."""

from __future__ import annotations

from collections.abc import Iterable

MAX_KNOWN = 20_000  # words remembered; past that they are learned anew


class Stems:
    """Stems, folded (`folded.folded`); `keys` has the word of each by which it is found, the longest of several."""

    def __init__(self, stems: Iterable[str]) -> None:
        self.keys = {stem: max(stem.split(), key=len) for stem in stems}
        self._idle: set[str] = set()  # words that hold none
        self._telling: dict[str, frozenset[str]] = {}

    def possible(self, words: Iterable[str]) -> frozenset[str]:
        """Those whose key stands in one of the folded `words` of a text: all that are in it, and perhaps some more."""
        telling = set(words) - self._idle
        return frozenset().union(*[self._telling.get(word) or self._learned(word) for word in telling])

    def known(self) -> int:
        """How many words are remembered."""
        return len(self._idle) + len(self._telling)

    def _learned(self, word: str) -> frozenset[str]:
        if self.known() >= MAX_KNOWN:
            self._idle.clear()
            self._telling.clear()
        found = frozenset(stem for stem, key in self.keys.items() if key in word)
        if found:
            self._telling[word] = found
        else:
            self._idle.add(word)
        return found
