"""Text folded for a plain search: no match of a pattern that ignores case may be missing from it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liaison_sync.formats import answers, signature_words, stated
from liaison_sync.formats.folded import folded, folded_whole, has_digit, names_any

_LETTERS = st.text("ikstaeKISTſıİKéΣ\u0307 ", min_size=1, max_size=12)


@given(_LETTERS, st.text("iksta", min_size=1, max_size=3))
def test_what_a_pattern_matches_whatever_the_case_stands_in_the_folded_text(text: str, word: str) -> None:
    if re.search(word, text, re.IGNORECASE):
        assert word in folded(text)


_MATCHED_FOLDED = ("MOBILE", "OUTLOOK_APP", "FOOTER", "ITSELF", "CONFIDENTIAL", "LIST_FOOTER", "BANNER")


@pytest.mark.parametrize("name", _MATCHED_FOLDED)
def test_words_matched_against_folded_text_are_folded_themselves(name: str) -> None:
    letters = re.sub(r"\\.", "", getattr(signature_words, name))
    assert letters == folded(letters)


def test_letters_that_only_ignoring_case_takes_for_ascii_are_folded() -> None:
    assert folded("Kıſı İS") == "kisi is"


def test_any_of_some_words_is_found_within_a_word_too() -> None:
    assert names_any(("hadir", "ikut"), "kehadiran")
    assert not names_any(("hadir", "ikut"), "datang")


def test_a_digit_is_found_in_any_script() -> None:
    assert has_digit("jam 9")
    assert has_digit("٣ مساء")
    assert not has_digit("– é ½")


@pytest.mark.parametrize("text", ["ſaturday", "7 ſeptember 2026", "pukul ſatu", "pukul 9 ıst", "jam 9 ſingapore time"])
def test_a_long_s_or_a_dotless_i_in_a_name_we_know_breaks_no_reading(text: str) -> None:
    sent = datetime(2026, 11, 23, 3, tzinfo=UTC)
    stated.meetings(f"Rapat besok pukul 10.00, {text} 10.00", sent=sent, zone="Asia/Jakarta")
    stated.meetings(f"Rapat besok {text}", sent=sent, zone="Asia/Jakarta")


@pytest.mark.parametrize("text", ["Ya, bıſa.", "Kami ıkut hadır."])
def test_an_answer_is_read_whatever_letters_stand_for_an_s_or_an_i(text: str) -> None:
    assert answers.read(text, subject="Undangan").kind == "accepted"


@given(_LETTERS)
def test_a_whole_text_is_folded_as_any_other(text: str) -> None:
    assert folded_whole(text) == folded(text)


def test_a_number_of_people_with_a_long_s_is_counted() -> None:
    assert answers.read("Kami akan hadir ſatu orang.").people == 1
