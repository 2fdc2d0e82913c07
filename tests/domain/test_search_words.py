"""Words as the index holds them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from liaison_sync.domain.search_words import LONGEST, further, tokens, unspaced
from tests.yardstick import within


def test_case_accents_and_width_do_not_matter() -> None:
    assert tokens("Žižek RÉSUMÉ e\u0301 Straße ＡＢＣ１２ Łódź Đà Nẵng İzmir ısı") == [
        *("zizek", "resume", "e", "strasse", "abc12", "lodz", "da", "nang", "izmir", "isi"),
    ]


def test_signs_part_words() -> None:
    assert tokens("B-45/HM.02/XI_2026 “surat”—jum’at a·b") == [
        *("b", "45", "hm", "02", "xi", "2026", "surat", "jum", "at", "a", "b"),
    ]


def test_scripts_without_spaces_stand_in_pairs_and_the_last_character_alone() -> None:
    assert tokens("東京都 2026年が") == ["東京", "京都", "都", "2026", "年が", "が"]
    assert unspaced("東京")
    assert not unspaced("tokyo")


def test_kana_keep_their_voicing_marks() -> None:
    assert tokens("がか") != tokens("かか")


def test_no_word_is_longer_than_the_index_takes() -> None:
    assert {len(one) for one in tokens("x" * 500 + " " + "é" * 500)} == {LONGEST}


@given(st.text(max_size=200))
def test_tokens_are_letters_and_digits_and_stay_what_they_are(text: str) -> None:
    found = tokens(text)
    assert all(0 < len(one) <= LONGEST for one in found)
    assert not any(mark in "".join(found) for mark in "·‹›¤¦'\"\\ ")
    plain = [one for one in found if not unspaced(one)]
    assert tokens(" ".join(plain)) == plain


@given(st.text(max_size=80), st.text(max_size=80))
def test_what_stands_apart_is_read_apart(one: str, other: str) -> None:
    assert tokens(f"{one} \n {other}") == tokens(one) + tokens(other)


def test_kin_and_parts_of_compounds_are_further_words() -> None:
    assert further(["persuratan", "tanggungjawab", "rapat"]) == {"·surat", "·tanggung", "·jawab"}


def test_a_mail_of_six_kilobytes_costs_little() -> None:
    """Words known already, as nearly all are: under 0.1 ms."""
    text = "Dengan hormat, sehubungan dengan penyelenggaraan festival kami mengundang Bapak menghadiri pertemuan. " * 60
    text += " ".join(f"acara{n % 300}" for n in range(300))
    words = set(tokens(text))
    further(words)
    within(0.000_3, lambda: further(words), tries=20)
