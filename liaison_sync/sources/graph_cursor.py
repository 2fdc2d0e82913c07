"""How far a folder of Graph has been read: the link that goes on, kept without its host; opaque, versioned text.

`done` are digests of the items of that page handed out already, where a page of the service's is larger than ours:
the page is asked for again, in whatever order it comes, and the rest of it is handed out.
"""

from __future__ import annotations

import json
from hashlib import sha256

from liaison_sync.domain.errors import CursorInvalid
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Cursor

VERSION = "graph1"


@dataclass(frozen=True, slots=True)
class State:
    """`link` is the path to ask next, below the API's version; `settled`: a round was walked to its end."""

    link: str
    owner: str  # a digest of mailbox and folder
    settled: bool = False
    done: tuple[str, ...] = ()
    anew: bool = False  # this round was begun to compare everything
    begun: str = ""  # the day the window of a calendar was opened (ISO 8601)
    masters: tuple[str, ...] = ()  # the series met in a calendar

    def text(self) -> Cursor:
        told = [self.link, self.owner, self.settled, self.done, self.anew, self.begun, self.masters]
        return Cursor(f"{VERSION} {json.dumps(told, separators=(',', ':'))}")


def read(cursor: Cursor, owner: str) -> State:
    """Raises CursorInvalid for anything that is not ours, or not this owner's."""
    version, _, text = cursor.partition(" ")
    try:
        match json.loads(text) if version == VERSION else None:
            case [str(link), str(whose), bool(settled), list(done), bool(anew), str(begun), list(masters)]:
                if whose == owner and link.startswith("/users") and _texts(done, masters):
                    return State(link, owner, settled, tuple(done), anew, begun, tuple(masters))
    except (ValueError, RecursionError):
        pass
    raise CursorInvalid(operation="changes", detail=cursor[:60])


def _texts(*lists: list[object]) -> bool:
    return all(isinstance(one, str) for each in lists for one in each)


def mark(locator: str) -> str:
    """A short digest of an item, enough to know it again within one page."""
    return sha256(locator.encode("utf-8", "replace")).hexdigest()[:12]
