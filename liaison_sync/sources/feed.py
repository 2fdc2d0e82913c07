"""A calendar published at an https address (RFC 5545), as a `Source` of one calendar: asked for whole, read by items.

A feed that answers with anything but a whole calendar changes nothing: nothing is read, nothing counts as taken out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from types import TracebackType

from liaison_sync.connections import feed_client
from liaison_sync.connections.doctor import found_by, network
from liaison_sync.connections.feed_client import FeedSettings, Stamp
from liaison_sync.connections.translate import at_the_door
from liaison_sync.domain.errors import ProtocolViolation
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import calendar_feed
from liaison_sync.formats.calendar_feed import Item
from liaison_sync.ports import (
    PAGE_MESSAGES,
    Cursor,
    Fetched,
    Finding,
    Folder,
    Gone,
    Missing,
    Page,
    Probe,
    Raw,
    Ref,
    Seen,
    TooLarge,
)
from liaison_sync.sources import feed_cursor
from liaison_sync.sources.feed_cursor import State

FOLDER = "calendar:feed"
HEAD_BYTES = 4096
_REFUSED = {"not_calendar": "feed_not_calendar", "cut_off": "feed_cut_off", "too_large": "feed_too_large"}


@dataclass(frozen=True, slots=True)
class _Held:
    """A state of the feed, as it was last asked for."""

    stamp: Stamp
    items: Mapping[str, Item]


class FeedSource:
    """See `Source`. An item is known by its UID; nothing is kept beyond the pass."""

    changes_tell = True  # whether there is news: no question is cheaper

    def __init__(self, account: str, settings: FeedSettings) -> None:
        self.account, self.settings = account, settings
        self._held: _Held | None = None
        self._walked: Cursor | None = None  # a walk of the state held goes on here

    def probe(self) -> Probe:
        with self._door("probe"):
            self._whole()
            return Probe(self.settings.host, frozenset({"ICALENDAR"}), read_only=True)

    def findings(self) -> list[Finding]:
        return found_by(self._steps(), self.account, self.settings.host)

    def _steps(self) -> Iterator[Finding]:
        yield from network(self.settings.place)
        number = len(self._whole().items)
        yield Finding("ok", "doctor.tls", {"host": self.settings.host, "mode": "https"})
        if number:
            yield Finding("ok", "doctor.feed", {"host": self.settings.host, "number": str(number)})
        else:
            yield Finding("warn", "doctor.feed_empty", {"host": self.settings.host})

    def folders(self) -> list[Folder]:
        return [Folder(FOLDER, self.settings.host, "calendar")]

    def stale(self, cursors: dict[str, Cursor | None]) -> list[str]:
        """All: whether anything changed is asked with the feed itself."""
        return list(cursors)

    def changes(self, folder: Folder, cursor: Cursor | None, limit: int = PAGE_MESSAGES, *, full: bool = False) -> Page:
        with self._door("changes"):
            state = feed_cursor.read(cursor, feed_cursor.of(self.settings.address))
            held = self._held if cursor is not None and cursor == self._walked else None
            if held is None:
                held = self._since(Stamp() if full else state.stamp)
            return self._page(folder.id, state, held, limit)

    def _page(self, folder: str, state: State, held: _Held | None, limit: int) -> Page:
        """The next items that changed, and with the last of them those that are there no more."""
        if held is None:
            return Page((), state.text())
        fresh = [name for name, item in held.items.items() if state.items.get(name) != item.version]
        now = {name: held.items[name].version for name in fresh[:limit]}
        seen = tuple(Seen(Ref(folder, name, len(held.items[name].content))) for name in now)
        after = replace(state, items={**state.items, **now}, stamp=Stamp())
        if len(fresh) > limit:
            self._walked = after.text()
            return Page(seen, self._walked, more=True)
        left = sorted(after.items.keys() - held.items.keys())
        kept = {name: version for name, version in after.items.items() if name in held.items}
        settled = State(state.owner, held.stamp, kept)
        return Page((*seen, *(Gone(Ref(folder, name)) for name in left)), settled.text())

    def fetch(self, refs: Sequence[Ref], *, max_bytes: int) -> Iterator[Fetched]:
        with self._door("fetch"):
            held = self._held or self._whole()
        for ref in refs:
            item = held.items.get(ref.locator)
            if item is None:
                yield Missing(ref)
            elif len(item.content) > max_bytes:
                yield TooLarge(ref, len(item.content), item.content[:HEAD_BYTES])
            else:
                yield Raw(ref, item.content, "ics")

    def _whole(self) -> _Held:
        """What it holds now, whatever was known."""
        held = self._since(Stamp())
        if held is None:
            raise ProtocolViolation(operation="feed", key="unreadable_answer", detail="304")
        return held

    def _since(self, known: Stamp) -> _Held | None:
        """What it holds now; None where that is still the `known` state. Raises what keeps it from being used."""
        self._walked = None
        answer = feed_client.get(self.settings, known)
        if answer is None:
            return None
        content, stamp = answer
        found = calendar_feed.read(content)
        if found.refused:
            begun = content[:80].decode("utf-8", "replace")
            raise ProtocolViolation(operation="feed", key=_REFUSED[found.refused], detail=begun)
        self._held = _Held(stamp, found.items)
        return self._held

    def close(self) -> None:
        """Nothing stays open; what was asked for is asked for again."""
        self._held = self._walked = None

    def __enter__(self) -> FeedSource:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _door(self, operation: str) -> AbstractContextManager[None]:
        return at_the_door(self.account, operation, self.settings.host)
