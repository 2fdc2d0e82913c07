"""Delivery failures: DSNs (RFC 3464), and the texts of mail servers that write none.

A message counts as a bounce only where a machine sent it (report, mail daemon, null sender, X-Failed-Recipients);
what people write about bounces never does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from liaison_sync.domain.message import Bounce, BounceRecipient
from liaison_sync.formats import bounce_text, dsn
from liaison_sync.formats.bounce_reasons import enhanced_status, is_delay, judge
from liaison_sync.formats.headers import Headers, Part

MAX_TEXT = 32_768  # characters of a report that are read
MAX_RECIPIENTS = 500
_DAEMON = re.compile(
    r"(?:mailer[-_.]?daemon|postmaster|mail[-_. ]?delivery[-_. ]?(?:system|subsystem|service|agent)?|mdaemon|"
    r"(?:nondelivery|non-delivery|bounces?|bounced|mailerdaemon|mail-?system|deliveryfailure|"
    r"microsoftexchange[0-9a-f]+|"
    r"mail[-_]?admin(?:istrator)?|maildaemon|mailsystem|system[-_ ]administrator|smtp[-_.]?(?:gateway|server)|root|"
    r"complaints?|no-?reply-?bounces?|dsn|auto-?bounce|scanmail|mxhero|symantec|spamfilter))(?=@|$|[-+._ ])",
    re.IGNORECASE,
)
_DAEMON_NAMES = re.compile(
    r"(?:mail(?:er)?[- ](?:delivery|daemon|system|server|administrator)|delivery (?:subsystem|system|status|"
    r"notification)|"
    r"system administrator|internet mail delivery|microsoft outlook|mail administrator|postmaster|exchange server)",
    re.IGNORECASE,
)
_MESSAGE_ID = re.compile(r"^[ \t>]*Message-ID[ \t]*:[ \t\r\n]{0,4}<([^<>\s]{1,990})>", re.IGNORECASE | re.MULTILINE)
_VERP = re.compile(
    r"(?:bounces?|errors?|return|verp|b)[-+._](?:[\w.-]{0,60}?[-+])?([\w.+-]{1,64})=([\w.-]{3,190})@", re.IGNORECASE
)
_ADDRESS = re.compile(r"<?([^\s<>,;:\"'()\[\]]{1,64}@[^\s<>,;:\"'()\[\]]{1,190})>?")


def read(
    headers: Headers,
    message_type: str,
    report_parts: Sequence[Part],
    *,
    subject: str,
    text: str,
    date: datetime | None = None,  # noqa: ARG001
) -> Bounce | None:
    """The failed or delayed recipients a message reports, or None where it is no bounce."""
    kind = report_type(headers, message_type)
    if kind in ("disposition-notification", "feedback-report"):
        return None
    by_machine = is_machine(headers)
    status = [part for part in report_parts if part.type in _STATUS_TYPES]
    if status and (kind == "delivery-status" or message_type == "multipart/report" or by_machine):
        bounce = _from_report(headers, status, report_parts, text)
        if bounce or dsn.all_arrived(status):
            return bounce
    if not _says_so(headers, subject, text, by_machine=by_machine, kind=kind):
        return None
    return _from_text(headers, report_parts, subject, text)


_RETURNED_TYPES = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")


def report_type(headers: Headers, message_type: str) -> str | None:
    """`report-type` of a multipart/report (RFC 6522), lower-case."""
    if not message_type.lower().startswith("multipart/report"):
        return None
    value = (headers.get("Content-Type") or message_type).lower()
    _, found, rest = value.partition("report-type")
    return rest.lstrip(" =\"'").partition(";")[0].strip(" \"'") if found else None


def is_machine(headers: Headers) -> bool:
    """Whether a mail server sent this: daemon From, or a null sender with no person's From."""
    sender = headers.get("From") or ""
    address = sender.rpartition("<")[2].strip("<> ")
    if _DAEMON.match(address.partition("@")[0]):
        return True
    null_sender = any(path.strip() in ("<>", "") for path in headers.all("Return-Path"))
    return null_sender and (not address or bool(_DAEMON_NAMES.search(sender)))


def _says_so(headers: Headers, subject: str, text: str, *, by_machine: bool, kind: str | None) -> bool:
    if headers.get("X-Failed-Recipients"):
        return True
    # Texts are searched last: hardly any mail comes as far as that.
    if by_machine:
        return bounce_text.subject_says(subject) or bounce_text.text_says(text[:MAX_TEXT])
    null_sender = any(path.strip() == "<>" for path in headers.all("Return-Path"))
    about = (null_sender or kind == "delivery-status") and bounce_text.subject_says(subject)
    return about and bounce_text.text_says(text[:MAX_TEXT])


def _from_report(headers: Headers, status: Sequence[Part], parts: Sequence[Part], text: str) -> Bounce | None:
    found = tuple(recipient for part in status for recipient in dsn.recipients(part.text[:MAX_TEXT]))
    failed = [one for one in found if one.action not in dsn.ARRIVED][:MAX_RECIPIENTS]
    if not failed:
        return None
    if any("@" not in one.address for one in failed):
        failed = _complete(failed, headers, parts, text)
    return Bounce(tuple(failed), _original_id(headers, parts, text))


def _complete(
    failed: list[BounceRecipient], headers: Headers, parts: Sequence[Part], text: str
) -> list[BounceRecipient]:
    """Domino and GroupWise name a local user only: the text or the returned message has the address."""
    known = _named_elsewhere(headers, parts, text)
    if len(failed) == 1 and len(known) == 1:
        return [replace(failed[0], address=known[0])]
    return [
        one
        if "@" in one.address
        else replace(one, address=next((k for k in known if _same_user(k, one.address)), one.address))
        for one in failed
    ]


def _same_user(address: str, user: str) -> bool:
    return bool(user) and address.partition("@")[0].lower() == user.lower().replace(" ", ".")


def _named_elsewhere(headers: Headers, parts: Sequence[Part], text: str) -> list[str]:
    found = [one.address for one in bounce_text.recipients(text[:MAX_TEXT], _not_failed(headers))]
    return list(dict.fromkeys(found or _returned_to(parts, text) or _verp(headers)))


def _from_text(headers: Headers, parts: Sequence[Part], subject: str, text: str) -> Bounce | None:
    body = text[:MAX_TEXT]
    delayed = is_delay(subject, body)
    listed = [a for value in headers.all("X-Failed-Recipients") for a in _ADDRESS.findall(value)]
    found = bounce_text.recipients(body, _not_failed(headers) - set(map(str.lower, listed)))
    named = {one.address.lower(): one for one in found}
    addresses = list(dict.fromkeys(listed)) or [one.address for one in found]
    if not addresses:
        addresses = _verp(headers) or _returned_to(parts, text)
    context = "\n".join(bounce_text.report(body))
    recipients = [
        _recipient(address, named.get(address.lower()), context, delayed=delayed, only=len(addresses) == 1)
        for address in addresses[:MAX_RECIPIENTS]
    ]
    return Bounce(tuple(recipients), _original_id(headers, parts, text)) if recipients or parts else None


def _recipient(
    address: str, told: bounce_text.Named | None, context: str, *, delayed: bool, only: bool
) -> BounceRecipient:
    said = told.said if told else ""
    status, kind = judge(said, context, delayed=delayed)
    if status is None and only and (status := enhanced_status(context)) and not delayed:
        kind = "permanent" if status.startswith("5") else "temporary"
    return BounceRecipient(address, status, "delayed" if delayed else "failed", kind, said or None)


def _not_failed(headers: Headers) -> set[str]:
    """Addresses a report names that are not those that failed: its own sender and its reader."""
    values = [v for name in ("From", "To", "Delivered-To", "Reply-To", "X-Original-To") for v in headers.all(name)]
    return {a.lower() for value in values for a in _ADDRESS.findall(value[:2_000])}


def _returned_to(parts: Sequence[Part], text: str) -> list[str]:
    """To of the returned message: right where it had one recipient."""
    for part in parts:
        if part.type in _RETURNED_TYPES:
            found = bounce_text.returned_to(part.text[:MAX_TEXT])
            if len(found) == 1:
                return found
    found = bounce_text.returned_to(text[:MAX_TEXT])
    return found if len(found) == 1 else []


def _verp(headers: Headers) -> list[str]:
    for name in ("To", "Delivered-To", "X-Original-To", "Envelope-To"):
        for value in headers.all(name):
            found = _VERP.search(value[:500])
            if found:
                return [f"{found[1]}@{found[2]}"]
    return []


def _original_id(headers: Headers, parts: Sequence[Part], text: str) -> str | None:
    """Of the message that failed, without angle brackets."""
    returned = (p.text for p in parts if p.type in _RETURNED_TYPES)
    others = (p.text for p in parts if p.type in _STATUS_TYPES)
    for source in (*returned, *others, text[:MAX_TEXT]):
        found = _MESSAGE_ID.search(source) or _LOOSE_ID.search(source)
        if found:
            return found[1]
    for name in ("In-Reply-To", "References", "X-Original-Message-ID"):
        ids = re.findall(r"<([^<>\s]{1,990})>", (headers.get(name) or "")[:4_000])
        if ids:
            return str(ids[-1])
    return None


_LOOSE_ID = re.compile(
    r"^[ \t>]*(?:X-Original-Message-ID|Original-Message-ID|Original-Envelope-ID|Message ID|Message-Id|"
    r"MessageID)[ \t]*[:=][ \t\n]{0,4}<([^<>\s@]{1,400}@[^<>\s]{1,400})>",
    re.IGNORECASE | re.MULTILINE,
)
