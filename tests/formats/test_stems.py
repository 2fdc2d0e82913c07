"""Stems found by the words of a text: whatever stands in it is found, however often it was asked before."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.formats import stems
from liaison_sync.formats.stems import Stems

_STEMS = ("hadir", " ikut", "be there", "tak ", "?", "n't", "i'm in")
_ASKED = Stems(_STEMS)  # one for all, as the readers of mail have it
_TEXTS = st.lists(st.sampled_from((*_STEMS, "kehadiran", "berikut", "there", "be", "i'm", " ", "\n", "x")), max_size=8)


@settings(max_examples=200)
@given(_TEXTS.map("".join))
def test_exactly_those_that_stand_in_the_text_are_found(text: str) -> None:
    said = " ".join(text.split())
    assert _ASKED.within(text) == {stem for stem in _STEMS if stem in said}


def test_words_are_forgotten_when_there_are_too_many() -> None:
    few = Stems(("hadir",))
    for first in range(0, stems.MAX_KNOWN + 2, 1_000):
        few.within(" ".join(f"w{n}" for n in range(first, first + 1_000)))
    assert few.known() <= stems.MAX_KNOWN
    assert few.within("kami hadir") == {"hadir"}
