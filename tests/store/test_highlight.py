"""Why a text was found: marked, cut at words, nothing lost."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from liaison_sync.domain.search_query import read
from liaison_sync.store.highlight import Piece, around, marked
from tests.yardstick import within

TODAY = date(2026, 11, 22)


def _marks(pieces: tuple[Piece, ...]) -> list[str]:
    return [one.text for one in pieces if one.found]


def test_every_form_of_a_word_is_marked_as_it_was_written() -> None:
    text = "Undangan Rapat: kami mengundang Bapak ke perapatan."
    assert _marks(marked(text, read("rapat undang", TODAY).clauses)) == ["Undangan", "Rapat", "mengundang", "perapatan"]


def test_a_phrase_is_marked_whole_and_pieces_of_unspaced_scripts_alone() -> None:
    assert _marks(marked("Surat-tugas, surat tugas lain", read('"surat tugas"', TODAY).clauses)) == [
        "Surat-tugas",
        "surat tugas",
    ]
    assert _marks(marked("東京都庁へ", read("京都", TODAY).clauses)) == ["京都"]


def test_the_place_of_the_first_word_found_is_shown_on_one_line() -> None:
    body = "awal " * 100 + "\n\nJadwal   acara " + "akhir " * 5_000
    shown = around(body, read("jadwal", TODAY).clauses)
    assert _marks(shown) == ["Jadwal"]
    assert (shown[0], shown[-1]) == (Piece("… "), Piece(" …"))
    assert "Jadwal acara" in "".join(one.text for one in shown)
    assert len("".join(one.text for one in shown)) < 320


def test_where_nothing_stands_nothing_is_shown() -> None:
    assert around("lain sama sekali", read("jadwal", TODAY).clauses) == ()


@given(st.text(max_size=80), st.text(max_size=20))
def test_marking_changes_no_letter(text: str, asked: str) -> None:
    import unicodedata

    pieces = marked(text, [one for one in read(asked, TODAY).clauses if one.kind == "words"])
    assert "".join(one.text for one in pieces) == " ".join(unicodedata.normalize("NFC", text).split())


def test_a_long_text_costs_little() -> None:
    within(1, lambda: around("kata " * 40_000, read("tidakada lain sekali", TODAY).clauses))
