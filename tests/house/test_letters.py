"""Every trigger has its letters: each language, each step, nothing refused, nothing left to fill in."""

from __future__ import annotations

from pathlib import Path

import pytest

from liaison_sync.app.letters import template_problems
from liaison_sync.domain.triggers import TRIGGERS
from liaison_sync.formats import letter_files
from liaison_sync.formats.letter_samples import digests, samples
from liaison_sync.formats.wording import LANGUAGES


def test_letters_are_written_for_exactly_the_triggers_there_are() -> None:
    assert [one.name for one in TRIGGERS] == list(samples("id"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trigger", [*(one.name for one in TRIGGERS), *digests("id")])
@pytest.mark.parametrize("step", [1, 2, 3])
def test_every_trigger_renders_in_every_language(trigger: str, language: str, step: int) -> None:
    template = letter_files.find(trigger, language)
    letter = letter_files.sample(template, step)
    assert letter.subject.strip()
    assert "\n" not in letter.subject
    assert len(letter.text.split()) > 15
    assert not any(sign in letter.subject + letter.text for sign in ("{{", "{%", "None", "GANTI"))


def test_the_shipped_templates_have_no_problem_and_a_broken_one_is_told(tmp_path: Path) -> None:
    assert template_problems(None) == []
    own = tmp_path / "letters/no_reply/id.txt"
    own.parent.mkdir(parents=True)
    own.write_text("Perihal: Halo\n\n{{ salutaton }}\n", "utf-8")
    (problem,) = template_problems(tmp_path)
    assert "nama tidak dikenal" in problem
    assert "unknown name" in problem
    assert "salutaton" in problem
