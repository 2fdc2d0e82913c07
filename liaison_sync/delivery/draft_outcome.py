"""What Graph's or Exchange's answer to a letter means for its recipients: all of them get it, or none."""

from __future__ import annotations

from liaison_sync.domain.errors import (
    AccessDenied,
    AuthFailed,
    Failure,
    MessageTooLarge,
    Misconfigured,
    NotFound,
    ProtocolViolation,
    ServiceRetired,
    Throttled,
    TlsFailed,
    Transient,
)
from liaison_sync.ports import Accepted, Deferred, Frozen, Rejected, Reply, Submitted

# Codes about this letter, in lower case, and why: the reasons SMTP's replies have.
_REASONS = {
    "errorinvalidrecipients": "bad_address",
    "errormissingrecipients": "bad_address",
    "errorinvalidsmtpaddress": "bad_address",
    "errorrecipientnotfound": "bad_address",
    "errorsendasdenied": "sender_refused",
    "errormimecontentconversionfailed": "rejected",
    "errormimecontentinvalid": "rejected",
    "errormimecontentinvalidbase64string": "rejected",
    "errorunsupportedmimeconversion": "rejected",
    "errorattachmentsizelimitexceeded": "too_large",
    "errordatasizelimitexceeded": "too_large",
    "errormessagesizeexceeded": "too_large",
    "errormessagesubmissionblocked": "refused_by_policy",
    "errorvirusdetected": "refused_by_policy",
    "errorvirusmessagedeleted": "refused_by_policy",
}
CHANGED = "draft_changed"  # its ChangeKey is another: what we would send is not what we drafted
# The connection was never made: nothing can have been heard.
_NEVER_MADE = frozenset({"refused", "unknown_host", "dns_down"})


def accepted(frozen: Frozen) -> Submitted:
    return Submitted(tuple(Accepted(one) for one in frozen.recipients))


def deferred(frozen: Frozen, failure: Failure) -> Submitted:
    return Submitted(tuple(Deferred(one, failure.key, detail=failure.detail) for one in frozen.recipients))


def refused(frozen: Frozen, failure: Failure, reason: str = "rejected") -> Submitted:
    reply = Reply(550, None, failure.detail)
    return Submitted(tuple(Rejected(one, reason, reply) for one in frozen.recipients))


def unsent(frozen: Frozen, failure: Failure) -> Submitted | None:
    """The outcome where the service clearly refused this letter or has no such draft; None for anything else."""
    for word in failure.detail.lower().split():
        if word in _REASONS:
            return refused(frozen, failure, _of_all(frozen, _REASONS[word]))
    if isinstance(failure, MessageTooLarge):
        return refused(frozen, failure, "too_large")
    if isinstance(failure, NotFound) or failure.key == CHANGED:
        return deferred(frozen, failure)
    return None


def _of_all(frozen: Frozen, reason: str) -> str:
    """All get it or none: of several readers nobody says whose address is wrong."""
    return "one_bad_address" if reason == "bad_address" and len(frozen.recipients) > 1 else reason


def not_begun(failure: Failure) -> bool:
    """It is about the account, busy ones among them, or the way there; the draft was not touched."""
    account = isinstance(failure, AuthFailed | AccessDenied | Misconfigured | TlsFailed | Throttled)
    return account or failure.key in _NEVER_MADE or failure.operation == "sign_in"


def doubtful(failure: Failure) -> bool:
    """Whether the service may have acted all the same."""
    return isinstance(failure, Transient | ProtocolViolation | ServiceRetired)
