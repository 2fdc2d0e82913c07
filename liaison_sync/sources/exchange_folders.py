"""The mail folders of a mailbox on an Exchange Server; their roles by the names the server itself knows them by.

A delegate may hold rights on some folders only and not see the mailbox's root: then what it can open is what there is.
"""

from __future__ import annotations

from typing import Any

from liaison_sync.connections.exchange_account import ExchangeAccount
from liaison_sync.connections.exchange_xml import (
    NS,
    Node,
    distinguished,
    field,
    id_at,
    local,
    next_offset,
    node,
    shape,
    text,
)
from liaison_sync.domain.errors import AccessDenied, Failure, NotFound, ProtocolViolation
from liaison_sync.ports import Folder, Role
from liaison_sync.sources.graph_folders import path, role

# Distinguished folder ids (MS-OXWSFOLD). What waits in the Outbox is a draft that has not left yet.
WELL_KNOWN: dict[str, Role] = {
    "inbox": "inbox",
    "sentitems": "sent",
    "drafts": "drafts",
    "outbox": "drafts",
    "junkemail": "junk",
    "deleteditems": "trash",
}
ROOT = "msgfolderroot"
PAGE = 500
MOST_PAGES = 200
_FIELDS = (field("folder:ParentFolderId"), field("folder:FolderClass"), field("folder:DisplayName"))
_MAIL = ("IPF.NOTE", "IPF.IMAP")

_Named = dict[str, tuple[str, object]]


def listed(account: ExchangeAccount) -> list[Folder]:
    """Every mail folder, the inbox first, then by path. Raises ProtocolViolation where there is none."""
    known = _well_known(account)
    try:
        named = _below_root(account)
    except (AccessDenied, NotFound):
        named = {}
    for id_, element in known.values():
        named.setdefault(id_, _told(element))
    roles = {known[name][0]: WELL_KNOWN[name] for name in known}
    folders = [Folder(id_, path(id_, named), role(id_, named, roles)) for id_ in named]
    if not folders:
        raise ProtocolViolation(operation="folders", key="no_folders")
    return sorted(folders, key=lambda one: (one.role != "inbox", one.path, one.id))


def inbox(account: ExchangeAccount, operation: str) -> Any:
    """The inbox's element, with its count. Raises a Failure where it does not open."""
    names = node("m:FolderIds", distinguished("inbox", account.settings.user))
    fields = (field("folder:TotalCount"),)
    return account.one(node("m:GetFolder", shape("m:FolderShape", fields), names), operation=operation)


def _well_known(account: ExchangeAccount) -> dict[str, tuple[str, Any]]:
    """Name → id and element, of those that are there. Raises the inbox's Failure: without it nothing is right."""
    names = node("m:FolderIds", *(distinguished(name, account.settings.user) for name in WELL_KNOWN))
    asked = node("m:GetFolder", shape("m:FolderShape", _FIELDS), names)
    answers = account.each(asked, operation="folders", expected=len(WELL_KNOWN))
    found: dict[str, tuple[str, Any]] = {}
    for name, answer in zip(WELL_KNOWN, answers, strict=True):
        if isinstance(answer, Failure):
            if name == "inbox" or not isinstance(answer, NotFound | AccessDenied):
                raise answer
            continue
        for element in answer.iterfind("m:Folders/*", NS):
            if id_ := id_at(element, "t:FolderId"):
                found[name] = id_, element
    return found


def _below_root(account: ExchangeAccount) -> _Named:
    named: _Named = {}
    offset = 0
    for _ in range(MOST_PAGES):
        root = account.one(_find(account, offset), operation="folders").find("m:RootFolder", NS)
        if root is None:
            raise ProtocolViolation(operation="folders", key="unreadable_answer", detail="no RootFolder")
        for element in root.iterfind("t:Folders/*", NS):
            id_ = id_at(element, "t:FolderId")
            if id_ and local(element) == "Folder" and _is_mail(element):
                named[id_] = _told(element)
        onward = next_offset(root, offset, "folders")
        if onward is None:
            return named
        offset = onward
    raise ProtocolViolation(operation="folders", key="answer_too_long", detail=str(MOST_PAGES))


def _find(account: ExchangeAccount, offset: int) -> Node:
    return node(
        "m:FindFolder",
        shape("m:FolderShape", _FIELDS),
        node("m:IndexedPageFolderView", MaxEntriesReturned=str(PAGE), Offset=str(offset), BasePoint="Beginning"),
        node("m:ParentFolderIds", distinguished(ROOT, account.settings.user)),
        Traversal="Deep",
    )


def _is_mail(element: Any) -> bool:
    """By FolderClass (PR_CONTAINER_CLASS); folders made by other programs may have none."""
    told = (text(element, "t:FolderClass") or "").strip().upper()
    return told in {"", "IPF"} or told.startswith(_MAIL)


def _told(element: Any) -> tuple[str, object]:
    """Its name and the id of what it lies in."""
    return text(element, "t:DisplayName") or "?", id_at(element, "t:ParentFolderId")
