"""How far a feed has been read: the stamp of the state it was read in, and each item's version; opaque text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from hashlib import sha256

from liaison_sync.connections.feed_client import Stamp
from liaison_sync.domain.errors import CursorInvalid
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Cursor

VERSION = "feed1"
UNKNOWN = Stamp()


@dataclass(frozen=True, slots=True)
class State:
    """`items`: locator → version, of all handed out so far. The stamp is empty until a state was read to its end."""

    owner: str  # a digest of the address: another feed's versions mean nothing
    stamp: Stamp = UNKNOWN
    items: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> Cursor:
        told = [self.owner, self.stamp.etag, self.stamp.modified, self.items]
        return Cursor(f"{VERSION} {json.dumps(told, separators=(',', ':'), sort_keys=True)}")


def of(address: str) -> str:
    """The mark of a feed's address, which may be a secret."""
    return sha256(address.encode()).hexdigest()[:16]


def read(cursor: Cursor | None, owner: str) -> State:
    """Raises CursorInvalid for anything that is not ours, or not of this feed."""
    if cursor is None:
        return State(owner)
    version, _, text = cursor.partition(" ")
    try:
        match json.loads(text) if version == VERSION else None:
            case [str(whose), str(etag), str(modified), dict(items)]:
                if whose == owner and all(isinstance(one, str) for one in items.values()):
                    return State(owner, Stamp(etag, modified), items)
    except (ValueError, RecursionError):
        pass
    raise CursorInvalid(operation="changes", detail=cursor[:60])
