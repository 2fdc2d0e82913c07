"""Points at which a crash test may kill the process: every write statement, every commit, and the named ones.

`LIAISON_FAILPOINT=N` kills with SIGKILL at the N-th point (`LIAISON_FAILPOINT_SIGNAL=SIGSTOP` pauses instead);
`LIAISON_FAILPOINT_TRACE=FILE` lists the points passed. Without either variable nothing is watched.
"""

from __future__ import annotations

import os
import signal
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event

from liaison_sync.domain.value import dataclass


@dataclass(slots=True)
class _Armed:
    at: int = int(os.environ.get("LIAISON_FAILPOINT", "0"))
    kind: signal.Signals = signal.Signals[os.environ.get("LIAISON_FAILPOINT_SIGNAL", "SIGKILL")]
    trace: str = os.environ.get("LIAISON_FAILPOINT_TRACE", "")
    counter: count[int] = count(1)  # one a process


_armed = _Armed()


def arm(at: int = 0, *, trace: str = "", kind: signal.Signals = signal.SIGKILL) -> None:
    """Start counting anew, for a process that was forked ready-made; engines made from now on are watched."""
    _armed.at, _armed.trace, _armed.kind, _armed.counter = at, trace, kind, count(1)


def hit(name: str) -> None:
    """Pass the point `name`: note it, or end here."""
    if not _armed.at and not _armed.trace:
        return
    n = next(_armed.counter)
    if _armed.trace:
        with Path(_armed.trace).open("a", encoding="utf-8") as file:
            file.write(f"{n} {name}\n")
    if n == _armed.at:
        os.kill(os.getpid(), _armed.kind)


def watch(engine: Engine) -> None:
    """Make every write statement and both sides of every commit a point."""
    if not _armed.at and not _armed.trace:
        return
    event.listen(engine, "before_cursor_execute", _before_statement)
    event.listen(engine, "commit", lambda _connection: hit("commit"))


def _before_statement(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
    words = statement.split(maxsplit=3)
    if words[0] in {"INSERT", "UPDATE", "DELETE"}:
        hit(" ".join(words[:3]).lower())
