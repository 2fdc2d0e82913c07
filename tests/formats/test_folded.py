"""Text folded for a plain search: no match of a pattern that ignores case may be missing from it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from liaison_sync.formats.folded import folded, has_digit, names_any

_LETTERS = st.text("ikstaeKISTſıİKéΣ\u0307 ", min_size=1, max_size=12)


@given(_LETTERS, st.text("iksta", min_size=1, max_size=3))
def test_what_a_pattern_matches_whatever_the_case_stands_in_the_folded_text(text: str, word: str) -> None:
    if re.search(word, text, re.IGNORECASE):
        assert word in folded(text)


def test_letters_that_only_ignoring_case_takes_for_ascii_are_folded() -> None:
    assert folded("Kıſı İS") == "kisi is"


def test_any_of_some_words_is_found_within_a_word_too() -> None:
    assert names_any(("hadir", "ikut"), "kehadiran")
    assert not names_any(("hadir", "ikut"), "datang")


def test_a_digit_is_found_in_any_script() -> None:
    assert has_digit("jam 9")
    assert has_digit("٣ مساء")
    assert not has_digit("– é ½")
