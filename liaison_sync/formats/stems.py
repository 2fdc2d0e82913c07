"""Which of many stems a text holds, asked of its words: mail says the same words again and again."""

from __future__ import annotations

from collections.abc import Iterable

MAX_KNOWN = 20_000  # words remembered; past that they are learned anew


class Stems:
    """Stems, folded (`folded.folded`), each found within a word or, where it is several, over their borders."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._keys = {stem: max(stem.split(), key=len) for stem in stems}  # the word of each by which it is found
        self._idle: set[str] = set()  # words that hold none
        self._telling: dict[str, frozenset[str]] = {}

    def within(self, low: str) -> set[str]:
        """Those that stand in the folded text `low`, any white space between two words for one space."""
        words = low.split()
        telling = set(words) - self._idle
        possible = frozenset[str]().union(*[self._telling.get(word) or self._learned(word) for word in telling])
        said = " ".join(words) if possible else ""
        return {stem for stem in possible if stem in said}

    def known(self) -> int:
        """How many words are remembered."""
        return len(self._idle) + len(self._telling)

    def _learned(self, word: str) -> frozenset[str]:
        if self.known() >= MAX_KNOWN:
            self._idle.clear()
            self._telling.clear()
        found = frozenset(stem for stem, key in self._keys.items() if key in word)
        if found:
            self._telling[word] = found
        else:
            self._idle.add(word)
        return found
