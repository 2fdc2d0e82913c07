"""A page of SyncFolderItems as values: what was created or changed becomes Seen, what is gone Gone.

A change of the read flag tells nothing of the other flags, so the items it names are asked for theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from liaison_sync.connections.exchange_xml import NS, Node, field, id_at, local, node, said, shape, text
from liaison_sync.domain.errors import ProtocolViolation
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import PAGE_BYTES, Flags, Gone, Item, Ref, Seen
from liaison_sync.sources.graph_page import UNKNOWN_SIZE, instant

MOST = 512  # MaxChangesReturned's own limit
# Items that are mail; contacts, tasks and appointments somebody moved into a mail folder are none.
MAIL = frozenset({
    "Message", "MeetingMessage", "MeetingRequest", "MeetingResponse", "MeetingCancellation", "Item", "PostItem",
})  # fmt: skip
STATE = (
    field("item:DateTimeReceived"), field("item:Size"), field("item:IsDraft"), field("item:Flag"),
    field("message:IsRead"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Listed:
    """One answer: its changes in order, the state they lead to, and whether they are the last for now."""

    changes: tuple[Any, ...]
    sync: str
    last: bool


def request(folder: str, sync: str, most: int, fields: Sequence[Node] = STATE) -> Node:
    state = (node("m:SyncState", sync),) if sync else ()
    return node(
        "m:SyncFolderItems",
        shape("m:ItemShape", fields),
        node("m:SyncFolderId", node("t:FolderId", Id=folder)),
        *state,
        node("m:MaxChangesReturned", str(most)),
        node("m:SyncScope", "NormalItems"),
    )


def listed(message: Any) -> Listed:
    """Raises ProtocolViolation where it is no page."""
    sync, last = text(message, "m:SyncState"), said(message, "m:IncludesLastItemInRange")
    changes = message.find("m:Changes", NS)
    if not sync or last is None or changes is None:
        raise ProtocolViolation(operation="changes", key="unreadable_answer", detail="no SyncState")
    return Listed(tuple(one for one in changes if local(one)), sync.strip(), last)


def fitting(found: Listed) -> int:
    """How many of the changes a page of ours can hold, at least one."""
    total = 0
    for at, change in enumerate(found.changes):
        item = change[0] if len(change) else None
        if local(change) in {"Create", "Update"} and item is not None:
            size = size_of(item)
            total += size if size is not None else UNKNOWN_SIZE
        if at and total > PAGE_BYTES:
            return at
    return len(found.changes)


def marked(found: Listed) -> list[str]:
    """The items whose read flag alone changed."""
    ids = [id_at(one, "t:ItemId") for one in found.changes if local(one) == "ReadFlagChange"]
    return [one for one in ids if one]


def items(folder: str, found: Listed, known: Mapping[str, Any]) -> tuple[Item, ...]:
    """The last word on each item; `known` are the elements of those `marked`."""
    last: dict[str, Item] = {}
    for change in found.changes:
        for one in _told(folder, change, known):
            last.pop(one.ref.locator, None)
            last[one.ref.locator] = one
    return tuple(last.values())


def _told(folder: str, change: Any, known: Mapping[str, Any]) -> Iterator[Item]:
    """Raises ProtocolViolation for a change without an id."""
    kind = local(change)
    id_ = id_at(change, "t:ItemId" if kind in {"Delete", "ReadFlagChange"} else "*/t:ItemId")
    if id_ is None:
        raise ProtocolViolation(operation="changes", key="unreadable_answer", detail=f"{kind} without an id")
    if kind == "Delete":
        yield Gone(Ref(folder, id_))
    elif kind == "ReadFlagChange":
        if id_ in known:
            yield Flags(Ref(folder, id_), flags_of(known[id_]))
    elif kind in {"Create", "Update"} and local(change[0]) in MAIL:
        item = change[0]
        yield Seen(Ref(folder, id_, size_of(item)), flags_of(item), instant(text(item, "t:DateTimeReceived")))


def size_of(item: Any) -> int | None:
    told = (text(item, "t:Size") or "").strip()
    return int(told) if told.isdecimal() and len(told) < 16 else None


def flags_of(item: Any) -> frozenset[str]:
    told = {
        "\\Seen": said(item, "t:IsRead"),
        "\\Draft": said(item, "t:IsDraft"),
        "\\Flagged": (text(item, "t:Flag/t:FlagStatus") or "").strip() == "Flagged",
    }
    return frozenset(name for name, value in told.items() if value)
