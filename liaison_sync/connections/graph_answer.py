"""What Graph answers, as values and failures: pure, so that every answer can be tried without a server.

Error bodies: {"error": {"code", "message", "innerError"}}; the code decides where the status is vague.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from liaison_sync.domain.errors import (
    AccessDenied,
    AuthFailed,
    CursorInvalid,
    Failure,
    MessageTooLarge,
    Misconfigured,
    NotFound,
    Permanent,
    ProtocolViolation,
    Throttled,
    Transient,
)

Json = dict[str, Any]

LONGEST_WAIT = timedelta(hours=24)

# Codes are compared in lower case: the service writes SyncStateNotFound and syncStateNotFound.
_CODES: dict[str, tuple[type[Failure], str]] = {
    "syncstatenotfound": (CursorInvalid, "cursor_invalid"),
    "syncstateinvalid": (CursorInvalid, "cursor_invalid"),
    "resyncrequired": (CursorInvalid, "cursor_invalid"),
    "resyncchangesapplydifferences": (CursorInvalid, "cursor_invalid"),
    "resyncchangesuploaddifferences": (CursorInvalid, "cursor_invalid"),
    "errorinvaliduser": (Misconfigured, "no_such_account"),
    "errornonexistentmailbox": (Misconfigured, "no_such_account"),
    "mailboxnotenabledforrestapi": (Misconfigured, "no_such_account"),
    "mailboxnotsupportedforrestapi": (Misconfigured, "no_such_account"),
    "request_resourcenotfound": (Misconfigured, "no_such_account"),
    "resourcenotfound": (Misconfigured, "no_such_account"),
    "organizationfromtenantguidnotfound": (Misconfigured, "no_such_tenant"),
    "erroritemnotfound": (NotFound, "not_found"),
    "errorfoldernotfound": (NotFound, "folder_gone"),
    "errorinvalididmalformed": (NotFound, "not_found"),
    "errorinvalidid": (NotFound, "not_found"),
    "erroraccessdenied": (AccessDenied, "app_access_denied"),
    "authorization_requestdenied": (AccessDenied, "app_access_denied"),
    "errorquotaexceeded": (AccessDenied, "over_quota"),
    "errormessagesizeexceeded": (MessageTooLarge, "too_large"),
    "errorexceededmessagelimit": (Throttled, "throttled"),
    "applicationthrottled": (Throttled, "throttled"),
    "toomanyrequests": (Throttled, "throttled"),
}
_STATUSES: dict[int, tuple[type[Failure], str]] = {
    401: (AuthFailed, "app_sign_in_refused"),
    403: (AccessDenied, "app_access_denied"),
    404: (NotFound, "not_found"),
    408: (Transient, "unavailable"),
    410: (CursorInvalid, "cursor_invalid"),
    413: (MessageTooLarge, "too_large"),
    429: (Throttled, "throttled"),
    501: (Permanent, "request_refused"),
    507: (AccessDenied, "over_quota"),
}


def document(body: bytes, operation: str) -> Json:
    """The JSON object in `body`. Raises ProtocolViolation."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ProtocolViolation(operation=operation, key="unreadable_answer", detail=repr(body[:120]))
    return found


def code_of(body: bytes) -> str:
    """`error.code` as sent, "" where there is none."""
    return _error(body)[0]


def _error(body: bytes) -> tuple[str, str]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return "", ""
    error = found.get("error") if isinstance(found, dict) else None
    if not isinstance(error, dict):
        return "", ""
    return str(error.get("code") or ""), str(error.get("message") or "")


def extended(item: Json, name: str) -> int | None:
    """The whole number an extended property of an item holds, None where it was not told."""
    told = item.get("singleValueExtendedProperties")
    for one in told if isinstance(told, list) else ():
        id_, text = (str(one.get("id")), str(one.get("value"))) if isinstance(one, dict) else ("", "")
        if _bare(id_) == _bare(name) and text.isdecimal() and len(text) < 16:
            return int(text)
    return None


def _bare(name: str) -> str:
    """A property's name as it comes back: without the zeros it may have been sent with."""
    return name.lower().replace("0x0", "0x")


def expansion(name: str) -> str:
    """What asks for an extended property beside an item's own."""
    return f"singleValueExtendedProperties($filter=id eq '{name}')"


def failure_of(status: int, headers: Mapping[str, str], body: bytes, *, operation: str, now: datetime) -> Failure:
    """The failure an answer other than 2xx stands for; `now` is aware UTC, `headers` know no case."""
    code, message = _error(body)
    kind, key = _kind(status, code)
    detail = " ".join(part for part in (str(status), code, message) if part)
    return kind(operation=operation, key=key, detail=detail, retry_at=retry_at(headers.get("retry-after"), now))


def _kind(status: int, code: str) -> tuple[type[Failure], str]:
    stated = _CODES.get(code.lower())
    if stated is not None and not 500 <= status < 507:
        return stated
    if status in _STATUSES:
        return _STATUSES[status]
    if 300 <= status < 400:
        return ProtocolViolation, "foreign_link"
    if status >= 500:
        return Transient, "unavailable"
    return (Transient, "command_refused") if status in {409, 412, 423} else (Permanent, "request_refused")


def retry_at(text: str | None, now: datetime) -> datetime | None:
    """Retry-After (RFC 9110 §10.2.3): seconds or a date; None where it says nothing usable."""
    if not text:
        return None
    text = text.strip()
    if text.isdecimal():
        return now + min(timedelta(seconds=int(text[:9])), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return min(max(at, now), now + LONGEST_WAIT)
