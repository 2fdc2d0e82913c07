"""Failures Amazon SES tells of in JSON, sent on as mail by Amazon SNS.

After AWS, "Amazon SNS notification contents for Amazon SES": `notificationType` (or `eventType`), `bounce`, `mail`.
"""

from __future__ import annotations

import json
from email.utils import parseaddr
from typing import Any

from liaison_sync.domain.message import Bounce, BounceRecipient
from liaison_sync.formats.bounce_reasons import judge
from liaison_sync.formats.headers import Headers

_MAX_TEXT = 100_000  # characters; the notice repeats the header of the message
_MAX_RECIPIENTS = 500
_WORDS = {"MailboxFull": "mailbox full", "MessageTooLarge": "message too large", "ContentRejected": "content rejected"}


def read(headers: Headers, text: str) -> Bounce | None:
    """The failed recipients of an SES notice, or None where `text` is none or tells of something else."""
    if headers.get("x-amz-sns-message-id") is None:
        return None
    notice = _object(text)
    if isinstance(notice.get("Message"), str):  # the subscription "email-json" wraps the notice
        notice = _object(notice["Message"])
    if "Bounce" not in (notice.get("notificationType"), notice.get("eventType")):
        return None
    bounce = _dict(notice.get("bounce"))
    listed = bounce.get("bouncedRecipients")
    failed = [_recipient(_dict(one), bounce) for one in (listed if isinstance(listed, list) else [])[:_MAX_RECIPIENTS]]
    return Bounce(tuple(one for one in failed if one.address), _message_id(_dict(notice.get("mail"))))


def _recipient(one: dict[str, Any], bounce: dict[str, Any]) -> BounceRecipient:
    address = parseaddr(_text(one.get("emailAddress")))[1]
    said = _text(one.get("diagnosticCode")).partition(";")[2].strip() or _text(one.get("diagnosticCode"))
    why = _WORDS.get(_text(bounce.get("bounceSubType")), "")
    final = bounce.get("bounceType") == "Permanent"
    passing = bounce.get("bounceType") == "Transient"
    status, kind = judge(f"{_text(one.get('status'))} {said} {why}".strip(), "", delayed=False, final=final)
    if kind == "unknown" and passing:
        status, kind = "4.0.0", "temporary"
    return BounceRecipient(address, status, "failed", kind, said or None)


def _message_id(mail: dict[str, Any]) -> str | None:
    """That of the message as written; SES's own `mail.messageId` is another."""
    return _text(_dict(mail.get("commonHeaders")).get("messageId")).strip("<> \t") or None


def _object(text: str) -> dict[str, Any]:
    """The object a text begins with; a line on how to unsubscribe may follow it."""
    try:
        return _dict(json.JSONDecoder().raw_decode(text[:_MAX_TEXT].lstrip())[0])
    except (ValueError, RecursionError):
        return {}


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value[:1_000].encode("utf-8", "replace").decode() if isinstance(value, str) else ""
