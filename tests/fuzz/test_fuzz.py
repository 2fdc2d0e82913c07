"""No bytes make parsing, quotes, bounces or winmail.dat raise, or take more than 250 ms or 200 MB."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.fuzz.edits import edited, seeds
from tests.fuzz.targets import TARGETS, judged, winmail
from tests.fuzz.winmails import winmails

_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
_NIGHT = 160.0  # seconds a target: more than ten minutes in all
_DAY = 2.5


def _run(target: Callable[[bytes], None], start: int, examples: int) -> None:
    known: st.SearchStrategy[bytes] = edited(winmails() if target is winmail else [*seeds(), *winmails()])

    @seed(start)
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=_CHECKS)
    @given(known)
    def once(raw: bytes) -> None:
        judged(target, raw)

    once()


def _run_for(target: Callable[[bytes], None], seconds: float, start: int, examples: int) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        _run(target, start, examples)
        start += 1


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.__name__)
def test_no_edit_breaks_a_limit(target: Callable[[bytes], None]) -> None:
    _run_for(target, _DAY, 20261123, 20)


@pytest.mark.nightly
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.__name__)
def test_no_edit_breaks_a_limit_all_night(target: Callable[[bytes], None]) -> None:
    _run_for(target, _NIGHT, random.SystemRandom().randrange(2**32), 200)
