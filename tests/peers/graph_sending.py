"""What the fake Graph does with drafts: made of MIME, changed, found by their Message-ID, sent, deleted.

What is sent keeps its id and is a draft until it is transported; Microsoft promises no moment for that.
"""

from __future__ import annotations

import base64
import json
import re

from tests.peers.graph_listing import looked_at, selected
from tests.peers.graph_store import Item, Json, Store
from tests.peers.graph_wire import Refused, Reply, Request, envelope, told

FILTER = re.compile(r"internetMessageId eq '((?:[^']|'')+)'")
FLAGS = re.compile(r"Integer 0x0?E07", re.IGNORECASE)


class Sending:
    """The half of a fake Graph that writes."""

    sent: list[tuple[tuple[str, ...], bytes]]
    stays: str = ""  # "drafts" or "outbox": where what is submitted lies until `transported`
    keeps_draft = False  # send answers 202 and leaves the draft as it is: never seen, and never to be trusted
    rewrites_message_id = False

    def blame(self, why: str, request: Request) -> None:
        raise NotImplementedError

    def known_as(self, id_: str) -> str:
        raise NotImplementedError

    def draft(self, request: Request, store: Store) -> Reply:
        if request.headers.get("Content-Type", "").split(";")[0] != "text/plain":
            self.blame("MIME is not announced as text/plain", request)
        if len(request.body) > 4 * 1024 * 1024:
            raise Refused(413, "ErrorMessageSizeExceeded")
        try:
            content = base64.b64decode(request.body, validate=True)
        except ValueError:
            self.blame("not base64", request)
            raise Refused(
                400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content."
            ) from None
        id_ = store.put(content, "drafts", draft=True)
        return told({"id": id_, "isDraft": True, "internetMessageId": store.items[id_].message_id}, 201)

    def patch(self, request: Request, store: Store, id_: str) -> Reply:
        item = store.items.get(id_)
        if item is None or not item.draft:
            raise Refused(404, "ErrorItemNotFound")
        asked = json.loads(request.body)
        if set(asked) != {"bccRecipients"} or request.headers.get("Content-Type") != "application/json":
            self.blame("changes more than who gets it", request)
        addresses = ", ".join(one["emailAddress"]["address"] for one in asked["bccRecipients"])
        item.content = b"Bcc: " + addresses.encode() + b"\r\n" + item.content
        return told({"id": id_})

    def send(self, request: Request, store: Store, id_: str) -> Reply:
        item = store.items.get(id_)
        if item is None or not item.draft or item.submitted:
            raise Refused(404, "ErrorItemNotFound")
        if request.headers.get("Content-Length") != "0":
            self.blame("send takes no body", request)
        to = envelope(item.content)
        self.sent.append((to, item.content))
        if self.keeps_draft:
            return Reply(202)
        if self.rewrites_message_id:
            item.content = re.sub(rb"(?im)^message-id:.*$", b"Message-ID: <x@prod.example>\r", item.content)
        item.submitted = True
        if self.stays != "drafts":
            store.move(id_, "outbox")
        if not self.stays:
            self.transported(store)
        return Reply(202)

    def transported(self, store: Store) -> None:
        """What was submitted is on its way, and filed."""
        for item in [one for one in store.items.values() if one.submitted]:
            item.submitted, item.draft = False, False
            store.move(item.id, "sentitems")

    def find(self, request: Request, store: Store) -> Reply:
        match = FILTER.fullmatch(request.query.get("$filter", ""))
        if match is None:
            self.blame("an unreadable filter", request)
            raise Refused(400, "ErrorInvalidUrlQueryFilter")
        wanted = match[1].replace("''", "'")
        found = [one for one in store.items.values() if one.event is None and one.message_id == wanted]
        return told({"value": [self._looked(request, store, one) for one in found]})

    def look(self, request: Request, store: Store, id_: str) -> Reply:
        item = store.items.get(self.known_as(id_))
        item = item if item is not None and item.event is None else None
        if item is None:
            raise Refused(404, "ErrorItemNotFound")
        return told(self._looked(request, store, item))

    def _looked(self, request: Request, store: Store, item: Item) -> Json:
        """What was asked for of a message; of its flags (MS-OXCMSG 2.2.1.6) those of sending."""
        names, expanded = request.query.get("$select", ""), request.query.get("$expand", "")
        told_ = selected(looked_at(store, item), names, expanded)
        if FLAGS.search(expanded):
            flags = (8 if item.draft else 0) | (4 if item.submitted else 0)
            told_["singleValueExtendedProperties"] = [{"id": "Integer 0xe07", "value": str(flags)}]
        return told_

    def remove(self, request: Request, store: Store, id_: str) -> Reply:
        item = store.items.get(id_)
        if item is None:
            raise Refused(404, "ErrorItemNotFound")
        if not item.draft:
            self.blame("deletes what is no draft", request)
            raise Refused(403, "ErrorAccessDenied")
        store.delete(id_)
        return Reply(204)
