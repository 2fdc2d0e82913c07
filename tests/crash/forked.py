"""A life of its own for a piece of work: forked ready-made, and over where it waits for ever."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from collections.abc import Callable

SECONDS = 200  # longer than any life takes on a busy machine


def bounded() -> None:
    """From here on this process has so long to live; it says where it stood when that is over."""
    faulthandler.register(signal.SIGALRM, file=2, chain=True)
    signal.alarm(SECONDS)


def forked(work: Callable[[], object], born: Callable[[int], object] = lambda _child: None) -> int:
    """Does the work in a process of its own; its wait status. `born` hears of the process at once."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            bounded()
            work()
            status = 0
        finally:
            if status:
                sys.excepthook(*sys.exc_info())
            os._exit(status)
    born(child)
    return os.waitpid(child, 0)[1]
