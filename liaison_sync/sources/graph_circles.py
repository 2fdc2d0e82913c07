"""A walk that never ends: pages that come again and again, each with another link to go on by.

Seen of `calendarView/delta` in mailboxes with many series. Pages that hold nothing are no circle: they may go on for
long, and an item may be told twice.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import field
from hashlib import sha256

from liaison_sync.connections.graph_answer import Json
from liaison_sync.domain.errors import FolderRefused
from liaison_sync.domain.value import dataclass

MOST_TIMES = 5  # that one page may come within one walk
MOST_KEPT = 20_000


@dataclass(slots=True)
class Circles:
    """The pages met in the walk of each folder, as digests, until that walk comes to its end."""

    met: dict[str, Counter[bytes]] = field(default_factory=dict)

    def heed(self, owner: str, values: Sequence[Json], *, last: bool) -> None:
        """Raises FolderRefused where a page came too often; the other folders are read."""
        if last or not values:
            if last:
                self.met.pop(owner, None)
            return
        seen = self.met.setdefault(owner, Counter())
        if len(seen) >= MOST_KEPT:
            seen.clear()
        page = _digest(values)
        seen[page] += 1
        if seen[page] > MOST_TIMES:
            del self.met[owner]
            raise FolderRefused(operation="changes", detail="its changes are told again and again, without an end")


def _digest(values: Sequence[Json]) -> bytes:
    """Of what a page says, whatever version it says it of."""
    bare = [{name: value for name, value in one.items() if name != "@odata.etag"} for one in values]
    return sha256(json.dumps(bare, sort_keys=True).encode("utf-8", "surrogatepass")).digest()[:12]
