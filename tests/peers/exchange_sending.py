"""What the fake Exchange Server does with drafts: made, changed, found by a property, sent, deleted.

Sending needs the ChangeKey the item has now, and makes it another item: it is submitted where it lies, passes through
the Outbox, and is filed in Sent Items, each time under another id.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from typing import Any, Literal

from tests.peers.exchange_store import Item, Refusal, Store
from tests.peers.exchange_xml import NS, T, element, error, message
from tests.peers.graph_wire import envelope

Property = tuple[str, ...]
MOST_BYTES = 4 * 1024 * 1024
MOST_FOUND = 10  # items on a page, whatever is asked


class Sending:
    """The half of a fake Exchange Server that writes; the other half knows who may do what."""

    sent: list[tuple[tuple[str, ...], bytes]]
    stays: Literal["", "drafts", "outbox"] = ""  # where what is submitted lies until `transported`
    rewrites_message_id = False

    def blame(self, service: str, why: str) -> None:
        raise NotImplementedError

    def _folder(self, named: Any, acting: str | None) -> tuple[Store, str]:
        raise NotImplementedError

    def find(self, id_: str, acting: str | None) -> tuple[Store, Item]:
        raise NotImplementedError

    def item(self, item: Item, call: Any, *, mime: bool = False) -> Any:
        raise NotImplementedError

    # --- drafts -----------------------------------------------------------------------------------------------

    def create_item(self, call: Any, acting: str | None) -> Iterable[Any]:
        if call.get("MessageDisposition") != "SaveOnly":
            self.blame("CreateItem", "sends what nobody has kept the id of")
        for made in call.find("m:Items", NS):
            try:
                yield self._answer("CreateItem", self._created(call, made, acting))
            except Refusal as refusal:
                yield error("CreateItem", str(refusal))

    def _created(self, call: Any, made: Any, acting: str | None) -> Item:
        store, folder = self._folder(call.find("m:SavedItemFolderId", NS)[0], acting)
        if folder != store.known["drafts"]:
            self.blame("CreateItem", "a draft elsewhere than in Drafts")
        try:
            content = base64.b64decode(made.find("t:MimeContent", NS).text, validate=True)
        except (AttributeError, ValueError):
            self.blame("CreateItem", "no MIME")
            raise Refusal("ErrorMimeContentInvalidBase64String") from None
        if len(content) > MOST_BYTES:
            raise Refusal("ErrorMessageSizeExceeded")
        item = store.items[store.put(content, folder, draft=True)]
        item.extended = {
            _named(one.find("t:ExtendedFieldURI", NS)): one.find("t:Value", NS).text
            for one in made.iterfind("t:ExtendedProperty", NS)
        }
        return item

    def _answer(self, service: str, item: Item, *further: Any) -> Any:
        told = element("t:Message", element("t:ItemId", Id=item.id, ChangeKey=item.change_key))
        return message(service, element("m:Items", told), *further)

    def update_item(self, call: Any, acting: str | None) -> Iterable[Any]:
        for change in call.iterfind("m:ItemChanges/t:ItemChange", NS):
            try:
                _, item = self._current(change.find("t:ItemId", NS), acting, "UpdateItem")
            except Refusal as refusal:
                yield error("UpdateItem", str(refusal))
                continue
            fields = [one.get("FieldURI") for one in change.iterfind("t:Updates/t:SetItemField/t:FieldURI", NS)]
            if fields != ["message:BccRecipients"]:
                self.blame("UpdateItem", f"changes {fields}")
            people = ", ".join(one.text for one in change.iterfind(".//t:BccRecipients/t:Mailbox/t:EmailAddress", NS))
            item.content = b"Bcc: " + people.encode() + b"\r\n" + item.content
            item.version += 1
            yield self._answer("UpdateItem", item, element("m:ConflictResults", element("t:Count", "0")))

    def delete_item(self, call: Any, acting: str | None) -> Iterable[Any]:
        for one in call.find("m:ItemIds", NS):
            try:
                store, item = self.find(one.get("Id"), acting)
            except Refusal as refusal:
                yield error("DeleteItem", str(refusal))
                continue
            if not item.draft or item.submitted or call.get("DeleteType") != "HardDelete":
                self.blame("DeleteItem", "deletes what is no draft")
            store.delete(item.id)
            yield message("DeleteItem")

    # --- finding ----------------------------------------------------------------------------------------------

    def find_item(self, call: Any, acting: str | None) -> Iterable[Any]:
        wanted = call.find("m:Restriction/t:IsEqualTo", NS)
        view = call.find("m:IndexedPageItemView", NS)
        at, most = int(view.get("Offset")), min(int(view.get("MaxEntriesReturned")), MOST_FOUND)
        for named in call.find("m:ParentFolderIds", NS):
            try:
                store, folder = self._folder(named, acting)
            except Refusal as refusal:
                yield error("FindItem", str(refusal))
                continue
            found = [one for one in store.items.values() if one.folder == folder and _fits(one, wanted)]
            some, last = found[at : at + most], at + most >= len(found)
            paging = {"TotalItemsInView": str(len(found)), "IncludesLastItemInRange": str(last).lower()}
            paging["IndexedPagingOffset"] = str(min(at + most, len(found)))
            told = element("t:Items", *(self.item(one, call) for one in some))
            yield message("FindItem", element("m:RootFolder", told, **paging))

    # --- sending ----------------------------------------------------------------------------------------------

    def _current(self, named: Any, acting: str | None, service: str) -> tuple[Store, Item]:
        """Raises Refusal where it is not there, or is another than its ChangeKey says."""
        store, item = self.find(named.get("Id"), acting)
        if not named.get("ChangeKey"):
            self.blame(service, "no ChangeKey")
            raise Refusal("ErrorChangeKeyRequired")
        if named.get("ChangeKey") != item.change_key:
            raise Refusal("ErrorIrresolvableConflict")
        return store, item

    def send_item(self, call: Any, acting: str | None) -> Iterable[Any]:
        for named in call.find("m:ItemIds", NS):
            try:
                self._sent(call, named, acting)
            except Refusal as refusal:
                yield error("SendItem", str(refusal))
                continue
            yield message("SendItem")

    def _sent(self, call: Any, named: Any, acting: str | None) -> None:
        store, item = self._current(named, acting, "SendItem")
        folder = call.find("m:SavedItemFolderId", NS)
        if folder is None or self._folder(folder[0], acting) != (store, store.known["sentitems"]):
            self.blame("SendItem", "no copy in Sent Items")
        if not item.draft or item.submitted:
            raise Refusal("ErrorInvalidItemForOperationSendItem")
        to = envelope(item.content)
        if not to:
            raise Refusal("ErrorMissingRecipients")
        self.sent.append((to, item.content))
        if self.rewrites_message_id:
            item.content = re.sub(rb"(?im)^message-id:.*$", b"Message-ID: <x@prod.example>\r", item.content)
        item.submitted = True
        item.version += 1
        if self.stays != "drafts":
            store.move(item.id, "outbox")
        if not self.stays:
            self.transported(store)

    def transported(self, store: Store) -> None:
        """What was submitted is on its way, and filed."""
        for item in [one for one in store.items.values() if one.submitted]:
            item.submitted, item.draft = False, False
            store.move(item.id, "sentitems")


def _named(uri: Any) -> Property:
    if uri.tag != f"{{{T}}}ExtendedFieldURI":
        return ()
    return tuple(value for key, value in sorted(uri.attrib.items()) if key != "PropertyType")


def _fits(item: Item, wanted: Any) -> bool:
    if wanted is None:
        return True
    value: str = wanted.find("t:FieldURIOrConstant/t:Constant", NS).get("Value")
    return item.extended.get(_named(wanted[0])) == value
