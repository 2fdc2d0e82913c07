"""The bytes we have of a copy that lies somewhere else now, by the id its server keeps for it."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import sha256

from sqlalchemy import Connection, and_, select

from liaison_sync.store import schema as s
from liaison_sync.store.views import among, raws


def held(connection: Connection, mailbox: str, ids: Collection[str]) -> dict[str, bytes]:
    """Stable id → the very bytes; nothing of what was let go of, or altered by an erasure."""
    k = s.known_as.c
    same = and_(s.raw.c.sha256 == k.sha256, k.mailbox == mailbox)
    found: dict[str, str] = {}
    for condition in among(k.stable_id, ids):
        query = select(k.stable_id, k.sha256).select_from(s.known_as.join(s.raw, same)).where(condition)
        found.update((row.stable_id, row.sha256) for row in connection.execute(query))
    content = raws(connection, list({*found.values()}))
    whole = {digest for digest, one in content.items() if sha256(one).hexdigest() == digest}
    return {id_: content[digest] for id_, digest in found.items() if digest in whole}
