"""A mailbox and its calendar on an Exchange Server, through its web services, as a `Source`: it only reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any

from pydantic import Field

from liaison_sync.connections.exchange_account import ExchangeAccount, account_of
from liaison_sync.connections.exchange_settings import ExchangeSettings
from liaison_sync.connections.exchange_xml import NS
from liaison_sync.connections.folders import excluded_by
from liaison_sync.domain.certificate import Inventory
from liaison_sync.domain.errors import Failure, ProtocolViolation
from liaison_sync.ports import PAGE_MESSAGES, Cursor, Fetched, Finding, Folder, Page, Probe, Ref, Seen
from liaison_sync.sources import (
    exchange_calendar,
    exchange_doctor,
    exchange_fetch,
    exchange_folders,
    exchange_inventory,
    exchange_page,
)
from liaison_sync.sources.exchange_cursor import State, read
from liaison_sync.sources.exchange_items import of_items
from liaison_sync.sources.folder_door import FolderDoor
from liaison_sync.sources.graph_calendar import FOLDER, refused
from liaison_sync.sources.graph_cursor import mark


class ExchangeMailboxSettings(ExchangeSettings):
    """One mailbox of an Exchange Server."""

    folders: tuple[str, ...] = Field(default=(), description="Read only these folders; empty: all but drafts and trash")
    ignore_folders: tuple[str, ...] = Field(default=(), description="Never read these folders")
    calendar: bool = Field(default=True, description="Read the default calendar as well")


class ExchangeSource:
    """See `Source`. `today` tells the day (UTC) before which meetings are long over."""

    changes_tell = True  # whether there is news: no question is cheaper

    def __init__(
        self,
        account: str,
        settings: ExchangeMailboxSettings,
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
    ) -> None:
        self.account, self.settings, self.today = account, settings, today

    @property
    def server(self) -> ExchangeAccount:
        return account_of(self.settings.account())

    def probe(self) -> Probe:
        with self._door("probe"):
            exchange_folders.inbox(self.server, "probe")
            return Probe(self.settings.user, frozenset({"EWS", self.server.version}), read_only=False)

    def findings(self) -> list[Finding]:
        return exchange_doctor.findings(self.account, self.server, self.settings.folders, self.folders)

    def folders(self) -> list[Folder]:
        with self._door("folders"):
            found = exchange_folders.listed(self.server)
            if self.settings.calendar:
                found += exchange_calendar.folder(self.server)
        only, ignored = self.settings.folders, self.settings.ignore_folders
        return [replace(one, excluded=excluded_by(one.path, one.role, only, ignored)) for one in found]

    def stale(self, cursors: dict[str, Cursor | None]) -> list[str]:
        """All: a folder's changes since a state are the cheapest question there is."""
        return list(cursors)

    def changes(self, folder: Folder, cursor: Cursor | None, limit: int = PAGE_MESSAGES, *, full: bool = False) -> Page:
        with self._door("changes"):
            if folder.shut:
                raise refused()
            owner = mark(f"{self.settings.endpoint} {self.settings.user.lower()} {folder.id}")
            state = read(cursor, owner) if cursor is not None else None
            if folder.role == "calendar":
                return self._calendar(folder, state or State("", owner), limit)
            anew = state is not None and full and state.settled
            here = State("", owner, anew=anew) if state is None or anew else state
            return self._page(folder, here, limit, reset=anew)

    def _page(self, folder: Folder, state: State, limit: int, *, reset: bool) -> Page:
        found = self._listed(folder, state.sync, min(limit, exchange_page.MOST))
        known = self._known(exchange_page.marked(found))
        items = exchange_page.items(folder.id, found, known)
        if not found.changes and found.last and state.settled:
            return Page((), state.text())
        after = replace(state, sync=found.sync, settled=found.last)
        return Page(items, after.text(), more=not found.last, reset=reset)

    def _calendar(self, folder: Folder, state: State, limit: int) -> Page:
        id_, most = folder.id.removeprefix(FOLDER), min(limit, exchange_page.MOST)
        asked = exchange_page.request(id_, state.sync, most, exchange_calendar.LISTED)
        found = exchange_page.listed(self.server.one(asked, operation="changes"))
        _onward(found, state.sync)
        named = exchange_calendar.items(folder.id, found, self.today(), first=not state.settled)
        after = replace(state, sync=found.sync, settled=found.last or state.settled)
        return Page(named, after.text(), more=not found.last)

    def _listed(self, folder: Folder, sync: str, most: int) -> exchange_page.Listed:
        """As many changes as a page can hold: with fewer asked for, the state stands for fewer."""
        while True:
            asked = exchange_page.request(folder.id, sync, most)
            found = exchange_page.listed(self.server.one(asked, operation="changes"))
            _onward(found, sync)
            fits = exchange_page.fitting(found)
            if fits >= min(len(found.changes), most):
                return found
            most = fits

    def _known(self, ids: list[str]) -> dict[str, Any]:
        """The elements of these items, without those that are gone again."""
        if not ids:
            return {}
        answers = of_items(self.server, ids, exchange_page.STATE, operation="changes")
        told = {id_: one.find("m:Items/*", NS) for id_, one in zip(ids, answers, strict=True) if _there(one)}
        return {id_: element for id_, element in told.items() if element is not None}

    def fetch(self, refs: Sequence[Ref], *, max_bytes: int) -> Iterator[Fetched]:
        dated = bool(refs) and refs[0].folder.startswith(FOLDER)  # refs are of one folder, or of mail folders alone
        read_ = exchange_calendar.fetched if dated else exchange_fetch.fetched
        answers = read_(self.server, refs, max_bytes)
        while True:
            with self._door("fetch"):
                answer = next(answers, None)
            if answer is None:
                return
            yield answer

    # --- for its certificate ----------------------------------------------------------------------------------

    def inventory(self, folder: Folder) -> Inventory:
        with self._door("inventory"):
            return exchange_inventory.inventory(self.server, folder.id)

    def told(self, refs: Sequence[Ref]) -> list[tuple[Seen, bytes]]:
        with self._door("inventory"):
            return exchange_inventory.told(self.server, refs)

    def sizes(self, folders: Sequence[Folder]) -> dict[str, int]:
        with self._door("inventory"):
            return exchange_inventory.sizes(self.server, folders)

    def close(self) -> None:
        """The connection is kept for the next poll."""

    def __enter__(self) -> ExchangeSource:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _door(self, operation: str) -> FolderDoor:
        return FolderDoor(self.account, operation, self.settings.host)


def _onward(found: exchange_page.Listed, sync: str) -> None:
    """Raises ProtocolViolation where there is more and no way to it."""
    if not found.last and found.sync == sync:
        raise ProtocolViolation(operation="changes", key="unreadable_answer", detail="a page that leads to itself")


def _there(answer: object) -> bool:
    return not isinstance(answer, Failure)
