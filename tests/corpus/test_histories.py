"""The histories (`make corpus` prints the table)."""

from __future__ import annotations

from typing import get_args

import pytest

from liaison_sync.domain.scheduling import Status
from tests.corpus.coverage import FILE, every, uncovered, written
from tests.corpus.histories import History, histories, themes, wrong


@pytest.mark.parametrize("history", [one for theme in themes() for one in histories(theme)], ids=str)
def test_every_message_is_judged_and_every_order_ends_as_the_standards_say(history: History) -> None:
    assert wrong(history) == []


def test_every_rule_and_every_verdict_is_shown_by_a_history() -> None:
    assert uncovered() == []


def test_every_status_a_meeting_may_have_is_the_end_of_a_history() -> None:
    ends = {line.split()[1] for one in every() for line in one.ends if line != "nothing"}
    assert ends == set(get_args(Status))


def test_the_page_about_the_rules_is_written_anew() -> None:
    assert FILE.read_text("utf-8") == written(), "run `make docs`"


def test_no_two_histories_of_a_theme_bear_one_name() -> None:
    names = [str(one) for one in every()]
    assert len(names) == len(set(names)) >= 250
