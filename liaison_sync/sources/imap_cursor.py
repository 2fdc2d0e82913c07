"""The IMAP cursor: opaque text `imap1 <head> <packed UIDs>`; its head alone tells whether a folder may have news."""

from __future__ import annotations

import json
from dataclasses import replace

from liaison_sync.connections.imap_opened import generation
from liaison_sync.connections.uid_set import UidSet
from liaison_sync.domain.errors import CursorInvalid
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Cursor

VERSION = "imap1"


@dataclass(frozen=True, slots=True)
class Head:
    """`last`: highest UID handed out. `exists`: the server's count when the folder was last settled (nothing left
    of a walk). `hidden`: how many it counts but never lists. `modseq`: flags are known up to here (RFC 7162), None
    where the server keeps none. `mailbox_id`: empty where it tells none (RFC 8474).
    """

    uidvalidity: int
    last: int = 0
    exists: int = 0
    hidden: int = 0
    modseq: int | None = None
    settled: bool = False
    uidnext: int | None = None
    mailbox_id: str = ""

    @property
    def generation(self) -> str:
        return generation(self.uidvalidity, self.mailbox_id)


@dataclass(frozen=True, slots=True)
class State:
    """A head and the UIDs believed alive."""

    head: Head
    alive: UidSet

    def text(self) -> Cursor:
        head = self.head
        told = [head.uidvalidity, head.last, head.exists, head.hidden, head.modseq, int(head.settled), head.uidnext]
        fields = [*told, head.mailbox_id] if head.mailbox_id else told
        return Cursor(f"{VERSION} {json.dumps(fields, separators=(',', ':'))} {self.alive.pack()}")

    def but(self, **changes: object) -> State:
        return State(replace(self.head, **changes), self.alive)  # type: ignore[arg-type]


def read_head(cursor: Cursor) -> Head:
    """Only the head: cheap for any size of folder. Raises CursorInvalid."""
    return _parse(cursor)[0]


def read(cursor: Cursor) -> State:
    """Raises CursorInvalid for text that is not ours or of another version."""
    head, packed = _parse(cursor)
    try:
        alive = UidSet.unpack(packed)
    except ValueError as error:
        raise CursorInvalid(operation="changes", detail=str(error)) from None
    return State(head, alive)


def _parse(cursor: Cursor) -> tuple[Head, str]:
    version, _, rest = cursor.partition(" ")
    fields, _, packed = rest.partition(" ")
    head = _head(fields) if version == VERSION else None
    if head is None:
        raise CursorInvalid(operation="changes", detail=cursor[:60])
    return head, packed


def _head(fields: str) -> Head | None:
    try:
        values = json.loads(fields)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, list) or len(values) not in (7, 8):
        return None
    uidvalidity, last, exists, hidden, modseq, settled, uidnext, mailbox_id = [*values, ""][:8]
    optional = all(value is None or type(value) is int for value in (modseq, uidnext))
    if not optional or settled not in (0, 1) or not all(type(value) is int for value in values[:4]):
        return None
    if not isinstance(mailbox_id, str):
        return None
    return Head(uidvalidity, last, exists, hidden, modseq, bool(settled), uidnext, mailbox_id)
