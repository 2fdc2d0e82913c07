"""`python -m benchmarks.values`: making and filling a class of values, beside the standard library's frozen one."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Any

from liaison_sync.domain import value

CLASSES, VALUES, ROUNDS = 200, 100_000, 7
_WHAT = ("a class made", "a value made", "two compared", "one hashed")
_CLASS = {"__annotations__": dict.fromkeys(("a", "b", "c", "d", "e", "f"), "str"), "__doc__": "Six fields."}


def main() -> None:
    ours, theirs = _each(value.dataclass), _each(dataclasses.dataclass)
    for what, mine, other in zip(_WHAT, ours, theirs, strict=True):
        print(f"{what}: {mine * 1e6:.2f} µs beside {other * 1e6:.2f} µs, {other / mine:.1f} times")


def _each(dataclass: Any) -> tuple[float, ...]:
    def make() -> Any:
        return dataclass(frozen=True, slots=True)(type("Value", (), dict(_CLASS, __module__=__name__)))

    kind = make()
    one, other = kind(*"abcdef"), kind(*"abcdef")
    return (
        _fastest(make, CLASSES),
        _fastest(lambda: kind("a", "b", "c", "d", "e", "f"), VALUES),
        _fastest(lambda: one == other, VALUES),
        _fastest(lambda: hash(one), VALUES),
    )


def _fastest(what: Callable[[], object], times: int) -> float:
    """Seconds of CPU for one, in the fastest of some rounds."""
    rounds = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for _ in range(times):
            what()
        rounds.append((time.process_time() - begin) / times)
    return min(rounds)


if __name__ == "__main__":
    main()
