"""How far a folder of an Exchange Server has been read: its SyncState as the server gave it; opaque, versioned text."""

from __future__ import annotations

import json

from liaison_sync.domain.errors import CursorInvalid
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Cursor

VERSION = "ews1"


@dataclass(frozen=True, slots=True)
class State:
    """`sync` is the server's own state, "" before the first page; `settled`: a round was walked to its end."""

    sync: str
    owner: str  # a digest of server, mailbox and folder
    settled: bool = False
    anew: bool = False  # this round was begun to compare everything

    def text(self) -> Cursor:
        told = [self.sync, self.owner, self.settled, self.anew]
        return Cursor(f"{VERSION} {json.dumps(told, separators=(',', ':'))}")


def read(cursor: Cursor, owner: str) -> State:
    """Raises CursorInvalid for anything that is not ours, or not this owner's."""
    version, _, text = cursor.partition(" ")
    try:
        match json.loads(text) if version == VERSION else None:
            case [str(sync), str(whose), bool(settled), bool(anew)] if whose == owner and sync.isascii():
                if sync.isprintable():
                    return State(sync, owner, settled, anew)
    except (ValueError, RecursionError):
        pass
    raise CursorInvalid(operation="changes", detail=cursor[:60])
