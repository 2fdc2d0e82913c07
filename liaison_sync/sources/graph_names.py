"""Ids of Exchange's web services as Graph's own: for a mailbox that moved to Microsoft 365.

`translateExchangeIds` tells a thousand at once, but is not for applications ("Application: Not supported") nor in the
clouds of the US government. Where it is refused the item itself tells: Graph knows it by its old id too, written with
other signs, and answers with the immutable one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Literal

from liaison_sync.connections.graph_answer import document
from liaison_sync.connections.graph_client import IN_FLIGHT, GraphClient, of_id
from liaison_sync.domain.errors import NotFound, Permanent, ProtocolViolation

MOST = 1000  # ids in one request
To = Literal["restImmutableEntryId", "restId"]  # folders have no other than the second
Kind = Literal["messages", "events"]
_REFUSALS = frozenset({"app_access_denied", "request_refused", "no_such_account"})
_SIGNS = str.maketrans("/+", "-_")


def items(client: GraphClient, ids: Sequence[str], kind: Kind) -> dict[str, str]:
    """The immutable id of each item; those that are not there any more are left out."""
    found = _translated(client, ids, "restImmutableEntryId")
    if found is not None:
        return found
    with ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix="graph") as pool:
        looked = pool.map(partial(_looked_up, client, kind), ids)
        return {id_: now for id_, now in zip(ids, looked, strict=True) if now}


def folders(client: GraphClient, ids: Sequence[str]) -> dict[str, str]:
    """The id of each folder, whether or not it is still there."""
    found = _translated(client, ids, "restId")
    return found if found is not None else {id_: id_.translate(_SIGNS) for id_ in ids}


def _translated(client: GraphClient, ids: Sequence[str], to: To) -> dict[str, str] | None:
    """What each id is now; those the service cannot tell are left out. None where it tells us nothing at all."""
    found: dict[str, str] = {}
    for start in range(0, len(ids) if client.translates else 0, MOST):
        try:
            found |= _page(client, ids[start : start + MOST], to)
        except (NotFound, Permanent) as failure:
            if isinstance(failure, Permanent) and failure.key not in _REFUSALS:
                raise
            client.translates = False
    return {id_: found[id_] for id_ in ids if id_ in found} if client.translates else None


def _page(client: GraphClient, ids: Sequence[str], to: To) -> dict[str, str]:
    asked = {"inputIds": list(ids), "sourceIdType": "ewsId", "targetIdType": to}
    answer = client.send(
        "POST",
        f"{client.user}/translateExchangeIds",
        operation="migrate",
        content=json.dumps(asked).encode("ascii"),
        content_type="application/json",
    )
    values = document(answer.content, "migrate").get("value")
    if not isinstance(values, list):
        raise ProtocolViolation(operation="migrate", key="unreadable_answer", detail="no value")
    pairs = ((one.get("sourceId"), one.get("targetId")) for one in values if isinstance(one, dict))
    return {old: new for old, new in pairs if isinstance(old, str) and isinstance(new, str) and new}


def _looked_up(client: GraphClient, kind: Kind, id_: str) -> str | None:
    path = f"{client.user}/{kind}/{of_id(id_.translate(_SIGNS))}"
    try:
        now = client.get(path, operation="migrate", select="id").get("id")
    except NotFound:
        return None
    return now if isinstance(now, str) and now else None
