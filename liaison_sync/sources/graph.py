"""A mailbox and its calendar in Microsoft 365, through Graph, as a `Source`: every request a GET."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from types import TracebackType

from pydantic import Field

from liaison_sync.connections.folders import excluded_by
from liaison_sync.connections.graph_answer import Json
from liaison_sync.connections.graph_client import GraphClient, client_of, of_id
from liaison_sync.connections.graph_settings import GraphSettings
from liaison_sync.domain.certificate import Inventory
from liaison_sync.domain.errors import CursorInvalid, FolderRefused, Permanent
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import (
    PAGE_MESSAGES,
    Cursor,
    Fetched,
    Finding,
    Folder,
    Item,
    Page,
    Probe,
    Ref,
    Seen,
)
from liaison_sync.sources import (
    exchange_cursor,
    graph_calendar,
    graph_doctor,
    graph_fetch,
    graph_folders,
    graph_inventory,
    graph_names,
    graph_page,
)
from liaison_sync.sources.folder_door import FolderDoor
from liaison_sync.sources.graph_circles import Circles
from liaison_sync.sources.graph_cursor import State, mark, read

_TOKEN = re.compile(r"[?&](?:\$|%24)?(?:skip|delta)token=", re.IGNORECASE)


class GraphMailboxSettings(GraphSettings):
    """One mailbox over Graph. `out_of_reach` is a mailbox `doctor` proves we may not open."""

    folders: tuple[str, ...] = Field(default=(), description="Read only these folders; empty: all but drafts and trash")
    ignore_folders: tuple[str, ...] = Field(default=(), description="Never read these folders")
    calendar: bool = Field(default=True, description="Read the default calendar as well")
    out_of_reach: str | None = Field(default=None, pattern=r"^[^\s/?#]+$", description="A mailbox not ours to read")


@dataclass(slots=True)
class _Ahead:
    """What a page of the service's holds beyond the page handed out: spares asking for it again."""

    cursor: Cursor
    rest: tuple[Item, ...]
    before: State
    after: State


class GraphSource:
    """See `Source`. `today` tells the day (UTC) a calendar's window is opened around."""

    changes_tell = True  # whether there is news: no question is cheaper

    def __init__(
        self,
        account: str,
        settings: GraphMailboxSettings,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self.account, self.settings, self.today = account, settings, today
        self._ahead: _Ahead | None = None
        self._circles = Circles()

    @property
    def client(self) -> GraphClient:
        return client_of(self.settings.access())

    def probe(self) -> Probe:
        with self._door("probe"):
            self.client.get(f"{self.client.user}/mailFolders/inbox", operation="probe", select="id")
            return Probe(self.settings.user, frozenset({"GRAPH", "IMMUTABLE-ID"}), read_only=False)

    def findings(self) -> list[Finding]:
        return graph_doctor.findings(self.account, self.settings, self.client, self.folders)

    def folders(self) -> list[Folder]:
        with self._door("folders"):
            found = graph_folders.listed(self.client)
            if self.settings.calendar:
                found += graph_folders.calendar(self.client)
        only, ignored = self.settings.folders, self.settings.ignore_folders
        return [replace(one, excluded=excluded_by(one.path, one.role, only, ignored)) for one in found]

    def stale(self, cursors: dict[str, Cursor | None]) -> list[str]:
        """All: a delta function that has nothing to tell is the cheapest question there is."""
        return list(cursors)

    def changes(self, folder: Folder, cursor: Cursor | None, limit: int = PAGE_MESSAGES, *, full: bool = False) -> Page:
        with self._door("changes"):
            if folder.shut:
                raise graph_calendar.refused()
            if self._ahead is not None and self._ahead.cursor == cursor:
                return self._rest(self._ahead, limit)
            self._ahead = None
            state = read(cursor, self._owner(folder)) if cursor is not None else None
            if folder.role == "calendar":
                return self._calendar(folder, state, limit)
            anew = state is not None and full and state.settled
            begun = state is None or anew
            here = State(self._first(folder), self._owner(folder), anew=anew) if state is None or anew else state
            return self._page(folder, here, limit, reset=begun and anew)

    def _owner(self, folder: Folder) -> str:
        """What a cursor belongs to: a link followed for somebody else would go on reading their mail."""
        return mark(f"{self.settings.endpoint} {self.settings.user.lower()} {folder.id}")

    def _first(self, folder: Folder) -> str:
        path = f"{self.client.user}/mailFolders/{of_id(folder.id)}/messages/delta"
        return f"{path}?$select={graph_page.SELECT}&$expand={graph_page.EXPAND.replace(' ', '%20')}"

    def _page(self, folder: Folder, state: State, limit: int, *, reset: bool) -> Page:
        found = self._asked(state, limit)
        after = replace(state, link=found.next or found.delta or "", settled=found.delta is not None, done=())
        now, rest = graph_page.cut(graph_page.items(folder.id, found.values), state.done, limit)
        return self._cut(now, rest, state, after, reset=reset)

    def _asked(self, state: State, limit: int) -> graph_page.Listed:
        told = self._told(state.link, limit)
        found = graph_page.listed(told, self.client.path_of)
        if found.next == state.link:
            raise FolderRefused(operation="changes", detail="a page of its changes leads to itself")
        self._circles.heed(state.owner, found.values, last=found.next is None)
        return found

    def _told(self, link: str, limit: int) -> Json:
        """A token may also be refused as no good request ("Badly formed token"): then the walk begins anew."""
        try:
            return self.client.get(link, operation="changes", prefer=f"odata.maxpagesize={limit}")
        except Permanent as failure:
            if failure.key != "request_refused" or not _TOKEN.search(link):
                raise
            raise CursorInvalid(operation="changes", detail=failure.detail) from None

    def _cut(
        self, now: tuple[Item, ...], rest: tuple[Item, ...], state: State, after: State, *, reset: bool = False
    ) -> Page:
        """A page of ours; what is left of the service's is remembered under the cursor that stands for it."""
        if not rest:
            return Page(now, after.text(), more=not after.settled, reset=reset)
        kept = replace(state, settled=False, done=(*state.done, *(mark(one.ref.locator) for one in now)))
        self._ahead = _Ahead(kept.text(), rest, kept, after)
        return Page(now, self._ahead.cursor, more=True, reset=reset)

    def _rest(self, ahead: _Ahead, limit: int) -> Page:
        now, rest = graph_page.cut(ahead.rest, (), limit)
        return self._cut(now, rest, ahead.before, ahead.after)

    def _calendar(self, folder: Folder, state: State | None, limit: int) -> Page:
        today = self.today()
        if state is None or graph_calendar.outgrown(state, today):
            path = f"{self.client.user}/calendarView/delta?{graph_calendar.window(today)}"
            state = State(path, self._owner(folder), begun=today.isoformat(), masters=state.masters if state else ())
        found = self._asked(state, limit)
        named, knowing = graph_calendar.named(folder.id, found.values, state)
        after = replace(knowing, link=found.next or found.delta or "", settled=found.delta is not None, done=())
        now, rest = graph_page.cut(named, state.done, limit)
        return self._cut(now, rest, knowing, after)

    def fetch(self, refs: Sequence[Ref], *, max_bytes: int) -> Iterator[Fetched]:
        one = partial(self._one, max_bytes=max_bytes)
        answers = graph_fetch.fetched(refs, one)
        while True:
            with self._door("fetch"):
                answer = next(answers, None)
            if answer is None:
                return
            yield answer

    def _one(self, ref: Ref, max_bytes: int) -> Fetched:
        if ref.folder.startswith(graph_calendar.FOLDER):
            return graph_fetch.event(self.client, ref, max_bytes, self.today())
        return graph_fetch.message(self.client, ref, max_bytes)

    # --- for a mailbox that was on an Exchange Server -----------------------------------------------------------

    predecessor = exchange_cursor.VERSION

    def renamed(self, ids: Sequence[str], folder: Folder) -> dict[str, str]:
        with self._door("migrate"):
            return graph_names.items(self.client, ids, "events" if folder.role == "calendar" else "messages")

    def renamed_folders(self, ids: Sequence[str]) -> dict[str, str]:
        """A calendar is told from a mail folder by what stands before its id."""
        bare = {id_: id_.removeprefix(graph_calendar.FOLDER) for id_ in ids}
        with self._door("migrate"):
            found = graph_names.folders(self.client, list(bare.values()))
        return {id_: id_[: -len(old)] + found[old] for id_, old in bare.items() if old in found}

    # --- for its certificate ----------------------------------------------------------------------------------

    def inventory(self, folder: Folder) -> Inventory:
        with self._door("inventory"):
            return graph_inventory.inventory(self.client, folder.id)

    def told(self, refs: Sequence[Ref]) -> list[tuple[Seen, bytes]]:
        with self._door("inventory"):
            return graph_inventory.told(self.client, refs)

    def sizes(self, folders: Sequence[Folder]) -> dict[str, int]:
        with self._door("inventory"):
            return graph_inventory.sizes(self.client, folders)

    def close(self) -> None:
        """The connection is kept for the next poll."""
        self._ahead = None

    def __enter__(self) -> GraphSource:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _door(self, operation: str) -> FolderDoor:
        return FolderDoor(self.account, operation, self.settings.host)
