"""CPU seconds that hold on a busy machine too: a fixed piece of work, timed in the same moment, is the measure."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
AT_REST = 0.0035  # seconds the fixed work takes on the idle machine for which limits are written
NAMES = [f"Nama {number:03d}" for number in range(100)]
ROUNDS = 100


def within(seconds: float, work: Callable[[], T], *, tries: int = 5) -> T:
    """What `work` returns. Raises AssertionError where none of `tries` runs took less than these idle `seconds`."""
    took = []
    for _ in range(tries):
        spent, found = spent_on(work)
        if spent < seconds:
            return found
        took.append(spent)
    raise AssertionError(f"longer than allowed: {min(took):.3f} s of an idle machine, not {seconds} s")


def spent_on(work: Callable[[], T], clock: Callable[[], float] = time.thread_time) -> tuple[float, T]:
    """What one run takes in CPU seconds of an idle machine, and what it returns; by `clock`, of this thread alone.

    The fixed work is timed before and after. What the process already holds is kept from the collector, which would
    go through all of it again and again: that is nobody's work here.
    """
    gc.freeze()
    try:
        before = _seconds(_fixed_work)
        begun = clock()
        found = work()
        spent = clock() - begun
        after = _seconds(_fixed_work)
    finally:
        gc.unfreeze()
    return spent * 2 * AT_REST / (before + after), found


def _seconds(work: Callable[[], object]) -> float:
    begun = time.thread_time()
    work()
    return time.thread_time() - begun


def _fixed_work() -> None:
    """Strings, objects, a table and a sort, as our own code makes them; little at a time, so nothing is collected."""
    for _ in range(ROUNDS):
        table = {name: (name[::-1], len(name)) for name in NAMES}
        for name, (back, length) in sorted(table.items(), key=lambda entry: entry[1]):
            f"{name}:{back}".split(":")[0].casefold()[:length]
