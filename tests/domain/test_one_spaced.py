"""Texts with single spaces."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.one_spaced import one_spaced


@settings(max_examples=200)
@given(st.text(st.sampled_from("ab \t\n\r\v\f\x1c\x1f\x85\xa0\u2028é"), max_size=40))
def test_words_stand_one_space_apart_whatever_stood_between_them(text: str) -> None:
    assert one_spaced(text) == " ".join(text.split())


@settings(max_examples=100)
@given(st.text(st.sampled_from("ab \t\n"), max_size=40))
def test_and_so_do_those_of_usual_texts(text: str) -> None:
    assert one_spaced(text) == " ".join(text.split())
