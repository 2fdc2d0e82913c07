"""The letters' pictures in docs/screenshots/letters are of the letters as they are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.formats.letter_scenes import Scene, scenes

FOLDER = Path(__file__).parents[2] / "docs/screenshots/letters"
EVERY = list(scenes())
_DOUBLED = re.compile(r"\b(\w{2,}) \1\b", re.IGNORECASE)
_REDOUBLED = frozenset({"masing"})  # words that are written twice


def test_each_picture_shows_its_letter_as_it_is_today() -> None:
    """Where this fails: `python -m tests.journey.letter_pictures`, look at what changed, and commit both."""
    kept = (FOLDER / "rendered.txt").read_text("utf-8").splitlines()
    assert kept == [f"{one.digest}  {one.name}" for one in EVERY]
    assert {one.stem for one in FOLDER.glob("*.png")} == {one.name for one in EVERY}


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.name)
def test_a_letter_has_no_holes_no_doubled_words_and_nothing_of_another_language(one: Scene) -> None:
    text = one.letter.text
    assert "\n\n\n" not in text
    assert text == text.strip("\n") + "\n"
    said = f"{one.letter.subject}\n{text}"
    assert {found[1].lower() for found in _DOUBLED.finditer(said)} <= _REDOUBLED
    assert not re.search(r" [,.;:!?)]|\( |\(\)|“”|,,|\.\.(?!\.)|; ;", said)
    foreign = r"\b(?:Yth|yang|dan|pukul|Kamis|Desember)\b" if one.language == "en" else r"\b(?:the|and|Dear|Thursday)\b"
    assert not re.search(foreign, said)


@pytest.mark.parametrize("one", [one for one in EVERY if "digest" in one.name], ids=lambda one: one.name)
def test_each_of_many_notices_stands_apart_from_the_words_before_it(one: Scene) -> None:
    blocks = [block.split("\n") for block in one.letter.text.strip().split("\n\n")]
    assert [len(block) for block in blocks if block[-1].startswith("https://")] == [3, 3]


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.name)
def test_the_html_is_laid_out_by_tables_and_needs_nothing_from_elsewhere(one: Scene) -> None:
    for word in ("<script", "<img", "<link", "@import", "url(", "position:", "float:", "flex", "grid", "class="):
        assert word not in one.html
    assert one.html.count("<table") == one.html.count("</table>")
    assert f'<html lang="{one.language}">' in one.html
