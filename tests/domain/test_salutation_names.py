"""Hundreds of Indonesian names with titles: 99 in 100 are addressed rightly, and no guess is ever called sure."""

from __future__ import annotations

from pathlib import Path

from liaison_sync.domain.salutation import Salutation, salute

HELD = "?"


def listed() -> list[tuple[str, str, str]]:
    """(name, context, salutation or HELD)."""
    lines = Path(__file__).with_name("names.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(name, context, wanted) for name, context, wanted in rows]


def right(found: Salutation, wanted: str) -> bool:
    return not found.sure if wanted == HELD else (found.sure and found.text == wanted)


def test_ninety_nine_names_in_a_hundred_are_addressed_rightly() -> None:
    rows = listed()
    assert len(rows) >= 500
    wrong = [(name, wanted) for name, context, wanted in rows if not right(salute(name, context=context), wanted)]
    assert len(wrong) <= len(rows) // 100, wrong


def test_no_wrong_guess_is_ever_sure() -> None:
    found = [(name, wanted, salute(name, context=context)) for name, context, wanted in listed()]
    assert [(name, one.text) for name, wanted, one in found if one.sure and one.text != wanted] == []


def test_a_letter_to_each_of_them_in_english_guesses_nothing() -> None:
    for name, context, _ in listed():
        found = salute(name, context=context, language="en")
        assert found.sure or found.reason == "two_people"
        assert found.text is not None
        assert found.text.startswith("Dear ")
        assert "None" not in found.text


def test_people_posts_and_offices_are_addressed_as_their_address_book_names_them_in_both_languages() -> None:
    lines = Path(__file__).with_name("people.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert len(rows) > 250
    found = [(name, [salute(name, language=one) for one in ("id", "en")], wanted) for name, *wanted in rows]
    assert [
        (name, [one.text for one in said], wanted)
        for name, said, wanted in found
        if not all(right(one, text) for one, text in zip(said, wanted, strict=True))
    ] == []
