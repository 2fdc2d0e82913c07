"""Every reason a decision can give is worded in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from liaison_sync.domain import outbox
from liaison_sync.formats.wording import LANGUAGES, catalogue

PACKAGE = Path(__file__).parents[2] / "liaison_sync"
GIVEN = re.compile(r'\bbecause\(\s*"([a-z_]+)"')


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_of_a_follow_up_is_worded(language: str) -> None:
    given = {key for file in PACKAGE.rglob("*.py") for key in GIVEN.findall(file.read_text("utf-8"))}
    assert len(given) > 30
    assert {key for key in given if f"followups.{key}" not in catalogue(language)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_end_of_a_letter_is_worded(language: str) -> None:
    source = (PACKAGE / "domain/outbox.py").read_text("utf-8")
    words = set(re.findall(r'"(\w+)"', source)) - set(get_args(outbox.RowState)) - set(get_args(outbox.Found))
    reasons = {word for word in words if re.search(rf'Settled\([^)]*"{word}"', source)}
    assert {"accepted", "deferred", "gave_up"} <= reasons
    assert {reason for reason in reasons if f"outbox.{reason}" not in catalogue(language)} == set()
