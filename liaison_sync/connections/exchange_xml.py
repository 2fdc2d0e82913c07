"""Requests of Exchange's web services as plain values, and how answers are looked into: no XML library needed here.

Names are written as in Microsoft's schemas: `m:` for messages.xsd, `t:` for types.xsd. Elements have one order there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from liaison_sync.domain.errors import ProtocolViolation
from liaison_sync.domain.value import dataclass

MESSAGES = "http://schemas.microsoft.com/exchange/services/2006/messages"
TYPES = "http://schemas.microsoft.com/exchange/services/2006/types"
NS = {"m": MESSAGES, "t": TYPES}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Node:
    """One element to be sent: with text, or with elements within."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    within: tuple[Node, ...] = ()
    text: str | None = None


def node(tag: str, *within: Node | str, **attributes: str) -> Node:
    """`within` is elements, or one text."""
    text = next((one for one in within if isinstance(one, str)), None)
    return Node(tag, tuple(attributes.items()), tuple(one for one in within if isinstance(one, Node)), text)


def distinguished(name: str, address: str) -> Node:
    """A folder by the name the service itself knows it by, in the mailbox at `address`."""
    return node("t:DistinguishedFolderId", node("t:Mailbox", node("t:EmailAddress", address)), Id=name)


def field(uri: str) -> Node:
    return node("t:FieldURI", FieldURI=uri)


def shape(tag: str, fields: Iterable[Node], *before: Node) -> Node:
    """Nothing but the id and these fields."""
    return node(tag, node("t:BaseShape", "IdOnly"), *before, node("t:AdditionalProperties", *fields))


def item_ids(ids: Iterable[str]) -> Node:
    return node("m:ItemIds", *(node("t:ItemId", Id=one) for one in ids))


def qualified(tag: str) -> str:
    """`t:ItemId` as ElementTree writes it."""
    prefix, _, name = tag.partition(":")
    return f"{{{NS[prefix]}}}{name}"


def local(element: Any) -> str:
    """An element's name without its namespace; "" for a comment or an instruction."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def text(element: Any, path: str) -> str | None:
    """What stands at `path` below `element`, None where nothing does."""
    found = element.find(path, NS)
    return None if found is None else (found.text or "")


def said(element: Any, path: str) -> bool | None:
    """The xs:boolean at `path`, None where none stands there."""
    return _BOOLEANS.get((text(element, path) or "").strip().lower())


def next_offset(root: Any, offset: int, operation: str) -> int | None:
    """Where the page after `root`'s begins, None after the last. Raises ProtocolViolation if it leads nowhere."""
    if _BOOLEANS.get((root.get("IncludesLastItemInRange") or "true").strip().lower()):
        return None
    told = root.get("IndexedPagingOffset") or ""
    if not told.isdecimal() or not offset < int(told[:9]):
        raise ProtocolViolation(operation=operation, key="unreadable_answer", detail=f"offset {told}")
    return int(told[:9])


def id_at(element: Any, path: str) -> str | None:
    """The attribute Id of what stands at `path`, None where there is none."""
    found = element.find(path, NS)
    return None if found is None else (found.get("Id") or None)
