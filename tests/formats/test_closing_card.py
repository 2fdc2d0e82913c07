"""A card below a name is taken off where nothing but a card stands there."""

from __future__ import annotations

import pytest

from liaison_sync.app.parsing import read
from liaison_sync.formats.closing_card import own_words, without_card

NAME = "Rina Wulandari"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("5\n\nRina Wulandari\n\nKepala Biro Humas | Kominfo\n\nT +62 21 555 1234", "5"),
        (
            "4 – ruangannya panas\n\nRINA WULANDARI\nDirektur Komunikasi dan Acara\nrina@kominfo.example",
            "4 – ruangannya panas",
        ),
        ("4\nRina Wulandari,", "4"),
        ("4\n\nRina Wulandari\n\nKepala dinas belum puas", None),
        ("Rina Wulandari hadir dan puas", None),
        ("4\n\nBudi\nKepala Biro Humas", None),
        ("", None),
    ],
)
def test_a_card_goes_and_every_sentence_stays(text: str, kept: str | None) -> None:
    assert without_card(text, NAME) == (text if kept is None else kept)


def test_without_a_name_nothing_is_taken_off() -> None:
    assert without_card("5\n\nKepala Biro Humas", "") == "5\n\nKepala Biro Humas"


def test_of_a_letter_from_outlook_the_words_are_what_stands_above_the_name() -> None:
    lines = ("5, terima kasih", "&nbsp;", NAME, "Kepala Biro Humas | Kominfo", "T +62 21 555 1234")
    body = "".join(f"<p class=MsoNormal>{line}<o:p></o:p></p>" for line in lines)
    head = f"From: {NAME} <rina@kominfo.example>\r\nSubject: Re: Masukan\r\nMIME-Version: 1.0\r\n"
    raw = f"{head}Content-Type: text/html; charset=utf-8\r\n\r\n<html><body>{body}</body></html>\r\n"
    found = read(raw.encode())
    assert own_words(found.parsed.message) == "5, terima kasih"
