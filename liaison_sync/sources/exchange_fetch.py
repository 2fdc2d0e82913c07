"""The messages a page names, fetched as MIME: sizes first, then some at a time, each with an answer of its own.

One bad item can spoil the answer to all that were asked for with it; then each is asked for by itself.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from liaison_sync.connections.exchange_account import ExchangeAccount
from liaison_sync.connections.exchange_xml import NS, Node, field, item_ids, node, shape, text
from liaison_sync.domain.errors import (
    AccessDenied,
    AuthFailed,
    Failure,
    MessageTooLarge,
    Misconfigured,
    NotFound,
    ServiceRetired,
    Throttled,
    TlsFailed,
    UnfetchableMessage,
)
from liaison_sync.ports import Fetched, Missing, Raw, Ref, TooLarge, Unfetchable
from liaison_sync.sources.exchange_items import of_items
from liaison_sync.sources.exchange_page import STATE, size_of

CHUNK = 50
CHUNK_BYTES = 4 * 1024 * 1024
HEAD_BYTES = 64 * 1024
PATIENCE = 3  # items asked for by themselves that failed one after the other
# These are about the account or the moment, never about one message.
ALL = (AuthFailed, TlsFailed, Misconfigured, ServiceRetired, Throttled, AccessDenied)
_HEADERS = node("t:ExtendedFieldURI", PropertyTag="0x7D", PropertyType="String")  # PR_TRANSPORT_MESSAGE_HEADERS


def fetched(account: ExchangeAccount, refs: Sequence[Ref], max_bytes: int) -> Iterator[Fetched]:
    """One answer for each ref. Raises what concerns all of them, and what befalls every one of several."""
    troubled: list[Unfetchable] = []
    answered = False
    for answer in _answers(account, refs, max_bytes):
        if isinstance(answer, Unfetchable):
            troubled.append(answer)
            continue
        answered = True
        yield answer
    if troubled and not answered and len(refs) > 1:
        raise troubled[0].error
    for one in troubled:
        yield Unfetchable(one.ref, UnfetchableMessage(operation="fetch", detail=one.error.detail))


def _answers(account: ExchangeAccount, refs: Sequence[Ref], max_bytes: int) -> Iterator[Fetched]:
    fit: list[Ref] = []
    for one in _sized(account, refs):
        if not isinstance(one, Ref):
            yield one
        elif (one.size or 0) > max_bytes:
            yield _too_large(account, one, max_bytes)
        else:
            fit.append(one)
    for chunk in chunks(fit):
        yield from _chunk(account, chunk, max_bytes)


def _sized(account: ExchangeAccount, refs: Sequence[Ref]) -> Iterator[Ref | Fetched]:
    """The refs with their sizes; those whose size was not told are asked for."""
    yield from (ref for ref in refs if ref.size is not None)
    bare = [ref for ref in refs if ref.size is None]
    for start in range(0, len(bare), CHUNK):
        some = bare[start : start + CHUNK]
        answers = of_items(account, [ref.locator for ref in some], STATE, operation="fetch")
        for ref, answer in zip(some, answers, strict=True):
            yield failed(ref, answer) if isinstance(answer, Failure) else replace(ref, size=_size(answer))


def _size(message: Any) -> int | None:
    element = message.find("m:Items/*", NS)
    return None if element is None else size_of(element)


def chunks(refs: Sequence[Ref]) -> Iterator[list[Ref]]:
    """At most CHUNK refs, and about CHUNK_BYTES, at a time."""
    some: list[Ref] = []
    total = 0
    for ref in refs:
        size = ref.size or 0
        if some and (len(some) == CHUNK or total + size > CHUNK_BYTES):
            yield some
            some, total = [], 0
        some.append(ref)
        total += size
    if some:
        yield some


def _chunk(account: ExchangeAccount, refs: list[Ref], max_bytes: int) -> Iterator[Fetched]:
    try:
        answers = account.each(_mime([ref.locator for ref in refs]), operation="fetch", expected=len(refs))
    except ALL:
        raise
    except Failure as failure:
        if len(refs) == 1:
            yield failed(refs[0], failure)
            return
        yield from _one_by_one(account, refs, max_bytes)
        return
    for ref, answer in zip(refs, answers, strict=True):
        yield _read(account, ref, answer, max_bytes)


def _one_by_one(account: ExchangeAccount, refs: list[Ref], max_bytes: int) -> Iterator[Fetched]:
    """Raises where the server itself is the trouble."""
    in_a_row = 0
    for ref in refs:
        for answer in _chunk(account, [ref], max_bytes):
            in_a_row = in_a_row + 1 if isinstance(answer, Unfetchable) else 0
            if isinstance(answer, Unfetchable) and in_a_row == PATIENCE:
                raise answer.error
            yield answer


def _mime(ids: Sequence[str]) -> Node:
    fields = (field("item:Size"),)
    asked = shape("m:ItemShape", fields, node("t:IncludeMimeContent", "true"))
    return node("m:GetItem", asked, item_ids(ids))


def _read(account: ExchangeAccount, ref: Ref, answer: Any, max_bytes: int) -> Fetched:
    if isinstance(answer, Failure):
        return _too_large(account, ref, max_bytes) if isinstance(answer, MessageTooLarge) else failed(ref, answer)
    told = text(answer, "m:Items/*/t:MimeContent")
    try:
        content = b64decode("".join((told or "").split()), validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if not content:
        return Unfetchable(ref, UnfetchableMessage(operation="fetch", detail="no MimeContent"))
    if len(content) > max_bytes:
        return TooLarge(ref, len(content), _head(content))
    return Raw(ref, content)


def failed(ref: Ref, failure: Failure) -> Fetched:
    """What this one's failure makes of it. Raises what concerns all."""
    if isinstance(failure, NotFound):
        return Missing(ref)
    if isinstance(failure, ALL) and failure.key != "exchange_access_denied":
        raise failure
    return Unfetchable(ref, failure)


def _too_large(account: ExchangeAccount, ref: Ref, max_bytes: int) -> Fetched:
    """Its head alone, as it came over the wire; what was written here has none."""
    asked = node("m:GetItem", shape("m:ItemShape", (_HEADERS,)), item_ids([ref.locator]))
    (answer,) = account.each(asked, operation="fetch", expected=1)
    if isinstance(answer, Failure):
        return failed(ref, answer)
    told = text(answer, "m:Items/*/t:ExtendedProperty/t:Value") or ""
    head = told.replace("\r\n", "\n").strip("\n").replace("\n", "\r\n").encode("utf-8", "surrogatepass")
    size = max(ref.size or 0, max_bytes + 1)
    return TooLarge(ref, size, _head(head + b"\r\n\r\n") if head else b"")


def _head(content: bytes) -> bytes:
    """The header block, as far as it is kept."""
    end = content.find(b"\r\n\r\n", 0, HEAD_BYTES)
    return content[: end + 4 if end >= 0 else HEAD_BYTES]
