"""The adapters' door: what libraries and the network raise becomes a `Failure`; nothing else passes."""

from __future__ import annotations

import imaplib
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from imapclient.exceptions import IMAPClientError, LoginError

from liaison_sync.domain.errors import (
    AccessDenied,
    AuthFailed,
    Failure,
    NotFound,
    ProtocolViolation,
    Throttled,
    TlsFailed,
    Transient,
)

_CODE = re.compile(r"\[([A-Z][A-Z0-9-]*)")
# A server in haste, told without a code, or with one that means something else (Gmail's OVERQUOTA, of bandwidth).
_BUSY = re.compile(
    r"throttl|rate limit|bandwidth|(too many|maximum number of) [\w ]{0,40}(connection|session|command|request)",
    re.IGNORECASE,
)
# Dovecot 2.3 says it without a code.
_ABSENT = re.compile(r"\b(mailbox|folder) (doesn't exist|does not exist|isn't selectable)", re.IGNORECASE)
_UNCONNECTED = re.compile(r"authenticated but not connected", re.IGNORECASE)  # Exchange: the mailbox is moving, or busy
_SUGGESTED = re.compile(r"Suggested Backoff Time: (\d{1,9}) milliseconds", re.IGNORECASE)  # Exchange's own words
_LONGEST = timedelta(hours=1)
_SHUT = re.compile(r"b?['\"]?\* BYE\b", re.IGNORECASE)  # instead of a greeting, as imaplib hands it on

# RFC 5530 response codes, and what they mean for us.
_IMAP_CODES: dict[str, tuple[type[Failure], str]] = {
    "AUTHENTICATIONFAILED": (AuthFailed, "auth_failed"),
    "AUTHORIZATIONFAILED": (AuthFailed, "auth_failed"),
    "EXPIRED": (AuthFailed, "password_expired"),
    "PRIVACYREQUIRED": (TlsFailed, "privacy_required"),
    "CONTACTADMIN": (AccessDenied, "contact_admin"),
    "NOPERM": (AccessDenied, "access_denied"),
    "NONEXISTENT": (NotFound, "not_found"),
    "TRYCREATE": (NotFound, "not_found"),
    "UNAVAILABLE": (Transient, "unavailable"),
    "INUSE": (Transient, "unavailable"),
    "SERVERBUG": (Transient, "unavailable"),
    "LIMIT": (Throttled, "throttled"),
    "THROTTLED": (Throttled, "throttled"),
    "OVERQUOTA": (AccessDenied, "over_quota"),
}

# X509_V_ERR_* of OpenSSL.
_CERTIFICATE: dict[int, str] = {
    9: "tls_not_yet_valid",
    10: "tls_expired",
    18: "tls_untrusted",
    19: "tls_untrusted",
    20: "tls_untrusted",
    21: "tls_untrusted",
    62: "tls_wrong_name",
    64: "tls_wrong_name",
}


def refused(code: str | None, text: str, *, account: str, operation: str, host: str) -> Failure:
    """The failure an IMAP `NO` or `BAD` answer stands for, by its response code, then by what it says."""
    kind, key = _stated(code, text) or (Transient, "command_refused")
    if key == "command_refused" and operation == "sign_in":
        kind, key = AuthFailed, "auth_failed"
    elif key == "command_refused" and _ABSENT.search(text[:500]):
        kind, key = NotFound, "not_found"
    after = suggested(text) if kind is Throttled else None
    return kind(account=account, operation=operation, host=host, detail=text, key=key, after=after)


def _stated(code: str | None, text: str) -> tuple[type[Failure], str] | None:
    known = _IMAP_CODES.get(code or "")
    if (known is None or code == "OVERQUOTA") and _BUSY.search(text[:500]):
        return Throttled, "throttled"
    if known is None and _UNCONNECTED.search(text[:500]):
        return Transient, "unavailable"
    return known


def suggested(text: str) -> timedelta | None:
    """The least time a server asks to be left in peace, None where it names none."""
    match = _SUGGESTED.search(text[:500])
    return min(timedelta(milliseconds=int(match[1])), _LONGEST) if match else None


def certificate_key(error: ssl.SSLError) -> str:
    """Which wording a TLS failure deserves."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _CERTIFICATE.get(error.verify_code, "tls_untrusted")
    if error.reason in {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"}:
        return "tls_not_spoken"
    return "tls_failed"


def _network(error: OSError) -> tuple[type[Failure], str]:
    match error:
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return Transient, "dropped"
        case ssl.SSLError():
            return TlsFailed, certificate_key(error)
        case socket.gaierror():
            return Transient, "dns_down" if error.errno == socket.EAI_AGAIN else "unknown_host"
        case TimeoutError():
            return Transient, "silent"
        case ConnectionRefusedError():
            return Transient, "refused"
        case ConnectionError():
            return Transient, "dropped"
        case _:
            return Transient, "unreachable"


def _imap_error(error: Exception) -> tuple[type[Failure], str]:
    text = str(error)
    code = _CODE.search(text)
    if (stated := _stated(code[1] if code else None, text)) is not None:
        return stated
    if isinstance(error, LoginError):
        return AuthFailed, "auth_failed"
    if isinstance(error, imaplib.IMAP4.abort):
        return Transient, "dropped"
    return (Transient, "bye") if _SHUT.match(text) else (ProtocolViolation, "protocol_violation")


def translate(error: Exception, *, account: str, operation: str, host: str) -> Failure | None:
    """The failure `error` stands for, or None where it is a bug of ours."""
    kind: type[Failure]
    match error:
        case Failure():
            return error
        case smtplib.SMTPServerDisconnected():
            kind, key = Transient, "dropped"
        case smtplib.SMTPException():
            kind, key = ProtocolViolation, "protocol_violation"
        case OSError():
            kind, key = _network(error)
        case EOFError():
            kind, key = Transient, "dropped"
        case imaplib.IMAP4.error() | IMAPClientError():
            kind, key = _imap_error(error)
        case _:
            return None
    return kind(account=account, operation=operation, host=host, detail=str(error), key=key)


@contextmanager
def at_the_door(account: str, operation: str, host: str = "") -> Iterator[None]:
    """Translates what the body raises; a `Failure` passes with the account and host filled in."""
    try:
        yield
    except Failure as failure:
        failure.account = failure.account or account
        failure.operation = failure.operation or operation
        failure.extra.setdefault("host", host)
        raise
    except Exception as error:
        failure_or_none = translate(error, account=account, operation=operation, host=host)
        if failure_or_none is None:
            raise
        raise failure_or_none from None
