"""Calendars made to cost: none takes long or much memory, none raises, and what is left out is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.inspect.bombs import FILES, LISTS, RULES, judged, listed
from tests.yardstick import within

# seconds; a rule takes 75 ms at most, a megabyte of dates or zones 230 ms, thousands of components 300 ms
RULE, LIST, FILE = 0.2, 0.3, 0.9
MEMORY = 64 << 10  # KiB


def _looked_at(path: Path, raw: bytes, patience: float) -> str:
    """The problems told; fails where it takes longer than `patience`."""
    path.write_bytes(raw)
    expanded = within(patience, lambda: listed(raw))
    told = within(patience, lambda: judged(path))
    assert told["facts"]
    return " ".join([*expanded["problems"], *told["problems"]])


@pytest.mark.parametrize("name", RULES)
def test_a_rule_made_to_cost_is_done_with_soon(tmp_path: Path, name: str) -> None:
    raw, problem = RULES[name]
    assert problem in _looked_at(tmp_path / "bom.ics", raw, RULE)


@pytest.mark.parametrize("name", LISTS)
def test_lists_of_dates_and_zones_made_to_cost_are_read_soon(tmp_path: Path, name: str) -> None:
    made, problem = LISTS[name]
    assert problem in _looked_at(tmp_path / "bom.ics", made(), LIST)


@pytest.mark.parametrize("name", FILES)
def test_a_calendar_made_to_cost_is_read_soon_and_what_is_left_out_is_told(tmp_path: Path, name: str) -> None:
    made, problem = FILES[name]
    assert problem in _looked_at(tmp_path / "bom.ics", made(), FILE)


def test_none_of_them_takes_more_than_64_mib_of_memory() -> None:
    """The peak of a process that reads one after another."""
    told = subprocess.run([sys.executable, "-m", "tests.inspect.bombs"], capture_output=True, text=True, check=True)
    assert int(told.stdout) < MEMORY, told.stderr
