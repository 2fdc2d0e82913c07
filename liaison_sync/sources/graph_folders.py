"""The folders of a mailbox in Graph: listed flat, their roles by the names the service itself knows them by."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from contextlib import suppress

from liaison_sync.connections.graph_answer import Json
from liaison_sync.connections.graph_client import GraphClient, of_id
from liaison_sync.domain.errors import AccessDenied, NotFound, Permanent, ProtocolViolation
from liaison_sync.ports import Folder, Role
from liaison_sync.sources.graph_calendar import FOLDER, SHUT
from liaison_sync.sources.graph_page import listed as page_of

# Well-known names (mailFolder resource). What waits in the Outbox is a draft that has not left yet.
WELL_KNOWN: dict[str, Role] = {
    "inbox": "inbox",
    "sentitems": "sent",
    "drafts": "drafts",
    "outbox": "drafts",
    "junkemail": "junk",
    "deleteditems": "trash",
}
MOST_PAGES = 200
MOST_FOLDERS = 2000  # that hold others
_FIELDS = "$select=id,displayName,parentFolderId"
_LEVEL = f"{_FIELDS},childFolderCount&$top=100"


def listed(client: GraphClient) -> list[Folder]:
    """Every mail folder, the inbox first, then by path. Raises ProtocolViolation."""
    found = [one for one in _all(client) if "@removed" not in one and not _searching(one)]
    named = {one["id"]: (str(one.get("displayName") or one["id"]), one.get("parentFolderId")) for one in found}
    roles = _roles(client, named)
    folders = [Folder(id_, path(id_, named), role(id_, named, roles)) for id_ in named]
    if not folders:
        raise ProtocolViolation(operation="folders", key="no_folders")
    return sorted(folders, key=lambda one: (one.role != "inbox", one.path, one.id))


def calendar(client: GraphClient) -> list[Folder]:
    """The default calendar; a mailbox may have none, or the application no right to it."""
    try:
        told = client.get(f"{client.user}/calendar", operation="folders", select="id,name")
    except AccessDenied:
        return [SHUT]
    except NotFound:
        return []
    return [Folder(f"{FOLDER}{told.get('id') or 'default'}", str(told.get("name") or "Calendar"), "calendar")]


def _all(client: GraphClient) -> list[Json]:
    """The delta function lists folders of every depth in one go; where it is missing (21Vianet), level by level."""
    if client.lists_folders_flat:
        try:
            return _paged(client, f"{client.user}/mailFolders/delta?{_FIELDS}")
        except (NotFound, Permanent) as failure:
            if not isinstance(failure, NotFound) and failure.key != "request_refused":
                raise
    found = _below(client)
    client.lists_folders_flat = False
    return found


def _below(client: GraphClient) -> list[Json]:
    """Every folder, each asked for what lies in it."""
    base = f"{client.user}/mailFolders"
    open_, found = [f"{base}?{_LEVEL}"], dict[str, Json]()
    for path in open_:
        if len(open_) > MOST_FOLDERS:
            raise ProtocolViolation(operation="folders", key="answer_too_long", detail=f"{MOST_FOLDERS}")
        fresh = [one for one in _paged(client, path) if one["id"] not in found]
        found |= {one["id"]: one for one in fresh}
        open_ += [f"{base}/{of_id(one['id'])}/childFolders?{_LEVEL}" for one in fresh if one.get("childFolderCount")]
    return list(found.values())


def _paged(client: GraphClient, path: str) -> list[Json]:
    """All pages of a listing; where it is a delta function's, its token is not kept."""
    found: dict[str, Json] = {}
    for _ in range(MOST_PAGES):
        page = page_of(client.get(path, operation="folders"), client.path_of, whole=True)
        found |= {one["id"]: one for one in page.values}
        if page.next is None:
            return list(found.values())
        path = page.next
    raise ProtocolViolation(operation="folders", key="answer_too_long", detail=f"{MOST_PAGES}")


def _searching(one: Json) -> bool:
    """A search folder shows mail that lies elsewhere."""
    return str(one.get("@odata.type", "")).endswith("mailSearchFolder")


def _roles(client: GraphClient, listed: Container[str]) -> dict[str, Role]:
    """Folder id → role; a mailbox may lack one of them. Asked for once, and again where the mailbox was made anew."""
    if not any(id_ in listed for id_ in client.well_known):
        client.well_known = dict(_well_known(client))
    return {id_: WELL_KNOWN[name] for id_, name in client.well_known.items()}


def _well_known(client: GraphClient) -> Iterator[tuple[str, str]]:
    for name in WELL_KNOWN:
        with suppress(NotFound):
            told = client.get(f"{client.user}/mailFolders/{name}", operation="folders", select="id")
            yield str(told.get("id")), name


def role(id_: str, named: Mapping[str, tuple[str, object]], roles: Mapping[str, Role]) -> Role:
    """Its own role; what lies under drafts or trash is drafts or trash."""
    own = roles.get(id_)
    for step in (id_, *above(id_, named)):
        if roles.get(step) in {"trash", "drafts"}:
            return roles[step]
    return own or "other"


def path(id_: str, named: Mapping[str, tuple[str, object]]) -> str:
    """The names from the top down, as people see them."""
    steps = [id_, *above(id_, named)]
    return "/".join(named[one][0] for one in reversed(steps))


def above(id_: str, named: Mapping[str, tuple[str, object]]) -> list[str]:
    """The folders around this one, the nearest first; a ring of parents ends where it begins."""
    steps: list[str] = []
    parent = named[id_][1]
    while isinstance(parent, str) and parent in named and parent not in steps and parent != id_:
        steps.append(parent)
        parent = named[parent][1]
    return steps
