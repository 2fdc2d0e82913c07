"""Calendars made to cost: none takes long or much memory, none raises, and what is left out is told."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.inspect.bombs import FILES, RULES, judged, listed

# Seconds of CPU, one of three times. At rest a rule takes 50 ms at most, a file of thousands of components 250 ms;
# on a machine at work everything takes twice that.
RULE, FILE = 0.1, 0.5
MEMORY = 64 << 10  # KiB


def _done_within(seconds: float, work: Callable[[], object]) -> bool:
    for _ in range(3):
        begun = time.process_time()
        work()
        if time.process_time() - begun < seconds:
            return True
    return False


def _looked_at(path: Path, raw: bytes, patience: float) -> str:
    """The problems told; fails where it takes longer than `patience`."""
    path.write_bytes(raw)
    assert _done_within(patience, lambda: listed(raw))
    assert _done_within(1.5 * patience, lambda: judged(path))  # that writes thousands of verdicts down besides
    told = judged(path)
    assert told["facts"]
    return " ".join([*listed(raw)["problems"], *told["problems"]])


@pytest.mark.parametrize("name", RULES)
def test_a_rule_made_to_cost_is_done_with_soon(tmp_path: Path, name: str) -> None:
    raw, problem = RULES[name]
    assert problem in _looked_at(tmp_path / "bom.ics", raw, RULE)


@pytest.mark.parametrize("name", FILES)
def test_a_calendar_made_to_cost_is_read_soon_and_what_is_left_out_is_told(tmp_path: Path, name: str) -> None:
    made, problem = FILES[name]
    assert problem in _looked_at(tmp_path / "bom.ics", made(), FILE)


def test_none_of_them_takes_more_than_64_mib_of_memory() -> None:
    """The peak of a process that reads one after another."""
    told = subprocess.run([sys.executable, "-m", "tests.inspect.bombs"], capture_output=True, text=True, check=True)
    assert int(told.stdout) < MEMORY, told.stderr
