"""The demo, played headless through the product itself: what happened is what the story tells."""

from __future__ import annotations

import email
import email.policy
from datetime import date
from pathlib import Path
from threading import Event

import pytest

from liaison_sync.demo import counts
from liaison_sync.demo.driver import Options, Outcome, play
from liaison_sync.formats.wording import catalogue, parameters

LEBARAN = date(2026, 3, 24)  # the latest working Tuesday lies a week back


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def told() -> list[str]:
    return []


@pytest.fixture(scope="module")
def outcome(folder: Path, told: list[str]) -> Outcome:
    options = Options(folder, headless=True, seconds=240, pace=0.05, today=LEBARAN)
    return play(options, told.append, Event())


def test_everything_happened_as_the_story_tells(outcome: Outcome) -> None:
    assert outcome.differences == []
    assert set(outcome.found) == set(outcome.expected)
    least = {"messages": 400, "partners": 12, "contacts": 40, "invitations": 40, "reminders_answered": 4,
             "reminders_withdrawn": 1, "reminders_awaiting_return": 1, "reports_sent": 2, "quarantined": 0}  # fmt: skip
    assert {name: outcome.found[name] for name, floor in least.items() if outcome.found[name] < floor} == {}


def test_each_step_is_told(outcome: Outcome, told: list[str]) -> None:
    assert len(told) == 6
    assert told[1].startswith(f"{outcome.found['copies']} ")


def test_the_report_can_be_opened_in_both_languages_with_its_charts_in_it(outcome: Outcome) -> None:
    assert [page.name for page in outcome.report] == ["report-en.html", "report-id.html"]
    for page in outcome.report:
        text = page.read_text("utf-8")
        assert text.count("data:image/png;base64,") >= 2
        assert "cid:" not in text


def test_reminders_stand_in_the_partners_thread_and_nobody_is_called_none(outcome: Outcome, folder: Path) -> None:
    letters = [
        email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        for file in sorted((folder / "letters").glob("*.eml"))
    ]
    assert len(letters) == outcome.found["letters_accepted"]
    reminders = [letter for letter in letters if "@karsabahari.example" not in str(letter["To"])]
    assert len(reminders) == outcome.found["reminders_sent"]
    for letter in reminders:
        assert letter["In-Reply-To"] in letter["References"]
        assert str(letter["Subject"]).startswith("Re: ")
    for letter in letters:
        body = letter.get_body(("plain",))
        assert body is not None
        text = body.get_content()
        assert "None" not in text
        assert "UTC" not in text


def test_a_figure_that_differs_is_told() -> None:
    assert counts.differences({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 1}) == [
        {"figure": "b", "found": 2, "expected": 3},
        {"figure": "c", "found": 0, "expected": 1},
    ]


def test_what_the_demo_says_takes_the_same_values_in_both_languages() -> None:
    said = {key: text for key, text in catalogue("id").items() if key.startswith("demo.")}
    assert said
    assert {key: parameters(text) for key, text in said.items()} == {
        key: parameters(catalogue("en")[key]) for key in said
    }
