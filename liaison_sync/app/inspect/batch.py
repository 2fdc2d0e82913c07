"""`inspect batch`: one JSON request a line, one answer a line, whatever a request may contain."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Request = Mapping[str, Any]


class WrongUsageError(ValueError):
    """A request that is not what inspect.md describes."""


def answers(lines: Iterable[bytes]) -> Iterator[bytes]:
    """One JSON document for each request, in order. A request that fails gets `{"error": {"reason", "detail"}}`."""
    for line in lines:
        if line.strip():
            yield written(_answer(line))


def written(document: Any) -> bytes:
    """UTF-8 whatever the locale; half a surrogate pair, which UTF-8 has not, as its JSON escape."""
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "backslashreplace")


def _answer(line: bytes) -> Any:
    try:
        request = _request(line)
        return CALLS[request["call"]](request)
    except WrongUsageError as error:
        return _error("wrong_usage", str(error))
    except OSError as error:
        return _error("wrong_usage", f"{error.filename}: {error.strerror}")
    except Exception as error:  # the one door: a crash of one request never ends the batch
        return _error("failed", f"{type(error).__name__}: {error}")


def _request(line: bytes) -> Request:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise WrongUsageError(f"a line must be one JSON object: {error}") from error
    if not isinstance(request, dict):
        raise WrongUsageError('a line must be one JSON object: {"call": …}')
    if request.get("call") not in tuple(CALLS):
        raise WrongUsageError(f"call: one of {', '.join(CALLS)} is needed")
    return request


def _error(reason: str, detail: str) -> dict[str, Any]:
    return {"error": {"reason": reason, "detail": detail[:500]}}


def message(request: Request) -> list[Any]:
    from liaison_sync.app.inspect.message import document
    from liaison_sync.formats import mime

    return [document(file, mime.parse(Path(file).read_bytes())) for file in _names(request, "files")]


def threads(request: Request) -> Any:
    from liaison_sync.app.inspect.threads import document

    directory = _text_or_none(request, "directory")
    return document(_names(request, "files"), mailbox=_names(request, "mailbox", needed=False), directory=directory)


def engagements(request: Request) -> Any:
    from liaison_sync.app.inspect.engagements import document

    return document(
        _steps(request),
        mailboxes=_names(request, "mailbox"),
        now=_instant_or_none(request, "now") or datetime.now(UTC),
        authentication=_one_of(request, "authentication", ("none", "required")) or "required",
        authserv_id=_text_or_none(request, "authserv_id"),
    )


def _steps(request: Request) -> list[Any]:
    from liaison_sync.app.inspect.engagements import Step

    steps = request.get("steps")
    if not isinstance(steps, list) or not all(isinstance(one, dict) and one.get("file") for one in steps):
        raise WrongUsageError('steps: a list of {"file", "from", "received", "folder"} is needed')
    return [
        Step(
            _text_or_none(one, "file") or "",
            _text_or_none(one, "from"),
            _instant_or_none(one, "received"),
            _one_of(one, "folder", ("inbox", "sent", "calendar")),
        )
        for one in steps
    ]


def occurrences(request: Request) -> Any:
    from liaison_sync.app.inspect.occurrences import document

    start, end = _instant_or_none(request, "from"), _instant_or_none(request, "to")
    if start is None or end is None:
        raise WrongUsageError("from, to: an instant is needed")
    return document([Path(file).read_bytes() for file in _names(request, "files")], start, end)


def outgoing(request: Request) -> Any:
    from liaison_sync.app.inspect.outgoing import document

    before, after = (_text_or_none(request, key) for key in ("before", "after"))
    return document(
        _names(request, "mailbox"),
        _octets(before),
        _octets(after),
        _instant_or_none(request, "now") or datetime.now(UTC),
    )


def _octets(file: str | None) -> bytes | None:
    """What a file holds; None for none ("-": created or deleted)."""
    return None if file in (None, "", "-") else Path(str(file)).read_bytes()


def recognise(request: Request) -> Any:
    from liaison_sync.app.inspect.recognise import document

    files = _names(request, "files")
    found = document(_text_or_none(request, "directory"), files)
    return found[0] if len(files) == 1 and len(found) == 1 else found


def salutation(request: Request) -> Any:
    from liaison_sync.app.inspect.salutation import salutation as answer

    return answer(request)


def _names(request: Request, key: str, *, needed: bool = True) -> Sequence[str]:
    names = request.get(key)
    if names is None and not needed:
        return []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise WrongUsageError(f"{key}: a list of texts is needed")
    return names


def _text_or_none(request: Request, key: str) -> str | None:
    text = request.get(key)
    if text is not None and not isinstance(text, str):
        raise WrongUsageError(f"{key}: a text or null is needed")
    return text


def _one_of(request: Request, key: str, words: Sequence[str]) -> Any:
    word = _text_or_none(request, key)
    if word and word not in words:
        raise WrongUsageError(f"{key}: one of {', '.join(words)} is needed, not {word}")
    return word or None


def _instant_or_none(request: Request, key: str) -> datetime | None:
    text = _text_or_none(request, key)
    return instant(text) if text else None


def instant(text: str) -> datetime:
    """An ISO 8601 instant; raises WrongUsageError for anything else, also for one without an offset."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongUsageError(f"{text} is no instant; write 2026-11-23T03:00:00Z") from error
    if found.tzinfo is None:
        raise WrongUsageError(f"{text} has no offset; write 2026-11-23T03:00:00Z")
    return found


CALLS: Mapping[str, Callable[[Request], Any]] = {
    "message": message,
    "threads": threads,
    "engagements": engagements,
    "occurrences": occurrences,
    "outgoing": outgoing,
    "recognise": recognise,
    "salutation": salutation,
}
