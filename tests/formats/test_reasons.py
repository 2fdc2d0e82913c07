from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

import liaison_sync
from liaison_sync.domain.followup import MOVES, because
from liaison_sync.domain.message import AutomaticKind
from liaison_sync.domain.triggers import TRIGGERS
from liaison_sync.domain.triggers.meeting_about import OFF
from liaison_sync.formats.reasons import reason_text
from liaison_sync.formats.wording import catalogue, parameters, say
from tests.domain.followup_stage import wib

DOMAIN = Path(liaison_sync.__file__).parent / "domain"
AREAS = ("followups", "templates", "outbox", "holidays")


def said() -> set[str]:
    """Every reason key the domain gives."""
    sources = [path.read_text("utf-8") for path in DOMAIN.rglob("*.py")]
    return {key for text in sources for key in re.findall(r'\b(?:because|Reason)\(\s*"([a-z_]+)"', text)}


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_reason_state_and_trigger_has_words(language: str) -> None:
    words = catalogue(language)
    assert len(said()) > 40
    assert [key for key in sorted(said()) if f"followups.{key}" not in words] == []
    assert [state for state in MOVES if f"followups.state.{state}" not in words] == []
    assert [trigger.name for trigger in TRIGGERS if f"followups.trigger.{trigger.name}" not in words] == []


def test_both_languages_say_the_same_with_the_same_parameters() -> None:
    ours = [{k: parameters(v) for k, v in catalogue(one).items() if k.split(".")[0] in AREAS} for one in ("id", "en")]
    assert ours[0] == ours[1]


def test_a_reason_reads_as_a_sentence_on_the_readers_clock() -> None:
    reason = because("answered_by_colleague", who="Rina", at=wib("2026-11-24 09:41"))
    assert reason_text(reason, "id", "Asia/Jakarta") == (
        "Tidak dikirim: Rina dari instansi yang sama sudah membalas Selasa, 24 November 2026 pukul 09.41 WIB."
    )
    assert reason_text(reason, "en", "Asia/Makassar").endswith("answered Tuesday, 24 November 2026 at 10:41 WITA.")
    unsure = because("salutation_unsure", why="gender_unknown")
    assert reason_text(unsure, "en", None) == "Held: the salutation is not sure (Bapak or Ibu is not known)."


@pytest.mark.parametrize("key", ["answered_since", "answered_since_by_colleague"])
def test_of_a_letter_that_left_an_answer_never_says_that_it_was_not_sent(key: str) -> None:
    reason = because(key, who="Rina", at=wib("2026-11-24 09:41"))
    assert reason_text(reason, "id", "Asia/Jakarta").startswith("Rina ")
    assert reason_text(reason, "en", "Asia/Jakarta").startswith("Rina ")


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_value_a_letter_lacks_is_told_in_words_and_an_unknown_one_by_its_name(language: str) -> None:
    text = reason_text(because("value_missing", names="sender_name, own_field"), language, None)
    assert "sender_name" not in text
    assert "own_field" in text


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("status", sorted(OFF))
def test_how_a_meeting_stands_is_told_in_words(language: str, status: str) -> None:
    assert say(language, f"report.status.{status}") in reason_text(
        because("meeting_off", status=status), language, None
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_kind_of_automatic_mail_has_a_word(language: str) -> None:
    for kind in get_args(AutomaticKind):
        assert say(language, f"console.message.automatic.{kind}")
