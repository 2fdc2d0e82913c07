"""Every outgoing rule has its words, and none is listed that no decision names."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from liaison_sync.domain.itip import outgoing_rules
from liaison_sync.formats.wording import LANGUAGES, catalogue

FOLDER = Path(outgoing_rules.__file__).parent


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_rule_has_words_and_no_words_lack_a_rule(language: str) -> None:
    said = {key.removeprefix("outgoing.rule.") for key in catalogue(language) if key.startswith("outgoing.rule.")}
    assert said == set(outgoing_rules.OUTGOING_RULES)


def test_the_list_names_exactly_what_decisions_name() -> None:
    named = {
        node.value
        for path in FOLDER.glob("outgoing*.py")
        if path.stem != "outgoing_rules"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in _like_rules(node.value)
    }
    assert named == set(outgoing_rules.OUTGOING_RULES)


def _like_rules(text: str) -> set[str]:
    area, _, rest = text.partition(".")
    return {text} if area in {"organiser", "attendee", "nothing"} and rest.replace("_", "").isalpha() else set()
