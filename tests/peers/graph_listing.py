"""Messages of the fake Graph listed and looked at, without a delta."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email import message_from_bytes
from email.utils import getaddresses

from tests.peers.graph_store import Item, Json, Store

EXTENDED = "singleValueExtendedProperties"
MOST = 10  # on a page, whatever is asked


def listed(store: Store, folder: str, query: Mapping[str, str], link: Callable[[str, str], str]) -> Json:
    """A page of ids, counted where that is asked for (the first page only, as the service does)."""
    ids = [one.id for one in store.items.values() if one.folder == folder]
    at = int(query.get("$skiptoken", "0"))
    page: Json = {"value": [{"id": id_} for id_ in ids[at : at + MOST]]}
    if query.get("$count") == "true":
        page["@odata.count"] = len(ids)
    if at + MOST < len(ids):
        page["@odata.nextLink"] = link("$skiptoken", str(at + MOST))
    return page


def selected(document: Json, names: str, expanded: str) -> Json:
    """What of a document a $select names, and what an $expand adds; all of it where nothing is named."""
    if not names:
        return {name: value for name, value in document.items() if name != EXTENDED or EXTENDED in expanded}
    wanted = {"id", *names.split(","), *([EXTENDED] if EXTENDED in expanded else [])}
    return {name: value for name, value in document.items() if name in wanted or name.startswith("@")}


def looked_at(store: Store, item: Item) -> Json:
    """What a message tells of itself."""
    head = message_from_bytes(item.content)
    name, address = getaddresses([str(head.get("From", ""))])[0]
    return {
        **store.message(item),
        "parentFolderId": item.folder,
        "internetMessageId": item.message_id,
        "subject": str(head.get("Subject", "")),
        "from": {"emailAddress": {"name": name, "address": address}},
    }


def translated(known: Mapping[str, str], asked: Json) -> list[Json]:
    """Each id with what it is now, or with why it cannot be told."""
    assert asked["sourceIdType"] == "ewsId"
    assert asked["targetIdType"] in {"restImmutableEntryId", "restId"}
    wrong = {"code": "ErrorInvalidIdMalformed", "message": "Id is malformed."}
    return [
        {"sourceId": id_, "targetId": known[id_]} if id_ in known else {"sourceId": id_, "errorDetails": wrong}
        for id_ in asked["inputIds"]
    ]
