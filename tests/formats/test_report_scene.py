"""The reports' pictures in docs/screenshots/reports are of the reports as they are."""

from __future__ import annotations

from pathlib import Path

from tests.formats.report_scene import LOOKS, scenes, snapshot

FOLDER = Path(__file__).parents[2] / "docs/screenshots/reports"


def test_each_picture_shows_its_report_as_it_is_today() -> None:
    """Where this fails: `python -m tests.journey.report_pictures`, look at what changed, and commit both."""
    every = list(scenes())
    assert (FOLDER / "rendered.txt").read_text("utf-8").splitlines() == [f"{one.digest}  {one.name}" for one in every]
    looks = {f"{one.name}.{width}-{scheme}" for one in every for width, scheme in LOOKS}
    assert {one.stem for one in FOLDER.glob("*.png")} == looks


def test_the_pictured_week_has_almost_every_section() -> None:
    told = {one.key for one in snapshot().sections}
    assert told >= {"summary", "correspondence", "turns", "meetings", "actions", "followups", "problems", "letters"}
