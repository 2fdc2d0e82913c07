"""The items a page names, fetched as they are kept: MIME by `$value`, calendar items as their own JSON.

Four requests at a time. What fails for one message alone stays pending; where nothing can be had, it is the service.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date

from liaison_sync.connections.graph_answer import document
from liaison_sync.connections.graph_client import IN_FLIGHT, Answer, GraphClient, of_id
from liaison_sync.domain.errors import (
    AuthFailed,
    CursorInvalid,
    Failure,
    Misconfigured,
    NotFound,
    Permanent,
    ServiceRetired,
    Throttled,
    TlsFailed,
    UnfetchableMessage,
)
from liaison_sync.ports import Fetched, Missing, Raw, Ref, TooLarge, Unfetchable
from liaison_sync.sources import graph_series
from liaison_sync.sources.graph_calendar import EVENT, PLAIN, is_instance

HEAD_BYTES = 64 * 1024
# These are about the account or the moment, never about one message.
_ALL = (AuthFailed, TlsFailed, Misconfigured, ServiceRetired, Throttled)


def fetched(refs: Sequence[Ref], one: Callable[[Ref], Fetched]) -> Iterator[Fetched]:
    """One answer for each ref, as they arrive. Raises what concerns all of them."""
    troubled: list[tuple[Ref, Failure]] = []
    answered = False
    with ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix="graph") as pool:
        asked = {pool.submit(one, ref): ref for ref in refs}
        try:
            for done in as_completed(asked):
                try:
                    answer = done.result()
                except _ALL:
                    raise
                except Failure as failure:
                    troubled.append((asked[done], failure))
                    continue
                answered = True
                yield answer
        finally:
            for open_ in asked:
                open_.cancel()
    if troubled and not answered and len(refs) > 1:
        raise troubled[0][1]
    for ref, cause in troubled:
        yield Unfetchable(ref, UnfetchableMessage(operation="fetch", detail=cause.detail))


def message(client: GraphClient, ref: Ref, max_bytes: int) -> Fetched:
    """The MIME content of a message that still lies in its folder."""
    path = f"{client.user}/mailFolders/{of_id(ref.folder)}/messages/{of_id(ref.locator)}/$value"
    try:
        answer = client.send("GET", path, operation="fetch", max_bytes=max_bytes, cut=True)
    except (NotFound, CursorInvalid):  # 404, 410
        return Missing(ref)
    if answer.whole:
        return Raw(ref, answer.content)
    return TooLarge(ref, _told(answer.headers.get("content-length"), ref, max_bytes), _head(answer.content))


def _told(length: str | None, ref: Ref, max_bytes: int) -> int:
    announced = int(length) if length and length.isdecimal() and len(length) < 16 else 0
    return max(announced, ref.size or 0, max_bytes + 1)


def _head(content: bytes) -> bytes:
    """The header block, as far as it was received."""
    end = content.find(b"\r\n\r\n", 0, HEAD_BYTES)
    return content[: end + 4 if end >= 0 else HEAD_BYTES]


def event(client: GraphClient, ref: Ref, max_bytes: int, today: date) -> Fetched:
    """A calendar item with the exceptions of its series; an instance is told with its series, not by itself.

    `today` is the day around which a series is completed by its instances, where it has to be.
    """
    try:
        answer = _event(client, ref, max_bytes)
    except (NotFound, CursorInvalid):
        return Missing(ref)
    if not answer.whole:
        return TooLarge(ref, max_bytes + 1)
    told = document(answer.content, "fetch")
    if is_instance(told):
        return Missing(ref)
    if not graph_series.is_whole(told):
        told = graph_series.completed(client, ref.locator, told, today)
    kept = {name: value for name, value in told.items() if not name.startswith("@odata.")}
    return Raw(ref, json.dumps(kept, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass"), "event")


def _event(client: GraphClient, ref: Ref, max_bytes: int) -> Answer:
    path = f"{client.user}/events/{of_id(ref.locator)}"
    try:
        return client.send("GET", f"{path}?{EVENT}", operation="fetch", max_bytes=max_bytes, cut=True)
    except Permanent as failure:
        if failure.key != "request_refused":
            raise
        return client.send("GET", f"{path}?{PLAIN}", operation="fetch", max_bytes=max_bytes, cut=True)
