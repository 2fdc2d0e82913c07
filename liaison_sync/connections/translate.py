"""The adapters' door: what libraries and the network raise becomes a `Failure`; nothing else passes."""

from __future__ import annotations

import imaplib
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

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
    kind, key = _IMAP_CODES.get(code or "", (None, ""))
    if kind is None and operation == "sign_in":
        kind, key = AuthFailed, "auth_failed"
    if kind is None and re.search(r"throttl|too many|rate limit|bandwidth", text[:500], re.IGNORECASE):
        kind, key = Throttled, "throttled"
    if kind is None:
        kind, key = Transient, "command_refused"
    return kind(account=account, operation=operation, host=host, detail=text, key=key)


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
    if code and code[1] in _IMAP_CODES:
        return _IMAP_CODES[code[1]]
    if isinstance(error, LoginError):
        return AuthFailed, "auth_failed"
    if isinstance(error, imaplib.IMAP4.abort):
        return Transient, "dropped"
    return ProtocolViolation, "protocol_violation"


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
