"""`inspect batch`: one JSON request a line, one answer a line, whatever a request may contain."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Request = Mapping[str, Any]


def answers(lines: Iterable[str]) -> Iterator[str]:
    """One JSON document for each request, in order. A request that fails gets `{"error": {"reason", "detail"}}`."""
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(line), ensure_ascii=False)


def _answer(line: str) -> Any:
    try:
        request = json.loads(line)
        call = CALLS[request["call"]]
    except (ValueError, KeyError, TypeError) as error:
        return _error("wrong_usage", error)
    try:
        return call(request)
    except Exception as error:
        return _error("failed", error)


def _error(reason: str, error: Exception) -> dict[str, Any]:
    return {"error": {"reason": reason, "detail": f"{type(error).__name__}: {error}"[:500]}}


def message(request: Request) -> list[Any]:
    from liaison_sync.app.inspect.message import document
    from liaison_sync.formats import mime

    return [document(file, mime.parse(Path(file).read_bytes())) for file in request["files"]]


def threads(request: Request) -> Any:
    from liaison_sync.app.inspect.threads import document

    return document(request["files"], mailbox=request.get("mailbox") or [], directory=request.get("directory"))


def engagements(request: Request) -> Any:
    from liaison_sync.app.inspect.engagements import Step, document

    steps = [
        Step(one["file"], one.get("from"), _instant_or_none(one.get("received")), one.get("folder"))
        for one in request["steps"]
    ]
    return document(
        steps,
        mailboxes=request.get("mailbox") or [],
        now=_instant_or_none(request.get("now")) or datetime.now(UTC),
        authentication=request.get("authentication") or "required",
        authserv_id=request.get("authserv_id"),
    )


def occurrences(request: Request) -> Any:
    from liaison_sync.app.inspect.occurrences import document

    files = [Path(file).read_bytes() for file in request["files"]]
    return document(files, instant(request["from"]), instant(request["to"]))


def recognise(request: Request) -> Any:
    from liaison_sync.app.inspect.recognise import document

    found = document(request["directory"], request["files"])
    return found[0] if len(request["files"]) == 1 else found


def salutation(request: Request) -> Any:
    from liaison_sync.app.inspect.salutation import salutation as answer

    return answer(request)


def _instant_or_none(text: str | None) -> datetime | None:
    return instant(text) if text else None


def instant(text: str) -> datetime:
    """An ISO 8601 instant; raises ValueError for one without an offset."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text} has no offset; write 2026-11-23T03:00:00Z")
    return found


CALLS: Mapping[str, Callable[[Request], Any]] = {
    "message": message,
    "threads": threads,
    "engagements": engagements,
    "occurrences": occurrences,
    "recognise": recognise,
    "salutation": salutation,
}
