"""Stems found by the words of a sentence: whatever stands in it is found, however often it was asked before."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats import stems
from liaison_sync.formats.stems import Stems

_LEADING = ("hadir", " ikut", "be there", "n't", "i am in")
_OTHERS = ("tak ", "?", "if you")
_ASKED = Stems(_LEADING, _OTHERS)  # one for all, as the readers of mail have it
_PIECES = (*_LEADING, *_OTHERS, "kehadiran", "berikut", "there", "be", "kami", "am", " ", "\n", "x")
_WORDS = st.lists(st.sampled_from(_PIECES), max_size=8).map(lambda pieces: "".join(pieces).split())


@settings(max_examples=300)
@given(_WORDS)
def test_all_that_stand_in_a_sentence_with_a_leading_one_are_found_and_no_others(words: list[str]) -> None:
    said = " ".join(words)
    leads = any(stem in said for stem in _LEADING)
    assert _ASKED.within(words) == {stem for stem in (*_LEADING, *_OTHERS) if leads and stem in said}


@settings(max_examples=100)
@given(_WORDS)
def test_a_sentence_without_a_word_that_is_heard_has_no_leading_stem(words: list[str]) -> None:
    heard = _ASKED.heard(words)
    assert heard or not any(stem in " ".join(words) for stem in _LEADING)


def test_a_word_that_was_met_before_and_has_no_part_in_a_leading_stem_is_not_heard() -> None:
    asked = Stems(("i am in",), ("tidak",))
    assert asked.heard(["kami", "tidak", "am"]) == [0, 1, 2]
    assert asked.within(["kami", "tidak", "am"]) == frozenset()
    assert asked.heard(["kami", "tidak", "am"]) == [2]


def test_words_are_forgotten_when_there_are_too_many() -> None:
    few = Stems(("hadir",), ())
    for first in range(0, stems.MAX_KNOWN + 2, 1_000):
        few.within([f"w{n}" for n in range(first, first + 1_000)])
    assert few.known() <= stems.MAX_KNOWN
    assert few.within(["kami", "hadir"]) == {"hadir"}
