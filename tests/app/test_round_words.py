"""What a round says of itself at the terminal."""

from __future__ import annotations

import pytest

from liaison_sync.app.poll import Polled
from liaison_sync.app.round import Round

LEFT_OUT = {"Drafts": "drafts_folder", "Trash": "trash_folder", "Arsip/2019": "ignored_folder"}


@pytest.mark.parametrize("language", ["id", "en"])
def test_folders_that_are_not_read_are_told_once_a_pass_in_one_line(language: str) -> None:
    boxes = [Polled(mailbox=name, excluded=dict(LEFT_OUT)) for name in ("humas", "event")]
    lines = list(Round(polled=boxes).lines(language))
    assert len(lines) == len(boxes) + 2
    (told,) = (line for line in lines if "Drafts" in line)
    assert [told.count(folder) for folder in LEFT_OUT] == [1, 1, 1]
    assert "ignore_folders" in told


def test_a_round_that_reads_every_folder_speaks_of_none() -> None:
    assert len(list(Round(polled=[Polled(mailbox="humas")]).lines("id"))) == 2
