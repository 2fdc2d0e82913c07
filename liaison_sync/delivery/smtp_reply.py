"""SMTP replies as values, and what each means for one recipient (RFC 5321 §4.2, RFC 3463, RFC 2034)."""

from __future__ import annotations

import re
from typing import Literal

from liaison_sync.delivery.smtp_wait import wait_told
from liaison_sync.domain.errors import one_line
from liaison_sync.ports import Accepted, Deferred, RecipientOutcome, Rejected, Reply

_ENHANCED = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})\b")

# Subject and detail of RFC 3463 → reason key; the longest match counts.
_REASONS: dict[str, str] = {
    "1": "bad_address",
    "1.1": "no_such_recipient",
    "1.2": "no_such_domain",
    "1.6": "recipient_moved",
    "1.8": "sender_refused",
    "1.10": "no_such_domain",
    "2.1": "mailbox_disabled",
    "2.2": "mailbox_full",
    "2.3": "too_large",
    "3.4": "too_large",
    "4.7": "message_expired",
    "7": "refused_by_policy",
    "7.25": "sender_refused",
    "7.26": "sender_not_authenticated",
}


def reply_of(code: int, text: bytes) -> Reply:
    """A reply with its enhanced code taken out of the text."""
    said = one_line(text.decode("utf-8", "replace"))
    match = _ENHANCED.match(said)
    return Reply(code, ".".join(match.groups()) if match else None, said)


def judged(reply: Reply) -> Literal["accepted", "deferred", "rejected", "unclear"]:
    """Permanent only where code and enhanced code agree: a needless retry is cheap, a lost letter is not."""
    match reply.code // 100:
        case 2:
            return "accepted"
        case 4:
            return "deferred"
        case 5:
            return "deferred" if (reply.enhanced or "5").startswith("4") else "rejected"
        case _:
            return "unclear"


def lost_behind(reply: Reply) -> bool:
    """Whether it is a proxy that speaks, to which the server behind it did not answer: Dovecot's submission service."""
    return reply.code == 421 and "lost connection to relay server" in reply.text.lower()


def reason_of(reply: Reply) -> str:
    """A reason key for a refusal."""
    if reply.code == 421:  # it closes the connection, whatever it says of why (RFC 5321 §4.2.3)
        return "unavailable"
    if reply.enhanced:
        subject = reply.enhanced.split(".", 1)[1]
        found = _REASONS.get(subject) or _REASONS.get(subject.split(".")[0])
        if found == "refused_by_policy" and judged(reply) == "deferred":
            return "greylisted"
        if found:
            return found
    if reply.code == 552:
        return "too_large"
    return "deferred" if judged(reply) == "deferred" else "rejected"


def outcome_of(address: str, reply: Reply) -> RecipientOutcome:
    """What `reply` means for `address`; anything but a clear yes or a clear no is tried again."""
    match judged(reply):
        case "accepted":
            return Accepted(address, reply)
        case "rejected":
            return Rejected(address, reason_of(reply), reply)
        case _:
            return Deferred(address, reason_of(reply), reply, after=wait_told(reply.text))
