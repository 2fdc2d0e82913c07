"""Failures, delays and complaints Amazon SES tells of in JSON, sent on as mail by Amazon SNS.

After AWS, "Amazon SNS notification contents for Amazon SES": `notificationType` (or `eventType`), `mail`,
`bounce`, `complaint` or `deliveryDelay`.
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
    """The failed or delayed recipients of an SES notice, or None where `text` is none or tells of something else."""
    notice = _notice(headers, text)
    told = {notice.get("notificationType"), notice.get("eventType")}
    if "Bounce" in told:
        bounce = _dict(notice.get("bounce"))
        found = [_failed(one, bounce) for one in _listed(bounce.get("bouncedRecipients"))]
    elif "DeliveryDelay" in told:
        delay = _dict(notice.get("deliveryDelay"))
        found = [_delayed(one, delay) for one in _listed(delay.get("delayedRecipients"))]
    else:
        return None
    return Bounce(tuple(one for one in found if one.address), _message_id(notice))


def complaint(headers: Headers, text: str) -> bool:
    """Whether SES tells that a reader complained (its "Complaint" notice stands for a report of RFC 5965)."""
    notice = _notice(headers, text)
    return "Complaint" in (notice.get("notificationType"), notice.get("eventType"))


def original_id(headers: Headers, text: str) -> str | None:
    """Message-ID, without angle brackets, of the message any SES notice is about."""
    return _message_id(_notice(headers, text))


def _notice(headers: Headers, text: str) -> dict[str, Any]:
    if headers.get("x-amz-sns-message-id") is None:
        return {}
    notice = _object(text)
    if isinstance(notice.get("Message"), str):  # the subscription "email-json" wraps the notice
        notice = _object(notice["Message"])
    return notice


def _listed(found: object) -> list[dict[str, Any]]:
    return [_dict(one) for one in found[:_MAX_RECIPIENTS]] if isinstance(found, list) else []


def _failed(one: dict[str, Any], bounce: dict[str, Any]) -> BounceRecipient:
    said = _said(one)
    why = _WORDS.get(_text(bounce.get("bounceSubType")), "")
    final = bounce.get("bounceType") == "Permanent"
    passing = bounce.get("bounceType") == "Transient"
    status, kind = judge(f"{_text(one.get('status'))} {said} {why}".strip(), "", delayed=False, final=final)
    if kind == "unknown" and passing:
        status, kind = "4.0.0", "temporary"
    return BounceRecipient(_address(one), status, "failed", kind, said or None)


def _delayed(one: dict[str, Any], delay: dict[str, Any]) -> BounceRecipient:
    said = _said(one)
    why = _WORDS.get(_text(delay.get("delayType")), "")
    status, kind = judge(f"{_text(one.get('status'))} {said} {why}".strip(), "", delayed=True)
    return BounceRecipient(_address(one), status, "delayed", kind, said or None)


def _address(one: dict[str, Any]) -> str:
    return parseaddr(_text(one.get("emailAddress")))[1]


def _said(one: dict[str, Any]) -> str:
    code = _text(one.get("diagnosticCode"))
    return code.partition(";")[2].strip() or code


def _message_id(notice: dict[str, Any]) -> str | None:
    """That of the message as written; SES's own `mail.messageId` is another."""
    common = _dict(_dict(notice.get("mail")).get("commonHeaders"))
    return _text(common.get("messageId")).strip("<> \t") or None


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
