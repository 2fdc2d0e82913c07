"""Which of many stems stand in a sentence, asked of its words: mail says the same words again and again."""

from __future__ import annotations

from collections.abc import Iterable

MAX_KNOWN = 20_000  # words remembered; past that they are learned anew
_NONE: frozenset[str] = frozenset()


class Stems:
    """Folded (`folded.folded`) parts of words, or several words, with a space where a word must begin or end.

    A sentence without a `leading` stem is not looked at for the `others`.
    """

    def __init__(self, leading: Iterable[str], others: Iterable[str]) -> None:
        self._leading = frozenset(leading)
        self._keys = {stem: _key(stem) for stem in (*self._leading, *others)}
        self._phrases = frozenset(stem for stem in self._keys if " " in stem)
        self._silent: set[str] = set()  # words without a leading stem
        self._idle: set[str] = set()  # those of them without any
        self._telling: dict[str, frozenset[str]] = {}

    def heard(self, words: list[str]) -> list[int]:
        """Where among folded words a leading stem may stand, whole or in part; nowhere else is one."""
        if self._silent.issuperset(words):  # as most paragraphs are
            return []
        return [at for at, word in enumerate(words) if word not in self._silent]

    def within(self, words: list[str]) -> frozenset[str]:
        """Those that stand in a sentence of these folded words, one space between them; none without a leading one."""
        telling = set(words) - self._idle
        found = _NONE.union(*[self._telling.get(word) or self._learned(word) for word in telling])
        if phrases := found & self._phrases:
            low = " ".join(words)
            found -= {phrase for phrase in phrases if phrase not in low}
        return _NONE if self._leading.isdisjoint(found) else found

    def known(self) -> int:
        """How many words are remembered."""
        return len(self._idle) + len(self._telling)

    def _learned(self, word: str) -> frozenset[str]:
        if self.known() >= MAX_KNOWN:
            self._silent.clear()
            self._idle.clear()
            self._telling.clear()
        spaced = f" {word} "
        found = frozenset(stem for stem, key in self._keys.items() if key in spaced)
        if self._leading.isdisjoint(found):
            self._silent.add(word)
        if found:
            self._telling[word] = found
        else:
            self._idle.add(word)
        return found


def _key(stem: str) -> str:
    """The longest word of a stem, with the spaces around it: what one word of a text must hold."""
    words = stem.split(" ")
    at = max(range(len(words)), key=lambda at: len(words[at]))
    return " " * (at > 0) + words[at] + " " * (at + 1 < len(words))
