"""Every verdict, rule, status and flag can be said in both languages."""

from __future__ import annotations

from typing import get_args

import pytest

from liaison_sync.domain.candidate import SERIES
from liaison_sync.domain.candidate import STATUS as CANDIDATE
from liaison_sync.domain.conduct import Conduct, NotHeld
from liaison_sync.domain.itip.meeting import VerdictKind
from liaison_sync.domain.itip.rules import FLAGS, RULES
from liaison_sync.domain.message import Repeats
from liaison_sync.domain.scheduling import Status
from liaison_sync.formats.wording import LANGUAGES, catalogue

KEYS = {
    *(f"rule.{rule}" for rule in RULES),
    *(f"flag.{flag}" for flag in FLAGS if flag != "text_conflict"),
    *(f"flag.text_conflict.{kind}" for kind in ("zone", "time", "weekday", "date", "place")),
    *(f"flag.{SERIES}.{often}" for often in get_args(Repeats)),
    *(f"status.{status}" for status in (*get_args(Status), CANDIDATE)),
    *(f"verdict.{verdict}" for verdict in get_args(VerdictKind)),
    *(f"conduct.{conduct}" for conduct in get_args(Conduct)),
    *(f"not_held.{reason}" for reason in get_args(NotHeld)),
    *(f"proposal.{state}" for state in ("open", "declined", "accepted", "superseded")),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_lacks_words_and_nothing_is_worded_in_vain(language: str) -> None:
    assert {key.removeprefix("engagements.") for key in catalogue(language) if key.startswith("engagements.")} == KEYS
