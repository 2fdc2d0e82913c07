"""Ids of Exchange's web services as Graph's own (translateExchangeIds): for a mailbox that moved to Microsoft 365."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal

from liaison_sync.connections.graph_answer import document
from liaison_sync.connections.graph_client import GraphClient
from liaison_sync.domain.errors import ProtocolViolation

MOST = 1000  # ids in one request
To = Literal["restImmutableEntryId", "restId"]  # folders have no other than the second


def translated(client: GraphClient, ids: Sequence[str], to: To) -> dict[str, str]:
    """What each id is now; those the service cannot tell are left out."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), MOST):
        asked = {"inputIds": list(ids[start : start + MOST]), "sourceIdType": "ewsId", "targetIdType": to}
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
        found |= {old: new for old, new in pairs if isinstance(old, str) and isinstance(new, str) and new}
    return {id_: found[id_] for id_ in ids if id_ in found}
