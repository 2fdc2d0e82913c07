"""Failures by what to do next; everything a source or a delivery raises is one of these.

`Retryable`: the same call may succeed later. `Permanent`: this account needs a person. `Poison`: this one
message is the problem, the rest goes on. Each names the account, the operation, whether a retry is safe, and a
wording key: `errors.<key>.cause` and `errors.<key>.next` in templates/lang.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar


class UnfitSetting(ValueError):
    """A setting that cannot be: `key` of the wording `config.problem`, and what its text fills in."""

    def __init__(self, key: str, **params: str) -> None:
        self.key, self.params = key, params
        super().__init__(" ".join((key, *params.values())))


class Failure(Exception):
    """Base of all. `retry_safe` is False only where a repeated call could act twice.

    `after` is the least time to let pass, `retry_at` (aware UTC) a time the server named; None: the caller's own
    back-off decides. `detail` is what the other side said, trimmed to one bounded line, never a secret.
    """

    default_key: ClassVar[str] = "unexpected"

    def __init__(
        self,
        *,
        account: str = "",
        operation: str = "",
        detail: str = "",
        key: str = "",
        retry_safe: bool = True,
        after: timedelta | None = None,
        retry_at: datetime | None = None,
        **params: str,
    ) -> None:
        self.account = account
        self.operation = operation
        self.detail = one_line(detail)
        self.key = key or self.default_key
        self.retry_safe = retry_safe
        self.after = after
        self.retry_at = retry_at
        self.extra = params
        super().__init__(f"{self.key}: {account} {operation} {self.detail}".strip())

    @property
    def params(self) -> dict[str, str]:
        """What the wording may use: always account, operation, detail and host."""
        return {"host": "", **self.extra, "account": self.account, "operation": self.operation, "detail": self.detail}

    def not_before(self, now: datetime) -> datetime | None:
        """When the other side may be asked again by its own word; None where it named no time."""
        return now + self.after if self.after else self.retry_at

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (), self.__dict__)


class Retryable(Failure):
    """Try again, at the earliest after `after` or at `retry_at`."""

    default_key = "transient"


class Permanent(Failure):
    """Trying again changes nothing until a person acts; the account is shown red."""

    default_key = "permanent"


class Poison(Failure):
    """This message (or folder item) alone cannot be handled."""

    default_key = "poison"


class Transient(Retryable):
    """Refused, dropped, silent or unreachable: the network or the server, not us."""

    default_key = "transient"


class Throttled(Retryable):
    """The server asked us to slow down."""

    default_key = "throttled"


class CursorInvalid(Retryable):
    """The cursor is foreign, damaged or expired: start again from None and re-identify; nothing is lost."""

    default_key = "cursor_invalid"


class AuthFailed(Permanent):
    """The server refuses this name and password (or token)."""

    default_key = "auth_failed"


class AccessDenied(Permanent):
    """Signed in, but not allowed to do this."""

    default_key = "access_denied"


class FolderRefused(AccessDenied):
    """Not allowed to open this one folder; the others are read."""

    default_key = "folder_refused"


BACKWARDS = "uids_ran_backwards"  # of a FolderRefused: the server would give its numbers twice


class ServiceRetired(Permanent):
    """The provider has switched this way of access off for good."""

    default_key = "service_retired"


class TlsFailed(Permanent):
    """No trusted encrypted connection: certificate, name, date, or STARTTLS missing. Never downgraded."""

    default_key = "tls_failed"


class Misconfigured(Permanent):
    """The settings cannot be right: unknown host, wrong port, plain text to a foreign host."""

    default_key = "misconfigured"


class ProtocolViolation(Retryable):
    """The server said something the protocol does not allow; its answer was not used."""

    default_key = "protocol_violation"


class NotFound(Poison):
    """The folder or item is not there (any more)."""

    default_key = "not_found"


class UnfetchableMessage(Poison):
    """The server lists the message but does not hand it over."""

    default_key = "unfetchable"


class MessageTooLarge(Poison):
    """Larger than we are allowed to read or send."""

    default_key = "too_large"


class MalformedLetter(Poison):
    """Frozen bytes that must not reach a wire: bare CR or LF, NUL, a line too long, a bad envelope address."""

    default_key = "malformed_letter"


class AmbiguousDelivery(Failure):
    """The letter was handed over and no answer came: it may or may not have been taken."""

    default_key = "ambiguous"


FAILURES: tuple[type[Failure], ...] = (
    Transient,
    Throttled,
    CursorInvalid,
    ProtocolViolation,
    AuthFailed,
    AccessDenied,
    ServiceRetired,
    TlsFailed,
    Misconfigured,
    NotFound,
    UnfetchableMessage,
    MessageTooLarge,
    MalformedLetter,
    AmbiguousDelivery,
)


def one_line(text: str, limit: int = 300) -> str:
    """`text` without control characters and line ends, at most `limit` characters."""
    printable = "".join(ch if ch.isprintable() else " " for ch in text[: limit * 4])
    return " ".join(printable.split())[:limit]
