"""What a fake Exchange Server holds: folders, items whose ids change when they move, and states of synchronisation.

A state is opaque and says nothing of itself; the server knows for each what its holder has been told. Ids are long,
and some differ only in the case of a letter.
"""

from __future__ import annotations

import random
import secrets
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import parseaddr
from hashlib import sha256
from typing import Any

WELL_KNOWN = ("msgfolderroot", "inbox", "sentitems", "drafts", "outbox", "junkemail", "deleteditems", "calendar")
NAMES = {
    "msgfolderroot": "Puncak Penyimpanan Informasi",
    "inbox": "Kotak Masuk",
    "sentitems": "Item Terkirim",
    "drafts": "Draf",
    "outbox": "Kotak Keluar",
    "junkemail": "Email Sampah",
    "deleteditems": "Item Terhapus",
    "calendar": "Kalender",
}
Known = dict[str, tuple[int, bool]]  # item → (its version but for the read flag, its read flag)


class Refusal(Exception):
    """An error in a response message."""


@dataclass(slots=True)
class Item:
    id: str
    folder: str
    content: bytes
    kind: str = "Message"
    draft: bool = False
    submitted: bool = False
    read: bool = False
    flagged: bool = False
    version: int = 1
    tells_size: bool = True
    extended: dict[tuple[str, ...], str] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)  # of a calendar item: element by FieldURI
    received: datetime = field(default_factory=lambda: datetime(2026, 11, 20, 2, 0, tzinfo=UTC))

    @property
    def change_key(self) -> str:
        return b64encode(f"CQAAABYAAAB{self.version}{self.read:d}{self.id[-8:]}".encode()).decode()

    @property
    def message_id(self) -> str:
        return str(message_from_bytes(self.content)["Message-ID"] or "").strip()

    @property
    def subject(self) -> str:
        return str(message_from_bytes(self.content)["Subject"] or "")

    @property
    def sender(self) -> str:
        return parseaddr(str(message_from_bytes(self.content)["From"] or ""))[1]


@dataclass(slots=True)
class FolderHeld:
    id: str
    name: str
    parent: str | None
    kind: str = "IPF.Note"


class Store:
    """One mailbox."""

    def __init__(self, address: str, seed: int = 7) -> None:
        self.address = address
        self.dice = random.Random(f"{seed}{address}")
        self.secret = secrets.token_bytes(16)
        self.last = ""
        self.items: dict[str, Item] = {}
        self.folders: dict[str, FolderHeld] = {}
        self.known: dict[str, str] = {}
        self.states: dict[str, tuple[str, Known]] = {}
        for name in WELL_KNOWN:
            kind = "IPF.Appointment" if name == "calendar" else "IPF.Note"
            self.known[name] = self.add_folder(NAMES[name], self.known.get("msgfolderroot"), kind)

    def new_id(self) -> str:
        """Long, as Exchange's are; every other one differs from the last in the case of a letter alone."""
        twin = self.last[:40] + self.last[40:].swapcase().replace("aaa=", "AAA=")
        if self.last and self.dice.random() < 0.3 and twin not in self.items and twin not in self.folders:
            return twin
        self.last = "AAMkA" + b64encode(self.dice.randbytes(84)).decode() + "AAA="
        return self.last

    def add_folder(self, name: str, parent: str | None, kind: str = "IPF.Note") -> str:
        id_ = self.new_id()
        self.folders[id_] = FolderHeld(id_, name, parent, kind)
        return id_

    def remove_folder(self, id_: str) -> None:
        del self.folders[id_]
        self.items = {key: one for key, one in self.items.items() if one.folder != id_}

    # --- mail -------------------------------------------------------------------------------------------------

    def put(self, content: bytes, folder: str = "inbox", kind: str = "Message", *, draft: bool = False) -> str:
        id_ = self.new_id()
        self.items[id_] = Item(id_, self.known.get(folder, folder), content, kind, draft)
        return id_

    def delete(self, id_: str) -> None:
        del self.items[id_]

    def move(self, id_: str, folder: str) -> str:
        """The item's new id: a moved item is another item."""
        item = self.items.pop(id_)
        item.id, item.folder = self.new_id(), self.known.get(folder, folder)
        self.items[item.id] = item
        return item.id

    def mark_read(self, id_: str, *, read: bool = True) -> None:
        self.items[id_].read = read

    def flag(self, id_: str) -> None:
        item = self.items[id_]
        item.flagged, item.version = True, item.version + 1

    # --- synchronisation --------------------------------------------------------------------------------------

    def state(self, folder: str, known: Known) -> str:
        """The state of one who knows this much; the same for the same."""
        told = repr((folder, sorted(known.items()))).encode()
        token = "H4sIAAAAAAAEAO" + b64encode(sha256(self.secret + told).digest() * 2).decode()
        self.states[token] = folder, dict(known)
        return token

    def forget_states(self) -> None:
        self.states.clear()

    def changes(self, folder: str, known: Known, most: int) -> tuple[list[tuple[str, str]], Known, bool]:
        """(What, which), what is known then, and whether that is all. Raises nothing."""
        here = {id_: (one.version, one.read) for id_, one in self.items.items() if one.folder == folder}
        found = [(_how(known.get(id_), here.get(id_)), id_) for id_ in self._order({**known, **here})]
        found = [one for one in found if one[0]]
        after = dict(known)
        for _, id_ in found[:most]:
            after.pop(id_, None)
            if id_ in here:
                after[id_] = here[id_]
        return found[:most], after, len(found) <= most

    def _order(self, ids: Iterable[str]) -> list[str]:
        """Not the order of arrival, but the same each time."""
        return sorted(ids, key=lambda id_: sha256(self.secret + id_.encode()).digest())


def _how(before: tuple[int, bool] | None, now: tuple[int, bool] | None) -> str:
    if before == now:
        return ""
    if now is None:
        return "Delete"
    if before is None:
        return "Create"
    return "ReadFlagChange" if before[0] == now[0] else "Update"
