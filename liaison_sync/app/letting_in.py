"""What a page brings is decided together; a message over which that fails is set aside alone, and the others go on.

Nothing that arrives may stop a mailbox: what our own code cannot take is quarantined with its bytes, and tried again
when somebody replays it, or after an update.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from liaison_sync.app.ingest import Copy, ingest
from liaison_sync.app.log import log
from liaison_sync.app.parsing import set_aside
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.errors import Failure

REASON = "not_taken_in"
_NOT_OF_A_MESSAGE = (SQLAlchemyError, Failure, OSError)  # the store's trouble, or the machine's


def let_in(connection: Connection, service: Service, copies: Sequence[Copy], now: datetime) -> list[c.Change]:
    """As `ingest`, whatever the copies hold; writes nothing itself."""

    def decide(some: Sequence[Copy]) -> list[c.Change]:
        return ingest(connection, service, some, now) if some else []

    try:
        return decide(copies)
    except _NOT_OF_A_MESSAGE:
        raise
    except Exception as error:
        poison = _poison(decide, [one for one in copies if one.read.parsed.message.quarantined is None])
        if not poison:
            raise
        log().exception("messages set aside", sha256=[one.read.sha256 for one in poison])
        rest = [_aside(one, error) if one in poison else one for one in copies]
        return let_in(connection, service, rest, now)


def _poison(decide: Callable[[Sequence[Copy]], list[c.Change]], copies: Sequence[Copy]) -> Sequence[Copy]:
    """Those over which deciding fails: each alone, else the last of those over which it fails together."""
    try:
        decide(copies)
    except _NOT_OF_A_MESSAGE:
        raise
    except Exception:
        middle = len(copies) // 2
        halves = (copies[:middle], copies[middle:]) if middle else ()
        return [one for half in halves for one in _poison(decide, half)] or copies[-1:]
    return ()


def _aside(one: Copy, error: Exception) -> Copy:
    read = set_aside(one.read, REASON, type(error).__name__)
    return replace(one, read=read, arrival=replace(one.arrival, message=read.parsed.message))
