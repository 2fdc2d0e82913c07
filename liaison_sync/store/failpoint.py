"""Points at which a crash test may kill the process: every statement and commit, and the named ones.

`LIAISON_FAILPOINT=N` kills with SIGKILL at the N-th point; `LIAISON_FAILPOINT_TRACE=FILE` lists the points passed.
Without either variable nothing is watched.
"""

from __future__ import annotations

import os
import signal
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event

_kill_at = int(os.environ.get("LIAISON_FAILPOINT", "0"))
_trace = os.environ.get("LIAISON_FAILPOINT_TRACE")
_counter = count(1)


def hit(name: str) -> None:
    """Pass the point `name`: note it, or end here."""
    if not _kill_at and not _trace:
        return
    n = next(_counter)
    if _trace:
        with Path(_trace).open("a", encoding="utf-8") as file:
            file.write(f"{n} {name}\n")
    if n == _kill_at:
        os.kill(os.getpid(), signal.SIGKILL)


def watch(engine: Engine) -> None:
    """Make every write statement and both sides of every commit a point."""
    if not _kill_at and not _trace:
        return
    event.listen(engine, "before_cursor_execute", _before_statement)
    event.listen(engine, "commit", lambda _connection: hit("commit"))


def _before_statement(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
    words = statement.split(maxsplit=3)
    if words[0] in {"INSERT", "UPDATE", "DELETE"}:
        hit(" ".join(words[:3]).lower())
