"""Everything a mail folder in Microsoft 365 holds, and what the service tells of some of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from liaison_sync.connections.graph_client import GraphClient, of_id
from liaison_sync.domain.certificate import Inventory
from liaison_sync.domain.errors import NotFound, ProtocolViolation
from liaison_sync.ports import Folder, Ref, Seen
from liaison_sync.sources.graph_page import EXPAND, SELECT, instant, item
from liaison_sync.sources.told_head import told_head

PAGE = 1000  # the most the service lists at once
MOST_PAGES = 5000
LOOKS = 3  # at a folder that changes while it is listed
_NAMED = f"{SELECT},parentFolderId,subject,sentDateTime,from,internetMessageId"


def inventory(client: GraphClient, folder: str) -> Inventory:
    """All ids, and the service's own count; what comes or goes meanwhile shifts pages: then it is listed again."""
    found: dict[str, None] = {}
    counted: int | None = None
    for _ in range(LOOKS):
        found, counted = _walked(client, folder)
        if counted is None or len(found) == counted:
            break
    return Inventory(found, counted)


def _walked(client: GraphClient, folder: str) -> tuple[dict[str, None], int | None]:
    base = f"{client.user}/mailFolders/{of_id(folder)}/messages"
    path = f"{base}?$select=id&$top={PAGE}&$count=true&$orderby=receivedDateTime"
    found: dict[str, None] = {}
    counted: int | None = None
    for _ in range(MOST_PAGES):
        page = client.get(path, operation="inventory")
        values, onward, total = page.get("value"), page.get("@odata.nextLink"), page.get("@odata.count")
        if not isinstance(values, list):
            raise ProtocolViolation(operation="inventory", key="unreadable_answer", detail=str(page)[:120])
        found |= {one["id"]: None for one in values if isinstance(one, dict) and isinstance(one.get("id"), str)}
        counted = total if isinstance(total, int) else counted
        if onward is None:
            return found, counted
        step = client.path_of(onward, "inventory")
        if step == path and not values:
            return found, counted  # as it has ended listings of mail; whoever asked compares the count
        if step == path:
            raise ProtocolViolation(operation="inventory", key="unreadable_answer", detail="a page leads to itself")
        path = step
    raise ProtocolViolation(operation="inventory", key="answer_too_long", detail=str(MOST_PAGES))


def told(client: GraphClient, refs: Sequence[Ref]) -> list[tuple[Seen, bytes]]:
    """State and name of each; nothing of what is no longer in its folder."""
    found: list[tuple[Seen, bytes]] = []
    for ref in refs:
        path = f"{client.user}/messages/{of_id(ref.locator)}"
        try:
            value = client.get(path, operation="inventory", select=_NAMED, expand=EXPAND)
        except NotFound:
            continue
        seen = item(ref.folder, {**value, "id": ref.locator})
        if isinstance(seen, Seen) and value.get("parentFolderId") in {None, ref.folder}:
            found.append((seen, _head(value)))
    return found


def _head(value: dict[str, Any]) -> bytes:
    who = value.get("from")
    sender = who.get("emailAddress") if isinstance(who, dict) else None
    sender = sender if isinstance(sender, dict) else {}
    texts = (str(value.get("internetMessageId") or ""), str(sender.get("name") or ""), str(sender.get("address") or ""))
    return told_head(*texts, str(value.get("subject") or ""), instant(value.get("sentDateTime")))


def sizes(client: GraphClient, folders: Sequence[Folder]) -> dict[str, int]:
    """Folder id → how many items it holds; those that are gone are left out."""
    found: dict[str, int] = {}
    for folder in folders:
        path = f"{client.user}/mailFolders/{of_id(folder.id)}"
        try:
            total = client.get(path, operation="inventory", select="totalItemCount").get("totalItemCount")
        except NotFound:
            continue
        if isinstance(total, int):
            found[folder.id] = total
    return found
