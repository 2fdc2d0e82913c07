"""Which ids of a message may link it to others (RFC 5322 §3.6.4), and what a Thread-Index says."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from functools import lru_cache

from liaison_sync.domain.thread_node import Node

MAX_ID = 998  # RFC 5322 §2.1.1: no longer line can have been meant
_ID = re.compile(r"\s*<?([^\s<>\x00-\x1f\x7f]+@[^\s<>@\x00-\x1f\x7f]+)>?\s*")
_QUOTED_ID = re.compile(r'"([^\s<>()\[\]:;@\\,"]+)"@([^@]+)')
_THREAD_ROOT = 22  # bytes of a Thread-Index before the first reply's block


@lru_cache(maxsize=16_384)  # within a conversation the same ids come again and again
def valid_id(text: str | None) -> str | None:
    """`text` without its angle brackets if it looks like `x@y`, else None (`yes`, `<>`, an address with spaces).

    A left side quoted without need is the same id without the quotes (RFC 5256 §2.2).
    """
    found = _ID.fullmatch(text) if text and len(text) <= MAX_ID else None
    if not found:
        return None
    quoted = _QUOTED_ID.fullmatch(found[1])
    return f"{quoted[1]}@{quoted[2]}" if quoted else found[1]


def own_id(node: Node) -> str | None:
    return valid_id(node.message_id)


def chain(node: Node) -> tuple[str, ...]:
    """The ids `node` says it descends from, oldest first, its direct parent last, without itself.

    An id that is a participant's address is what old clients wrote for "message from …": it names nobody's message.
    """
    bounced = (node.bounce_of,) if node.bounce_of else ()
    texts = (*node.references, *reversed(node.in_reply_to), *bounced)
    if not texts:
        return ()
    found = dict.fromkeys([i for i in map(valid_id, texts) if i and not _names_a_person(node, i)])
    found.pop(own_id(node) or "", None)
    return tuple(found)


def _names_a_person(node: Node, bare: str) -> bool:
    address = bare.lower()
    return address == node.sender or address in node.participants


def thread_root(thread_index: str | None) -> str | None:
    """The part of a Thread-Index every message of an Outlook conversation shares, or None where it is none."""
    if not thread_index or len(thread_index) > 4096:
        return None
    try:
        raw = b64decode("".join(thread_index.split()), validate=True)
    except (Base64Error, ValueError):
        return None
    return raw[:_THREAD_ROOT].hex() if len(raw) >= _THREAD_ROOT and any(raw[6:_THREAD_ROOT]) else None


def index_keys(node: Node) -> frozenset[str]:
    """One key per partner and participant: a Thread-Index joins only where one of them is shared (law 11)."""
    root = thread_root(node.thread_index)
    if root is None:
        return frozenset()
    shared = {f"x:{root}:{address}" for address in node.participants}
    return frozenset(shared | {f"x:{root}:partner {node.partner}"} if node.partner else shared)
