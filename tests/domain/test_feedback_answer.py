"""A score is taken from a reply only where nobody could read it otherwise; all else is at most a suggestion."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liaison_sync.domain.feedback_answer import asks_nothing, read
from tests.yardstick import within

SURE = (
    ("5", 5), ("4/5", 4), ("4 / 5", 4), ("nilai 4", 4), ("Nilai: 4", 4), ("Nilai kami 3 dari 5.", 3), ("５", 5),
    ("5.", 5), ("5!", 5), ("4, terima kasih", 4),
    ("2 – ruangannya terlalu kecil", 2), ("5\n\nRapat berjalan lancar.", 5),
    ("Terima kasih. Nilai dari kami 5", 5), ("Score: 3 out of 5", 3), ("Our rating is 4", 4), ("lima", 5), ("Five", 5),
    ("Sangat puas, terima kasih atas sambutannya.", 5), ("Kami sangat puas.", 5), ("Very dissatisfied", 1),
    ("Sangat tidak puas", 1), ("Secara umum kami sangat puas", 5), ("Overall, we were very satisfied.", 5),
    ("Nilai (1–5): 4", 4), ("Yth. Ibu Ayu,\n\n4\n\nTerima kasih.", 4), ("bintang 5", 5), ("5 bintang", 5),
    ("4 pak", 4), ("4 ya bu", 4), ("Nilainya 5 ya", 5), ("5 dari saya. Rapatnya bagus", 5), ("Saya kasih 4", 4),
    ("Baik, 5", 5), ("Ok, 5", 5), ("5 ⭐", 5), ("⭐⭐⭐⭐⭐", 5), ("★★★☆☆", 3),
    ("I'd give it a 4", 4), ("4 out of 5 from us", 4),
)  # fmt: skip
UNSURE = (
    ("", None), ("3 orang dari kami terlambat", None), ("1. Ruangan\n2. Konsumsi", None), ("4-5", None),
    ("4 atau 5", None), ("nilai 5 miliar", None), ("grade 4 students", None),
    ("4,5", None), ("8/10", None), ("nilai 4/10", None), ("nilai 4 dari 10", None), ("Rapat tanggal 5 November", None),
    ("4 dari 5 peserta hadir", None), ("Sangat puas, tetapi ruangan panas", 5), ("tidak sangat puas", None),
    ("Kami cukup puas", 3), ("kurang puas", 2), ("Kami puas", 4), ("5, sangat tidak puas", None), ("50", None),
    ("5%", None),
    ("Kami beri 4/5 untuk panitia", 4), ("Terima kasih banyak", None), ("nilai kontrak 5 miliar", None), ("5\n1", None),
    ("Baik, 5 orang hadir", None), ("Saya kasih 4 contoh", None), ("kami beri 5 paket", None), ("⭐⭐⭐⭐⭐⭐⭐", None),
    ("⭐ info: rapat", None), ("5 dari kami berhalangan", None), ("4 pak lurah hadir", None),
    ("jam 5.30", None), ("Undangan untuk 5 orang", None), ("5 November kami datang lagi", None),
)  # fmt: skip


@pytest.mark.parametrize(("text", "score"), SURE)
def test_what_nobody_could_misread_is_the_score(text: str, score: int) -> None:
    assert read(text).score == score


@pytest.mark.parametrize(("text", "guess"), UNSURE)
def test_what_could_mean_something_else_is_never_taken_as_the_score(text: str, guess: int | None) -> None:
    found = read(text)
    assert found.score is None
    if guess is not None:
        assert found.guess == guess


def test_the_words_stay_and_a_bare_score_is_not_repeated_in_them() -> None:
    assert read("5\n\nRapat berjalan lancar.").text == "Rapat berjalan lancar."
    assert read("4").text == ""
    assert read("4, terima kasih").text == "4, terima kasih"
    assert read("\x00ada\u200b kabel\x1b[31m").text == "ada\u200b kabel[31m"
    assert read(" \n ").empty


@settings(max_examples=60)
@given(st.text(max_size=400))
def test_no_text_raises_and_every_score_is_on_the_scale(text: str) -> None:
    found = read(text)
    assert all(one is None or 1 <= one <= 5 for one in (found.score, found.guess))


@pytest.mark.parametrize(
    "hostile", ["nilai kami saya our " * 5_000, "1 - " * 30_000, "*" * 100_000, "sangat " * 20_000]
)
def test_a_long_hostile_text_is_read_at_once(hostile: str) -> None:
    assert within(0.05, lambda: read(hostile)).score is None


def test_only_who_is_content_and_asks_for_nothing_waits_for_no_word_of_ours() -> None:
    assert asks_nothing(5, "Acaranya bagus.")
    assert not asks_nothing(2, "Ruangannya panas.")
    assert not asks_nothing(None, "Acaranya bagus.")
    for text in ("Kapan notulennya?", "Mohon notulennya dikirim.", "Great! Could you send the slides."):
        assert not asks_nothing(5, text)
