"""Attachments: their decoded bytes, digests and names, with what a winmail.dat holds."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from liaison_sync.domain.message import Attachment
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import tnef
from liaison_sync.formats.filename import filename
from liaison_sync.formats.message_ids import message_ids
from liaison_sync.formats.parts import Node
from liaison_sync.formats.transfer import uu_name

_TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef", "application/x-tnef")


@dataclass(frozen=True, slots=True)
class Found:
    """An attachment with its bytes; `text` and `calendar` (ICS) are what a winmail.dat said beside its files."""

    attachment: Attachment
    data: bytes
    place: str
    reason: str | None = None
    node: Node | None = None
    text: str = ""
    calendar: bytes | None = None
    nested: bool = False  # a file of a winmail.dat that an attached message holds


def everything(nodes: list[Node]) -> list[Found]:
    """All attachments in the order sent, those inside a winmail.dat right behind it."""
    return [found for node in nodes for found in _of(node)]


def _of(node: Node) -> Iterator[Found]:
    octets = node.octets
    name = node.name
    if not name and node.encoding and "uu" in node.encoding.lower():
        name = filename(uu_name(node.body) or "")
    attachment = Attachment(
        name, node.type, len(octets.data), sha256(octets.data).hexdigest(), _is_inline(node), _content_id(node)
    )
    if node.type in _TNEF_TYPES or name.lower() == "winmail.dat" or octets.data.startswith(tnef.SIGNATURE):
        yield from _unpacked(node, attachment, octets.data)
    else:
        flaw = octets.reason or ("charset_replaced" if "\ufffd" in name else None)
        yield Found(attachment, octets.data, node.place, flaw, node)


def _is_inline(node: Node) -> bool:
    if node.disposition.value:
        return node.disposition.value == "inline"
    return node.within in ("multipart/related", "multipart/alternative")


def _content_id(node: Node) -> str | None:
    value = node.headers.get("content-id")
    return next(iter(message_ids(value)), None) if value else None


def _unpacked(node: Node, attachment: Attachment, data: bytes) -> Iterator[Found]:
    held = tnef.read(data)
    yield Found(attachment, data, node.place, node.octets.reason or held.reason, node, held.text, held.calendar)
    for file in held.files:
        inner = Attachment(
            filename(file.name),
            file.type,
            len(file.data),
            sha256(file.data).hexdigest(),
            content_id=file.content_id,
            from_tnef=True,
        )
        yield Found(inner, file.data, node.place, nested=node.nested)
