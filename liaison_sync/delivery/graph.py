"""Sending through Graph: a MIME draft, its id kept, then `/send`.

The id of an item does not change when it is sent (immutable ids): the draft's own state tells whether it left, or was
submitted and waits for that.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence

from pydantic import Field

from liaison_sync.connections.graph_answer import Json, document, expansion, extended
from liaison_sync.connections.graph_client import GraphClient, client_of, of_id
from liaison_sync.connections.graph_settings import GraphSettings
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.delivery.draft_first import PATIENCE, DraftFirst, Kept
from liaison_sync.delivery.draft_recipients import unseen
from liaison_sync.domain.errors import NotFound, ProtocolViolation
from liaison_sync.ports import Finding, Frozen

MAX_BYTES = 3 * 1024 * 1024  # of a letter: a request takes 4 MiB, and carries it in base64
FILES_MB = 2  # of all files in it, which are in base64 once more
STATE = "id,isDraft,parentFolderId"
# PidTagMessageFlags (MS-OXCMSG 2.2.1.6): what was submitted is called a draft until it is on its way.
FLAGS, SUBMITTED = "Integer 0x0E07", 0x4


class GraphSenderSettings(GraphSettings):
    """Sending from one mailbox over Graph."""

    per_minute: int | None = Field(default=30, ge=1, le=6000)
    per_day: int | None = Field(default=10_000, ge=1, le=1_000_000)


class GraphDelivery(DraftFirst):
    """See `Delivery`. `sent` is not needed: the service files the copy itself."""

    def __init__(
        self,
        account: str,
        settings: GraphSenderSettings,
        sent: ImapSettings | None = None,
        patience: Sequence[float] = PATIENCE,
    ) -> None:
        del sent
        pace = settings.per_minute, settings.per_day
        super().__init__(account, GraphDrafts(settings), pace, patience, max_bytes=MAX_BYTES)


class GraphDrafts:
    """See `Drafts`."""

    def __init__(self, settings: GraphSenderSettings) -> None:
        self.settings = settings

    @property
    def host(self) -> str:
        return self.settings.host

    @property
    def client(self) -> GraphClient:
        return client_of(self.settings.access())

    def findings(self, account: str) -> list[Finding]:
        from liaison_sync.delivery.graph_doctor import findings

        return findings(account, self.settings, self.client, FILES_MB)

    def kept(self, frozen: Frozen, id_: str | None) -> list[Kept]:
        """By the id we kept, and by its Message-ID."""
        known = self._look(id_) if id_ is not None else None
        if known is not None and _left(known):
            return [_kept(known, id_)]
        found = {str(one["id"]): one for one in self._bearers(frozen.message_id)}
        if known is not None:
            found.setdefault(str(known["id"]), known)
        return [_kept(one, id_) for one in found.values()]

    def _bearers(self, message_id: str) -> list[Json]:
        quoted = f"<{message_id.strip('<>')}>".replace("'", "''")
        found = self.client.get(
            f"{self.client.user}/messages",
            operation="verify",
            filter=f"internetMessageId eq '{quoted}'",
            select=STATE,
            expand=expansion(FLAGS),
        ).get("value")
        return [one for one in found if isinstance(one, dict) and one.get("id")] if isinstance(found, list) else []

    def _look(self, id_: str) -> Json | None:
        path = f"{self.client.user}/messages/{of_id(id_)}"
        asked = {"select": STATE, "expand": expansion(FLAGS)}
        try:
            return {**self.client.get(path, operation="verify", **asked), "id": id_}
        except NotFound:
            return None

    def create(self, frozen: Frozen) -> str:
        path, content = f"{self.client.user}/messages", b64encode(frozen.content)
        answer = self.client.send("POST", path, operation="prepare", content=content, content_type="text/plain")
        id_ = str(document(answer.content, "prepare")["id"])
        if hidden := unseen(frozen):
            told = json.dumps({"bccRecipients": [{"emailAddress": {"address": one}} for one in hidden]}).encode()
            path = f"{path}/{of_id(id_)}"
            self.client.send("PATCH", path, operation="prepare", content=told, content_type="application/json")
        return id_

    def remove(self, id_: str) -> None:
        self.client.send("DELETE", f"{self.client.user}/messages/{of_id(id_)}", operation="prepare")

    def send(self, id_: str) -> None:
        """Only 202 is the service's word; a proxy's friendly page is not."""
        answer = self.client.send("POST", f"{self.client.user}/messages/{of_id(id_)}/send", operation="submit")
        if answer.status != 202:
            raise ProtocolViolation(operation="submit", key="unreadable_answer", detail=str(answer.status))


def _kept(item: Json, known: str | None) -> Kept:
    id_ = str(item["id"])
    return Kept(id_, str(item.get("parentFolderId", "")), _left(item), known=id_ == known)


def _left(item: Json) -> bool:
    """It was sent, or waits to be."""
    return item.get("isDraft") is False or bool((extended(item, FLAGS) or 0) & SUBMITTED)
