"""What a fake Microsoft 365 holds: mailboxes with folders, messages and a calendar, and delta walks over them.

Its manners are those Microsoft warns of: items repeat and come in any order, `@removed` may come before what it
removes, what is new shows late, tokens die. Ids are long, and some differ only in the case of a letter.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from typing import Any

Json = dict[str, Any]
WELL_KNOWN = ("inbox", "sentitems", "drafts", "outbox", "junkemail", "deleteditems")
NAMES = {
    "inbox": "Kotak Masuk",
    "sentitems": "Item Terkirim",
    "drafts": "Draf",
    "outbox": "Kotak Keluar",
    "junkemail": "Email Sampah",
    "deleteditems": "Item Terhapus",
}
ON_REQUEST = ("exceptionOccurrences", "cancelledOccurrences")  # told of a series only where they are asked for
_BARE = frozenset({"@odata.type", "@odata.etag", "@removed", "id", "type", "seriesMasterId", "start", "end"})


@dataclass(slots=True)
class Manners:
    """How badly the service behaves. `page`: at most so many items whatever is asked; `late`: asks until news shows."""

    page: int = 1000
    repeats: bool = False
    shuffles: bool = False
    removed_first: bool = False
    late: int = 0
    circles: bool = False  # the second page comes for ever, each time with another link
    dies_after: int | None = None  # pages of one walk until its token is dead
    sizes: bool = True
    flat: int = 200  # what the function that lists folders of every depth answers with
    series: str = "whole"  # how much a master tells of its series: see graph_events


@dataclass(slots=True)
class Item:
    id: str
    folder: str
    content: bytes = b""
    draft: bool = False
    submitted: bool = False
    read: bool = False
    event: Json | None = None
    received: datetime = field(default_factory=lambda: datetime(2026, 11, 20, 2, 0, tzinfo=UTC))

    @property
    def message_id(self) -> str:
        return str(message_from_bytes(self.content)["Message-ID"] or "").strip()


@dataclass(slots=True)
class _Walk:
    """One round of a delta function: what is left to list, and the change it ends at."""

    folder: str
    rest: list[Json]
    until: int
    pages: int = 0
    serial: str = field(default_factory=lambda: secrets.token_urlsafe(16))


class Store:
    """One mailbox. Every change has a number; a delta token stands for one of them, or for a place in a walk."""

    def __init__(self, user: str, manners: Manners, seed: int = 1) -> None:
        self.user, self.manners, self.random = user, manners, random.Random(seed)
        self.folders: dict[str, Json] = {}
        self.known: dict[str, str] = {}
        self.items: dict[str, Item] = {}
        self.log: list[tuple[str, str]] = []  # (folder, item id)
        self.walks: dict[str, _Walk] = {}
        self.marks: dict[str, tuple[str, int]] = {}
        self.asked_late = 0
        for name in WELL_KNOWN:
            self.known[name] = self.folder(NAMES[name])
        self.calendar = self.new_id()
        self.views: dict[str, list[Json]] = {}  # item id → what a calendar view shows of it

    def new_id(self) -> str:
        return f"AAMkAG{secrets.token_urlsafe(60)}AAA="

    def folder(self, name: str, parent: str = "root", *, id_: str = "") -> str:
        id_ = id_ or self.new_id()
        self.folders[id_] = {"id": id_, "displayName": name, "parentFolderId": parent}
        return id_

    # --- what happens ----------------------------------------------------------------------------------------

    def put(self, content: bytes, folder: str = "inbox", *, id_: str = "", draft: bool = False) -> str:
        item = Item(id_ or self.new_id(), self.known.get(folder, folder), content, draft)
        self.items[item.id] = item
        self.log.append((item.folder, item.id))
        return item.id

    def move(self, id_: str, folder: str) -> None:
        item = self.items[id_]
        self.log.append((item.folder, id_))
        item.folder = self.known.get(folder, folder)
        self.log.append((item.folder, id_))

    def touch(self, id_: str) -> None:
        self.items[id_].read = True
        self.log.append((self.items[id_].folder, id_))

    def delete(self, id_: str) -> None:
        item = self.items.pop(id_)
        self.log.append((item.folder, id_))

    def put_event(self, event: Json, view: Iterable[Json] | None = None) -> str:
        """`view` is what a calendar view lists for it; by default the event itself."""
        id_ = str(event.setdefault("id", self.new_id()))
        self.items[id_] = Item(id_, self.calendar, event=event)
        self.views[id_] = [dict(one) for one in view] if view is not None else [event]
        self.log.append((self.calendar, id_))
        return id_

    # --- delta ------------------------------------------------------------------------------------------------

    def first(self, folder: str) -> _Walk:
        items = [one for one in self.items.values() if one.folder == folder]
        return _Walk(folder, self._told([one.id for one in items], folder, fresh=True), len(self.log))

    def since(self, token: str) -> _Walk:
        """Raises KeyError for a token that is dead."""
        folder, number = self.marks[token]
        until = len(self.log)
        if self.manners.late and until > number:
            self.asked_late += 1
            until = until if self.asked_late % (self.manners.late + 1) == 0 else number
        ids = list(dict.fromkeys(id_ for where, id_ in self.log[number:until] if where == folder))
        return _Walk(folder, self._told(ids, folder, fresh=False), until)

    def _told(self, ids: list[str], folder: str, *, fresh: bool) -> list[Json]:
        told: list[Json] = []
        for id_ in ids:
            item = self.items.get(id_)
            if folder == self.calendar:
                told += [_viewed(one) for one in self.views[id_]] if item else self._removed_view(id_)
            elif item is not None and item.folder == folder:
                told.append(self.message(item))
            else:
                told.append({"id": id_, "@removed": {"reason": "deleted"}})
        if self.manners.shuffles:
            self.random.shuffle(told)
        if self.manners.removed_first and not fresh:
            told.sort(key=lambda one: "@removed" not in one)
            told.insert(0, {"id": self.new_id(), "@removed": {"reason": "changed"}})
        return told

    def _removed_view(self, id_: str) -> list[Json]:
        return [{"id": one["id"], "@removed": {"reason": "deleted"}} for one in self.views[id_]]

    def message(self, item: Item) -> Json:
        told = {
            "@odata.type": "#microsoft.graph.message",
            "@odata.etag": f'W/"{len(self.log)}"',
            "id": item.id,
            "receivedDateTime": item.received.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "isRead": item.read,
            "isDraft": item.draft,
            "flag": {"flagStatus": "notFlagged"},
        }
        if self.manners.sizes:
            told["singleValueExtendedProperties"] = [{"id": "Integer 0xe08", "value": str(len(item.content))}]
        return told

    def page(self, walk: _Walk, size: int, link: Callable[[str, str], str]) -> Json:
        """One page: a nextLink where more is left, else a deltaLink."""
        size = min(size, self.manners.page)
        now, walk.rest = walk.rest[:size], walk.rest[size:]
        walk.pages += 1
        if self.manners.repeats and now and walk.pages > 1:
            now = [now[-1], *now, now[0]]
        if not walk.rest:
            token = self.mark(walk.folder, walk.until)
            return {"value": now, "@odata.deltaLink": link("$deltatoken", token)}
        token = f"{walk.serial}{walk.pages}"
        if self.manners.circles and walk.pages > 1:
            walk.rest = [*now, *walk.rest]
        if self.manners.dies_after is None or walk.pages < self.manners.dies_after:
            self.walks[token] = _Walk(walk.folder, list(walk.rest), walk.until, walk.pages, walk.serial)
        return {"value": now, "@odata.nextLink": link("$skiptoken", token)}

    def mark(self, folder: str, number: int) -> str:
        for token, known in self.marks.items():
            if known == (folder, number):
                return token
        token = secrets.token_urlsafe(24)
        self.marks[token] = (folder, number)
        return token

    def onward(self, token: str) -> _Walk:
        """The walk a skip token stands for; asked for twice it answers twice."""
        walk = self.walks[token]
        return _Walk(walk.folder, list(walk.rest), walk.until, walk.pages, walk.serial)

    def forget_tokens(self) -> None:
        self.marks.clear()
        self.walks.clear()


def _viewed(one: Json) -> Json:
    """As a walk of a view lists it: of an occurrence no more than where it stands."""
    if one.get("type") == "occurrence":
        return {name: value for name, value in one.items() if name in _BARE}
    return {name: value for name, value in one.items() if name not in ON_REQUEST}
