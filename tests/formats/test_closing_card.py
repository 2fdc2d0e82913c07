"""A card below a name is taken off where nothing but a card stands there."""

from __future__ import annotations

import pytest

from liaison_sync.formats.closing_card import without_card

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
