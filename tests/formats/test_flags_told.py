"""What does not fit in an invitation stands in the briefing of its meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from liaison_sync.domain.triggers import briefing
from liaison_sync.domain.view import ActionItem
from liaison_sync.formats.letter_builders import letter_for, salutation_for
from liaison_sync.formats.letter_files import find
from liaison_sync.formats.letter_values import values_of
from liaison_sync.formats.render import render
from tests.domain.followup_stage import RINA, context, meeting

FLAGS = ("text_conflict:weekday", "zone_contradicts_vtimezone", f"outdated_answer:{RINA}:ACCEPTED")


# As the store keeps a deadline: the end of that day, UTC, which is the next morning in Jakarta.
DENAH = ActionItem("a1", "Kirim denah", RINA, ours=True, due=datetime(2026, 11, 27, 23, 59, tzinfo=UTC))


def _told(language: str, flags: tuple[str, ...]) -> str:
    view, at = meeting(flags=flags, actions=(DENAH,)), context("2026-11-24 10:00")
    found = briefing.watch(view, at)
    assert found is not None
    asked = replace(found, language=language)
    letter = letter_for(asked, view, at, salutation=salutation_for(asked, at, {}), link="https://x.example")
    return render(find("briefing", language).text, values_of(letter)).text


@pytest.mark.parametrize(
    ("language", "heading", "words"),
    [
        (
            "id",
            "Perlu diperiksa:",
            (
                "Hari di teks tidak cocok dengan tanggalnya",
                "Nama zona waktu dan aturannya dalam undangan berbeda",
                "Jawaban atas undangan lama: Rina (Hadir)",
            ),
        ),
        (
            "en",
            "Needs checking:",
            (
                "The weekday in the text does not match its date",
                "The time zone's name and its rules in the invitation differ",
                "Answer to an older version: Rina (Accepted)",
            ),
        ),
    ],
)
def test_a_briefing_tells_what_does_not_fit(language: str, heading: str, words: tuple[str, ...]) -> None:
    text = _told(language, FLAGS)
    assert "\n".join([heading, *(f"- {one}" for one in words)]) in text
    assert heading not in _told(language, ())


def test_a_promise_is_due_on_its_day_wherever_the_briefing_is_read() -> None:
    assert "27 Nov 2026" in _told("id", ())
    assert "28 Nov 2026" not in _told("id", ())
