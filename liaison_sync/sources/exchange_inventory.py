"""Everything a mail folder of an Exchange Server holds, and what the server tells of some of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liaison_sync.connections.exchange_account import ExchangeAccount
from liaison_sync.connections.exchange_xml import (
    NS,
    Node,
    field,
    id_at,
    local,
    next_offset,
    node,
    shape,
    text,
)
from liaison_sync.domain.certificate import Inventory
from liaison_sync.domain.errors import AccessDenied, Failure, NotFound, ProtocolViolation
from liaison_sync.ports import Folder, Ref, Seen
from liaison_sync.sources.exchange_fetch import CHUNK
from liaison_sync.sources.exchange_items import of_items
from liaison_sync.sources.exchange_page import MAIL, STATE, flags_of, size_of
from liaison_sync.sources.graph_page import instant
from liaison_sync.sources.told_head import told_head

PAGE = 1000  # what a server hands out at once unless told otherwise (EWSFindCountLimit)
MOST_PAGES = 5000
LOOKS = 3  # at a folder whose count changes while it is listed
_NAMED = (field("item:Subject"), field("item:DateTimeSent"), field("message:From"), field("message:InternetMessageId"))


def inventory(account: ExchangeAccount, folder: str) -> Inventory:
    """All ids. Pages are counted from the beginning, so what goes meanwhile shifts them: then it is listed again."""
    for _ in range(LOOKS):
        found, others, total = _walked(account, folder)
        if len(found) + others == total:
            break
    return Inventory(found, max(total - others, 0))


def _walked(account: ExchangeAccount, folder: str) -> tuple[dict[str, None], int, int]:
    """Ids of mail, how many there are of other things, and how many the server says there are in all."""
    found: dict[str, None] = {}
    others, offset = set(), 0
    for _ in range(MOST_PAGES):
        root = account.one(_page(folder, offset), operation="inventory").find("m:RootFolder", NS)
        total = (root.get("TotalItemsInView") or "") if root is not None else ""
        if root is None or not total.isdecimal():
            raise ProtocolViolation(operation="inventory", key="unreadable_answer", detail="no RootFolder")
        for item in root.iterfind("t:Items/*", NS):
            if id_ := id_at(item, "t:ItemId"):
                found[id_] = None
                if local(item) not in MAIL:
                    others.add(id_)
        onward = next_offset(root, offset, "inventory")
        if onward is None:
            return {id_: None for id_ in found if id_ not in others}, len(others), int(total)
        offset = onward
    raise ProtocolViolation(operation="inventory", key="answer_too_long", detail=str(MOST_PAGES))


def _page(folder: str, offset: int) -> Node:
    """The oldest first: what arrives meanwhile comes last."""
    return node(
        "m:FindItem",
        node("m:ItemShape", node("t:BaseShape", "IdOnly")),
        node("m:IndexedPageItemView", MaxEntriesReturned=str(PAGE), Offset=str(offset), BasePoint="Beginning"),
        node("m:SortOrder", node("t:FieldOrder", field("item:DateTimeReceived"), Order="Ascending")),
        node("m:ParentFolderIds", node("t:FolderId", Id=folder)),
        Traversal="Shallow",
    )


def told(account: ExchangeAccount, refs: Sequence[Ref]) -> list[tuple[Seen, bytes]]:
    """State and name of each; nothing of what is no longer there."""
    found: list[tuple[Seen, bytes]] = []
    for start in range(0, len(refs), CHUNK):
        some = refs[start : start + CHUNK]
        ids = [ref.locator for ref in some]
        answers = of_items(account, ids, (*STATE, *_NAMED), operation="inventory")
        for ref, answer in zip(some, answers, strict=True):
            item = None if isinstance(answer, NotFound) else _item(answer)
            if item is not None:
                seen = Ref(ref.folder, ref.locator, size_of(item))
                found.append((Seen(seen, flags_of(item), instant(text(item, "t:DateTimeReceived"))), _head(item)))
    return found


def _item(answer: Any) -> Any:
    if isinstance(answer, Failure):
        raise answer
    return answer.find("m:Items/*", NS)


def _head(item: Any) -> bytes:
    sent = instant(text(item, "t:DateTimeSent"))
    who = "t:From/t:Mailbox/t:"
    name, address = text(item, f"{who}Name") or "", text(item, f"{who}EmailAddress") or ""
    return told_head(text(item, "t:InternetMessageId") or "", name, address, text(item, "t:Subject") or "", sent)


def sizes(account: ExchangeAccount, folders: Sequence[Folder]) -> dict[str, int]:
    """Folder id → how many items it holds; those that do not open are left out."""
    if not folders:
        return {}
    ids = node("m:FolderIds", *(node("t:FolderId", Id=one.id) for one in folders))
    asked = node("m:GetFolder", shape("m:FolderShape", (field("folder:TotalCount"),)), ids)
    found: dict[str, int] = {}
    for folder, answer in zip(folders, account.each(asked, operation="inventory", expected=len(folders)), strict=True):
        if isinstance(answer, NotFound | AccessDenied):
            continue
        if isinstance(answer, Failure):
            raise answer
        told_ = (text(answer, "m:Folders/*/t:TotalCount") or "").strip()
        if told_.isdecimal():
            found[folder.id] = int(told_[:12])
    return found
