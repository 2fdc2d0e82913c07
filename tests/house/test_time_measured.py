"""No test depends on how busy the machine is: time is told by the yardstick beside it."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import python, text
from tests.yardstick import spent_on, within

CLOCK = re.compile(r"\b(?:process_time|thread_time|perf_counter)\(\)")
OF_THEIR_OWN = {
    "tests/formats/test_quotes.py": "compares a text with one of twice its length",
    "tests/fuzz/targets.py": "asks the yardstick where the clock says too long",
    "tests/yardstick.py": "is the yardstick",
}


def test_tests_read_no_clock_but_by_the_yardstick() -> None:
    found = {str(name) for name in python("tests") if CLOCK.search(text(name))}
    assert found == OF_THEIR_OWN.keys()


def test_work_that_takes_longer_than_allowed_fails() -> None:
    with pytest.raises(AssertionError, match="longer than allowed"):
        within(0.001, lambda: sum(range(1_000_000)), tries=2)


def test_twice_the_work_takes_twice_as_long() -> None:
    once, twice = (min(_adding(size) for _ in range(9)) for size in (1_000_000, 2_000_000))
    assert 1.4 < twice / once < 2.9


def _adding(size: int) -> float:
    return spent_on(lambda: sum(range(size)))[0]
