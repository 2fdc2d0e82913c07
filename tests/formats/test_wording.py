"""One and several; an operator's own words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from liaison_sync.formats.wording import MissingWording, operator_folder, say


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    operator_folder(None)


def test_what_the_operators_folder_says_goes_before_what_we_ship_and_the_rest_stays(tmp_path: Path) -> None:
    shipped = say("en", "run.console", url="x")
    own = tmp_path / "lang" / "id" / "run.toml"
    own.parent.mkdir(parents=True)
    own.write_text('console = "Meja kerja: {url}"\n', "utf-8")
    operator_folder(tmp_path)
    assert say("id", "run.console", url="x") == "Meja kerja: x"
    assert say("en", "run.console", url="x") == shipped
    assert say("id", "run.stopped") != ""


def test_a_key_nobody_worded_is_an_error() -> None:
    with pytest.raises(MissingWording, match=r"id: run\.nothing"):
        say("id", "run.nothing")


@pytest.mark.parametrize(
    ("n", "told"), [(1, "1 attachment"), ("1", "1 attachment"), (0, "0 attachments"), (2, "2 attachments")]
)
def test_one_thing_is_told_as_one(n: object, told: str) -> None:
    assert say("en", "console.thread.files", n=n) == told
    assert say("id", "console.thread.files", n=n) == f"{n} lampiran"


def test_words_for_one_and_for_several_may_hold_other_values() -> None:
    assert say("en", "arrange.will_move", n=1, subject="A|B") == "This message moves to the thread “A|B”:"
    assert say("en", "arrange.will_move", n=3, subject="{n}") == "These 3 messages move to the thread “{n}”:"
