"""The parser processes that several readers share: each is one reader's at a time, and the next one's once it is done.

A reader that comes to the end of its page lets go of one process after the other, so that none waits for the page.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition, Thread
from typing import Generic, TypeVar

from liaison_sync.app.parser_process import ParserProcess

T = TypeVar("T")


class ParserPool(Generic[T]):
    """At most `most` processes; they start with the first reader, and a lost one is made up for by the next."""

    def __init__(self, most: int, new: Callable[[], ParserProcess[T]]) -> None:
        self._most, self._new = most, new
        self._free: list[ParserProcess[T]] = []
        self._alive = 0
        self._over = False
        self._changed = Condition()

    def warm(self) -> None:
        """Start the processes while others do something else; returns at once."""
        if self._most and not self._alive:
            Thread(target=self._warm, daemon=True, name="parsers").start()

    def _warm(self) -> None:
        with self._changed:
            if not self._over:
                self._start()

    def _start(self) -> None:
        while self._alive < self._most:
            self._free.append(self._new())
            self._alive += 1

    def borrow(self, *, wait: bool) -> list[ParserProcess[T]]:
        """All that are free; with `wait`, once there is one."""
        with self._changed:
            self._start()
            if wait:
                self._changed.wait_for(lambda: self._free)
            borrowed, self._free = self._free, []
        return borrowed

    def back(self, process: ParserProcess[T]) -> None:
        """It owes no answer, and may be another's."""
        with self._changed:
            self._free.append(process)
            self._changed.notify()

    def lose(self, process: ParserProcess[T]) -> None:
        """It failed, or its answers are nobody's any more."""
        process.end()
        with self._changed:
            self._alive -= 1
            self._start()
            self._changed.notify()

    def close(self) -> None:
        """End all of them, once nobody reads."""
        with self._changed:
            self._over = True
            self._changed.wait_for(lambda: len(self._free) == self._alive)
            while self._free:
                self._free.pop().end()
                self._alive -= 1
