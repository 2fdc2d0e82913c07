"""Sending through Graph: a draft first, its id kept, then `/send`; the draft's own state tells whether it left.

The id of an item does not change when it is sent (immutable ids), so after a crash one question settles what over
SMTP would stay in doubt. To, Cc and Bcc are the envelope here: a letter whose headers name others is not sent.
"""

from __future__ import annotations

import json
import time
from base64 import b64encode
from collections.abc import Sequence
from types import TracebackType

from pydantic import Field

from liaison_sync.connections.graph_answer import Json, document
from liaison_sync.connections.graph_client import GraphClient, client_of, of_id
from liaison_sync.connections.graph_settings import GraphSettings
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.connections.translate import at_the_door
from liaison_sync.delivery.frozen import checked
from liaison_sync.delivery.graph_outcome import accepted, deferred, doubtful, not_begun, refused, unsent
from liaison_sync.delivery.graph_recipients import missing, named_besides
from liaison_sync.domain.errors import AmbiguousDelivery, Failure, MalformedLetter, NotFound, ProtocolViolation
from liaison_sync.ports import (
    Ambiguous,
    DeliveryCaps,
    Finding,
    Frozen,
    Handle,
    NotSent,
    Outcome,
    Ref,
    Sent,
    Skipped,
    Submitted,
    Unknown,
    Verdict,
)

PATIENCE = (0.0, 1.0, 3.0)  # seconds between looks at a draft whose sending got no answer


class GraphSenderSettings(GraphSettings):
    """Sending from one mailbox over Graph."""

    per_minute: int = Field(default=30, ge=1, le=600)


class GraphDelivery:
    """See `Delivery`. `sent` is not needed: the service files the copy itself."""

    def __init__(
        self,
        account: str,
        settings: GraphSenderSettings,
        sent: ImapSettings | None = None,
        patience: Sequence[float] = PATIENCE,
    ) -> None:
        del sent
        self.account, self.settings, self.patience = account, settings, patience
        self._settled: dict[str, Submitted] = {}  # what was decided before there was anything to send

    @property
    def client(self) -> GraphClient:
        return client_of(self.settings.access())

    @property
    def caps(self) -> DeliveryCaps:
        return DeliveryCaps(can_verify=True, files_sent=True, per_minute=self.settings.per_minute)

    def findings(self) -> list[Finding]:
        from liaison_sync.delivery.graph_doctor import findings

        return findings(self.account, self.settings, self.client)

    # --- the draft --------------------------------------------------------------------------------------------

    def prepare(self, frozen: Frozen) -> Handle:
        """A fresh draft of exactly these bytes; what an earlier try left is removed, unless it turns out as sent."""
        checked(frozen)
        if others := named_besides(frozen):
            raise MalformedLetter(operation="prepare", key="letter_other_recipients", detail=", ".join(others))
        self._settled.pop(frozen.outbox_id, None)
        with at_the_door(self.account, "prepare", self.settings.host):
            for item in self._kept(frozen):
                if item.get("isDraft") is False:
                    self._settled[frozen.outbox_id] = accepted(frozen, "already sent")
                    return Handle(frozen, str(item["id"]))
                self._remove(str(item["id"]))
            try:
                return Handle(frozen, self._drafted(frozen))
            except Failure as failure:
                if (outcome := unsent(frozen, failure)) is None:
                    raise
                self._settled[frozen.outbox_id] = outcome
                return Handle(frozen)

    def _kept(self, frozen: Frozen) -> list[Json]:
        """What the mailbox holds of this letter: by the id we kept, and by its Message-ID."""
        found = {str(one.get("id")): one for one in self._bearers(frozen.message_id)}
        if frozen.provider_id is not None and (one := self._look(frozen.provider_id)) is not None:
            found[frozen.provider_id] = one
        return sorted(found.values(), key=lambda item: item.get("isDraft") is not False)  # what was sent comes first

    def _bearers(self, message_id: str) -> list[Json]:
        quoted = f"<{message_id.strip('<>')}>".replace("'", "''")
        found = self.client.get(
            f"{self.client.user}/messages",
            operation="verify",
            filter=f"internetMessageId eq '{quoted}'",
            select="id,isDraft,parentFolderId",
        ).get("value")
        return [one for one in found if isinstance(one, dict) and one.get("id")] if isinstance(found, list) else []

    def _look(self, id_: str) -> Json | None:
        path = f"{self.client.user}/messages/{of_id(id_)}"
        try:
            return {**self.client.get(path, operation="verify", select="id,isDraft,parentFolderId"), "id": id_}
        except NotFound:
            return None

    def _remove(self, id_: str) -> None:
        try:
            self.client.send("DELETE", f"{self.client.user}/messages/{of_id(id_)}", operation="prepare")
        except NotFound:
            return

    def _drafted(self, frozen: Frozen) -> str:
        path, content = f"{self.client.user}/messages", b64encode(frozen.content)
        answer = self.client.send("POST", path, operation="prepare", content=content, content_type="text/plain")
        id_ = str(document(answer.content, "prepare")["id"])
        if hidden := missing(frozen):
            told = json.dumps({"bccRecipients": [{"emailAddress": {"address": one}} for one in hidden]}).encode()
            path = f"{path}/{of_id(id_)}"
            self.client.send("PATCH", path, operation="prepare", content=told, content_type="application/json")
        return id_

    # --- sending ----------------------------------------------------------------------------------------------

    def submit(self, handle: Handle) -> Outcome:
        """Raises a Failure only where the service refused us before it looked at the draft."""
        frozen = handle.frozen
        if (known := self._settled.pop(frozen.outbox_id, None)) is not None:
            return known
        if handle.provider_id is None:
            raise MalformedLetter(account=self.account, operation="submit", detail="no draft")
        path = f"{self.client.user}/messages/{of_id(handle.provider_id)}/send"
        try:
            with at_the_door(self.account, "submit", self.settings.host):
                self._asked_to_send(path)
        except Failure as failure:
            if (outcome := unsent(frozen, failure)) is not None:
                return outcome
            if not_begun(failure):
                raise
            return self._resolved(handle, failure) if doubtful(failure) else refused(frozen, failure)
        return accepted(frozen, "202 Accepted", handle.provider_id)

    def _asked_to_send(self, path: str) -> None:
        """Only 202 is the service's word; a proxy's friendly page is not."""
        answer = self.client.send("POST", path, operation="submit")
        if answer.status != 202:
            raise ProtocolViolation(operation="submit", key="unreadable_answer", detail=str(answer.status))

    def _resolved(self, handle: Handle, failure: Failure) -> Outcome:
        """No clear answer: the draft itself tells, if it can be asked."""
        verdict: Verdict = Unknown("verify_failed")
        for seconds in self.patience:
            time.sleep(seconds)
            try:
                verdict = self.verify(handle)
            except Failure:
                verdict = Unknown("verify_failed")
            if isinstance(verdict, Sent):
                return accepted(handle.frozen, "verified", handle.provider_id)
        if isinstance(verdict, NotSent):
            return deferred(handle.frozen, failure)
        cause = AmbiguousDelivery(
            account=self.account,
            operation="submit",
            host=self.settings.host,
            detail=failure.detail or failure.key,
            retry_safe=False,
        )
        return Ambiguous(handle.frozen.recipients, (), cause)

    # --- afterwards -------------------------------------------------------------------------------------------

    def verify(self, handle: Handle) -> Verdict:
        """No id was kept before `/send`, so without one it never was asked for."""
        if handle.provider_id is None:
            return NotSent()
        with at_the_door(self.account, "verify", self.settings.host):
            item = self._look(handle.provider_id)
            found = [item] if item and item.get("isDraft") is False else self._bearers(handle.frozen.message_id)
        left = next((one for one in found if one.get("isDraft") is False), None)
        if left is not None:
            return Sent(Ref(str(left.get("parentFolderId", "")), str(left["id"])))
        return NotSent() if item is not None and item.get("isDraft") is True else Unknown("not_in_sent_folder")

    def file_sent(self, handle: Handle) -> Ref | Skipped:
        del handle
        return Skipped("provider_files")

    def close(self) -> None:
        """The connection is kept for the next letter."""
        self._settled.clear()

    def __enter__(self) -> GraphDelivery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
