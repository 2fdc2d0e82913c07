"""A bell: wakes a thread that waits for a socket, as `threading.Event` wakes one that waits for nothing else."""

from __future__ import annotations

import os
import select
from contextlib import suppress


class Bell:
    """Rung by any thread, waited for by one. Holds two descriptors until it is closed."""

    def __init__(self) -> None:
        self._heard, self._told = os.pipe()
        os.set_blocking(self._heard, False)
        os.set_blocking(self._told, False)
        self._rung = False

    def fileno(self) -> int:
        """What `select.poll` finds readable once it was rung."""
        return self._heard

    def is_set(self) -> bool:
        return self._rung

    def ring(self) -> None:
        """Wakes the one who waits, or the next one to; again and again is the same as once."""
        if not self._rung:
            self._rung = True
            with suppress(BlockingIOError):
                os.write(self._told, b".")

    def clear(self) -> None:
        with suppress(BlockingIOError):
            os.read(self._heard, 64)
        self._rung = False

    def wait(self, seconds: float) -> bool:
        """Whether it was rung within `seconds`."""
        if not self._rung:
            poll = select.poll()
            poll.register(self._heard, select.POLLIN)
            poll.poll(seconds * 1000)
        return self._rung

    def close(self) -> None:
        os.close(self._heard)
        os.close(self._told)
