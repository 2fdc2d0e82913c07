"""What is asked of Exchange's web services about a draft of ours, as plain values; and which property it is known by.

Elements stand in the order of Microsoft's schemas (messages.xsd, types.xsd).
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence

from liaison_sync.connections.exchange_xml import Node, distinguished, field, node, shape
from liaison_sync.ports import Frozen

# A named property of our own (MS-OXPROPS 1.3.2): it stays with the item when it is sent and filed.
_SET, _NAME = "6f1c1d0e-5f0b-4c8a-9a52-0d6c5f1b7e21", "X-Liaison-Id"
# A draft waits in Drafts, passes through the Outbox, and ends in Sent Items.
DRAFTS, SENT = "drafts", "sentitems"
WHERE = (DRAFTS, "outbox", SENT)
STATE = (field("item:ParentFolderId"), field("item:IsSubmitted"), field("item:IsDraft"))
MOST = 50  # copies of one letter


def split(kept: str) -> tuple[str, str]:
    """Id and ChangeKey of what is kept of a draft; the second is "" where it is no draft of Exchange's."""
    id_, _, key = kept.partition(" ")
    return id_, key


def _property() -> Node:
    return node("t:ExtendedFieldURI", PropertySetId=_SET, PropertyName=_NAME, PropertyType="String")


def _item(kept: str) -> Node:
    id_, key = split(kept)
    return node("t:ItemId", Id=id_, **({"ChangeKey": key} if key else {}))


def create(frozen: Frozen, mailbox: str) -> Node:
    content = b64encode(frozen.content).decode("ascii")
    marked = node("t:ExtendedProperty", _property(), node("t:Value", frozen.outbox_id))
    return node(
        "m:CreateItem",
        node("m:SavedItemFolderId", distinguished(DRAFTS, mailbox)),
        node("m:Items", node("t:Message", node("t:MimeContent", content), marked)),
        MessageDisposition="SaveOnly",
    )


def unseen(kept: str, addresses: Iterable[str]) -> Node:
    """These get it as Bcc, and nobody else does."""
    people = (node("t:Mailbox", node("t:EmailAddress", one)) for one in addresses)
    told = node("t:SetItemField", field("message:BccRecipients"), node("t:Message", node("t:BccRecipients", *people)))
    change = node("t:ItemChange", _item(kept), node("t:Updates", told))
    return node(
        "m:UpdateItem",
        node("m:ItemChanges", change),
        ConflictResolution="NeverOverwrite",
        MessageDisposition="SaveOnly",
    )


def send(kept: str, mailbox: str) -> Node:
    """With the ChangeKey: what anybody has changed since is not sent."""
    folder = node("m:SavedItemFolderId", distinguished(SENT, mailbox))
    return node("m:SendItem", node("m:ItemIds", _item(kept)), folder, SaveItemToFolder="true")


def remove(kept: str) -> Node:
    ids = node("m:ItemIds", node("t:ItemId", Id=split(kept)[0]))
    return node("m:DeleteItem", ids, DeleteType="HardDelete")


def look(kept: str) -> Node:
    return node("m:GetItem", shape("m:ItemShape", STATE), node("m:ItemIds", node("t:ItemId", Id=split(kept)[0])))


def bearers(outbox_id: str, mailbox: str, where: Sequence[str]) -> Node:
    """What carries our property in these folders; one answer for each."""
    wanted = node("t:FieldURIOrConstant", node("t:Constant", Value=outbox_id))
    return node(
        "m:FindItem",
        shape("m:ItemShape", STATE),
        node("m:IndexedPageItemView", MaxEntriesReturned=str(MOST), Offset="0", BasePoint="Beginning"),
        node("m:Restriction", node("t:IsEqualTo", _property(), wanted)),
        node("m:ParentFolderIds", *(distinguished(name, mailbox) for name in where)),
        Traversal="Shallow",
    )
