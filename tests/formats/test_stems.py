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
def test_all_that_stand_in_the_text_are_found_and_no_more_than_its_words_allow(text: str) -> None:
    said = " ".join(text.split())
    found = _ASKED.possible(text.split())
    assert {stem for stem in _STEMS if stem in said} <= found
    assert all(_ASKED.keys[stem] in said for stem in found)


def test_words_are_forgotten_when_there_are_too_many() -> None:
    few = Stems(("hadir",))
    for first in range(0, stems.MAX_KNOWN + 2, 1_000):
        few.possible(f"w{n}" for n in range(first, first + 1_000))
    assert few.known() <= stems.MAX_KNOWN
    assert few.possible(["kami", "hadir"]) == {"hadir"}
