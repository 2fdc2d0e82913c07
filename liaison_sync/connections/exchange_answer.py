"""What Exchange's web services answer, as failures: pure, so that every answer can be tried without a server.

Errors come as a status, as a SOAP fault, or in a response message of their own with a ResponseCode (MS-OXWSCDATA
2.2.5.24); a busy server names the milliseconds to leave it in peace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from liaison_sync.connections.graph_answer import LONGEST_WAIT, retry_at
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
    ServiceRetired,
    Throttled,
    Transient,
)

_Kind = tuple[type[Failure], str]
_BUSY: _Kind = (Throttled, "throttled")
_PASSING: _Kind = (Transient, "unavailable")
_DENIED: _Kind = (AccessDenied, "exchange_access_denied")
_NO_MAILBOX: _Kind = (Misconfigured, "exchange_no_mailbox")
_CHANGED: _Kind = (Transient, "draft_changed")
_UNREADABLE: _Kind = (ProtocolViolation, "unreadable_answer")
_OFFERED = re.compile(r"\b(Negotiate|NTLM|Basic|Bearer|Digest|Kerberos)\b", re.IGNORECASE)
_SCHEMES = {"ntlm": {"ntlm", "negotiate"}, "basic": {"basic"}, "oauth": {"bearer"}}
_WAIT = timedelta(seconds=10)  # where a busy server names no time

CODES: dict[str, _Kind] = {
    "ErrorInvalidSyncStateData": (CursorInvalid, "cursor_invalid"),
    "ErrorSyncFolderNotFound": (NotFound, "folder_gone"),
    "ErrorFolderNotFound": (NotFound, "folder_gone"),
    "ErrorItemNotFound": (NotFound, "not_found"),
    "ErrorInvalidId": (NotFound, "not_found"),
    "ErrorInvalidIdEmpty": (NotFound, "not_found"),
    "ErrorInvalidIdMalformed": (NotFound, "not_found"),
    "ErrorInvalidIdMonikerTooLong": (NotFound, "not_found"),
    "ErrorSavedItemFolderNotFound": (NotFound, "folder_gone"),
    "ErrorIrresolvableConflict": _CHANGED,
    "ErrorStaleObject": _CHANGED,
    "ErrorInvalidChangeKey": _CHANGED,
    "ErrorChangeKeyRequired": _CHANGED,
    "ErrorChangeKeyRequiredForWriteOperations": _CHANGED,
    "ErrorAccessDenied": _DENIED,
    "ErrorCreateItemAccessDenied": _DENIED,
    "ErrorNotDelegate": _DENIED,
    "ErrorImpersonateUserDenied": _DENIED,
    "ErrorImpersonationDenied": _DENIED,
    "ErrorImpersonationFailed": _DENIED,
    "ErrorImpersonationRequired": _DENIED,
    "ErrorProxyRequestNotAllowed": _DENIED,
    "ErrorNonExistentMailbox": _NO_MAILBOX,
    "ErrorNonPrimarySmtpAddress": _NO_MAILBOX,
    "ErrorMissingEmailAddress": _NO_MAILBOX,
    "ErrorInvalidSmtpAddress": _NO_MAILBOX,
    "ErrorMailRecipientNotFound": _NO_MAILBOX,
    "ErrorAccountDisabled": (AuthFailed, "auth_failed"),
    "ErrorPasswordExpired": (AuthFailed, "password_expired"),
    "ErrorPasswordChangeRequired": (AuthFailed, "password_expired"),
    "ErrorQuotaExceeded": (AccessDenied, "over_quota"),
    "ErrorMessageSizeExceeded": (MessageTooLarge, "too_large"),
    "ErrorServerBusy": _BUSY,
    "ErrorExceededConnectionCount": _BUSY,
    "ErrorTooManyObjectsOpened": _BUSY,
    "ErrorSubmissionQuotaExceeded": _BUSY,
    "ErrorMessagePerFolderCountReceiveQuotaExceeded": (AccessDenied, "over_quota"),
    "ErrorConnectionFailed": _PASSING,
    "ErrorInternalServerError": _PASSING,
    "ErrorInternalServerTransientError": _PASSING,
    "ErrorMailboxFailover": _PASSING,
    "ErrorMailboxMoveInProgress": _PASSING,
    "ErrorMailboxStoreUnavailable": _PASSING,
    "ErrorRequestAborted": _PASSING,
    "ErrorTimeoutExpired": _PASSING,
    "ErrorSchemaValidation": (Permanent, "request_refused"),
    "ErrorInvalidPropertyRequest": (Permanent, "property_refused"),
    "ErrorInvalidRequest": (Permanent, "request_refused"),
    "ErrorInvalidServerVersion": (Permanent, "request_refused"),
    "ErrorInvalidSchemaVersionForMailboxVersion": (Permanent, "request_refused"),
}
_STATUSES: dict[int, _Kind] = {
    401: (AuthFailed, "auth_failed"),
    403: _DENIED,
    404: (Misconfigured, "exchange_not_there"),
    405: (Misconfigured, "exchange_not_there"),
    408: _PASSING,
    413: (MessageTooLarge, "too_large"),
    429: _BUSY,
    503: _PASSING,
}
# What the library raises of itself.
_OWN: dict[str, _Kind] = {
    "UnauthorizedError": (AuthFailed, "auth_failed"),
    "SpnegoError": (AuthFailed, "auth_failed"),
    "CASError": _PASSING,
    "RedirectError": (ProtocolViolation, "foreign_link"),
    "RelativeRedirect": (ProtocolViolation, "foreign_link"),
    "SOAPError": _UNREADABLE,
    "MalformedResponseError": _UNREADABLE,
    "ParseError": _UNREADABLE,
    "Timeout": (Transient, "silent"),
    "TransportError": (Transient, "dropped"),
    "EWSError": _UNREADABLE,
    "RequestException": (Transient, "dropped"),
}


def of_code(code: str, said: str, *, operation: str, now: datetime, wait_ms: str | None = None) -> Failure:
    """The failure a ResponseCode stands for; `now` is aware UTC, `wait_ms` the back-off the server named."""
    kind, key = CODES.get(code, (Transient, "command_refused"))
    at = now + _wait(wait_ms) if kind is Throttled else None
    return kind(operation=operation, key=key, detail=f"{code} {said}", retry_at=at)


def _wait(milliseconds: str | None) -> timedelta:
    text = (milliseconds or "").strip()
    if not text.isdecimal():
        return _WAIT
    return min(max(timedelta(milliseconds=int(text[:12])), timedelta(seconds=1)), LONGEST_WAIT)


def of_status(status: int, headers: Mapping[str, str], *, operation: str, now: datetime) -> Failure:
    """The failure an HTTP status stands for, where the answer is no SOAP; `headers` know no case."""
    if 300 <= status < 400:
        return ProtocolViolation(operation=operation, key="foreign_link", detail=headers.get("location") or str(status))
    kind, key = _STATUSES.get(status, _PASSING if status >= 500 else (Permanent, "request_refused"))
    at = retry_at(headers.get("retry-after"), now)
    if kind is Transient and at is not None:
        kind, key = _BUSY
    return kind(operation=operation, key=key, detail=f"HTTP {status}", retry_at=at)


def not_offered(auth: str, challenges: str | None) -> AuthFailed | None:
    """The failure of signing in by `auth` where a 401 names other ways alone (WWW-Authenticate, RFC 9110 §11.6.1)."""
    offered = list(dict.fromkeys(_OFFERED.findall(challenges or "")))
    if not offered or _SCHEMES[auth] & {one.lower() for one in offered}:
        return None
    return AuthFailed(operation="sign_in", key="exchange_auth_not_offered", detail=", ".join(offered))


def of_error(error: Exception, *, operation: str, now: datetime) -> Exception | None:
    """What an exception of the libraries stands for: a Failure, or the OSError below it that says more.

    None where it is neither theirs nor the network's. They are told by name: the libraries may not be there.
    """
    names = [kind.__name__ for kind in type(error).__mro__]
    if not {"EWSError", "RequestException", "SpnegoError", "ParseError"} & set(names):
        return None
    code = names[0]
    if code in CODES and (code != "ErrorTimeoutExpired" or below(error) is None):
        seconds = getattr(error, "back_off", None)
        wait = str(int(seconds * 1000)) if isinstance(seconds, int | float) else None
        return of_code(code, str(error), operation=operation, now=now, wait_ms=wait)
    found = below(error)
    if found is not None:
        return found
    kind, key = next((_OWN[name] for name in names if name in _OWN), _PASSING)
    if code.startswith("Error") and code not in _OWN:
        kind, key = Transient, "command_refused"
    return kind(operation=operation, key=key, detail=f"{code} {error}")


def below(error: BaseException) -> OSError | None:
    """The network's own word under all that libraries wrap it in, the deepest there is."""
    found = [one for one in _causes(error) if isinstance(one, OSError) and "requests" not in type(one).__module__]
    return found[-1] if found else None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """What led to `error`, however it is kept: as a cause, a context, a reason or an argument."""
    seen: list[BaseException] = []
    open_: list[object] = [error]
    while open_ and len(seen) < 50:
        one = open_.pop(0)
        if isinstance(one, BaseException) and not any(one is each for each in seen):
            seen.append(one)
            open_ += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return iter(seen)


def retired(said: str = "") -> ServiceRetired:
    return ServiceRetired(key="exchange_online", detail=said)
