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
from liaison_sync.formats import bounce_json, bounce_text, daemon, dsn
from liaison_sync.formats.bounce_reasons import enhanced_status, is_delay, is_final, judge, reply_class
from liaison_sync.formats.headers import Headers, Part
from liaison_sync.formats.original_id import MAX_TEXT, STATUS_TYPES, original_id, returned

MAX_RECIPIENTS = 500
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
    kind = daemon.report_type(headers, message_type)
    if kind == "feedback-report":
        return None
    if kind == "disposition-notification":
        return _refusal(headers, report_parts, text)
    if notice := bounce_json.read(headers, text):
        return notice
    by_machine = daemon.is_machine(headers) or daemon.speaks(headers, text)
    reported = kind == "delivery-status" or message_type.lower().startswith("multipart/report")
    if reported or by_machine:
        status = [part for part in report_parts if part.type in STATUS_TYPES] or _status_as_text(report_parts, text)
        bounce = _from_report(headers, status, report_parts, text) if status else None
        if bounce or (status and dsn.all_arrived(status)):
            return bounce
    if not _says_so(headers, subject, text, by_machine=by_machine, kind=kind):
        return None
    return _from_text(headers, report_parts, subject, text)


def _status_as_text(parts: Sequence[Part], text: str) -> list[Part]:
    """A status part that lost its type on the way, or fields of RFC 3464 written into the text."""
    plain = [part for part in parts if part.type == "text/plain"] or [Part("text/plain", Headers(), text[:MAX_TEXT])]
    own = [Part(part.type, part.headers, "\n".join(bounce_text.report(part.text[:MAX_TEXT]))) for part in plain]
    return [part for part in own if _FIELDS.search(part.text)]


_FIELDS = re.compile(
    r"^(?:Final|Original)-Recipient[ \t]*:[^\n]{3,500}\n(?:[A-Za-z][^\n]{0,500}\n){0,5}(?:Action|Status)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)


def _refusal(headers: Headers, parts: Sequence[Part], text: str) -> Bounce | None:
    """A letter a mail filter refused for its reader: an MDN by form, a failure by what it says (RFC 5429 §2.1.2)."""
    words = "\n".join(bounce_text.report(text[:MAX_TEXT]))
    if not daemon.is_automatic(headers) or not _REFUSED.search(words):
        return None
    notes = [part for part in parts if part.type == "message/disposition-notification"]
    found = [one for part in notes for one in dsn.recipients(part.text[:MAX_TEXT])]
    refused = [_refused(one.address, words) for one in found]
    return Bounce(tuple(refused[:MAX_RECIPIENTS]), original_id(headers, parts, text)) if refused else None


def _refused(address: str, words: str) -> BounceRecipient:
    status, kind = judge(words, "", delayed=False, final=True)
    return BounceRecipient(address, status, "failed", kind, " ".join(words.split())[:1_000] or None)


_REFUSED = re.compile(
    r"(?:automatically|was|been) (?:rejected|refused)|over ?quota|quota exceeded|ditolak (?:secara )?otomatis",
    re.IGNORECASE,
)


def _says_so(headers: Headers, subject: str, text: str, *, by_machine: bool, kind: str | None) -> bool:
    if headers.get("X-Failed-Recipients"):
        return True
    # Texts are searched last: hardly any mail comes as far as that.
    if by_machine or kind == "delivery-status":
        says = bounce_text.subject_says(subject) or bounce_text.text_says(text[:MAX_TEXT])
        return says and not bounce_text.tells_of_success(subject, text)
    if not daemon.is_automatic(headers):
        return False
    return bounce_text.subject_says(subject) and bounce_text.reports(text[:MAX_TEXT])


def _from_report(headers: Headers, status: Sequence[Part], parts: Sequence[Part], text: str) -> Bounce | None:
    context = "\n".join(bounce_text.report(text[:MAX_TEXT]))
    found = tuple(recipient for part in status for recipient in dsn.recipients(part.text[:MAX_TEXT], context))
    failed = [one for one in found if one.action not in dsn.ARRIVED][:MAX_RECIPIENTS]
    if not failed:
        return None
    if any("@" not in one.address for one in failed):
        failed = _complete(failed, headers, parts, text)
    return Bounce(tuple(failed), original_id(headers, parts, text))


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
    addresses, found = _failed(headers, parts, text)
    named = {one.address.lower(): one for one in found}
    context = "\n".join(bounce_text.report(body))
    final = is_final(f"{subject}\n{context}")
    recipients = [
        _recipient(address, named.get(address.lower()), context, delayed=delayed, final=final, only=len(addresses) == 1)
        for address in addresses[:MAX_RECIPIENTS]
    ]
    if not recipients and not parts and not bounce_text.subject_says(subject):
        return None
    return Bounce(tuple(recipients), original_id(headers, parts, text))


def _failed(headers: Headers, parts: Sequence[Part], text: str) -> tuple[list[str], list[bounce_text.Named]]:
    """Who failed, by the surest sign there is, and what the text says of whom it names."""
    body, apart = text[:MAX_TEXT], _not_failed(headers)
    listed = [a for value in headers.all("X-Failed-Recipients") for a in _ADDRESS.findall(value)]
    found = bounce_text.recipients(body, apart - set(map(str.lower, listed)))
    addresses = (
        list(dict.fromkeys(listed))
        or [one.address for one in found]
        or _verp(headers)
        or _enclosed(parts)
        or [one for one in _returned_to(parts, text) if one.lower() not in apart]
        or bounce_text.local_names(body, _domain(headers))
    )
    if not addresses:
        found = bounce_text.perhaps(body, apart)
        addresses = [one.address for one in found]
    return addresses, found


def _domain(headers: Headers) -> str:
    return (headers.get("From") or "").rpartition("@")[2].strip("<> ")


def _recipient(
    address: str, told: bounce_text.Named | None, context: str, *, delayed: bool, final: bool, only: bool
) -> BounceRecipient:
    said = told.said if told else ""
    stated = enhanced_status(said) or (_of_whole(context, said) if only else None)
    status, kind = judge(f"{stated} {said}" if stated else said, context, delayed=delayed, final=final)
    return BounceRecipient(address, status, "delayed" if delayed else "failed", kind, said or None)


def _of_whole(context: str, said: str) -> str | None:
    """The code the whole report states, unless what is said of the recipient itself is of another class."""
    stated, reply = enhanced_status(context), reply_class(said)
    return stated if stated and (not reply or stated[0] == reply) else None


def _not_failed(headers: Headers) -> set[str]:
    """Addresses a report names that are not those that failed: its own sender and its reader."""
    values = [v for name in ("From", "To", "Delivered-To", "Reply-To", "X-Original-To") for v in headers.all(name)]
    return {a.lower() for value in values for a in _ADDRESS.findall(value[:2_000])}


def _returned_to(parts: Sequence[Part], text: str) -> list[str]:
    """To of the returned message: right where it had one recipient."""
    for letter in returned(parts):
        found = bounce_text.returned_to(letter[:MAX_TEXT])
        if len(found) == 1:
            return found
    found = bounce_text.returned_to(text[:MAX_TEXT])
    return found if len(found) == 1 else []


def _enclosed(parts: Sequence[Part]) -> list[str]:
    """Whom a report names that a gateway sent on within one of its own."""
    for letter in returned(parts):
        head, _, body = letter[:MAX_TEXT].replace("\r", "").partition("\n\n")
        if _BY_DAEMON.search(head):
            return [one.address for one in bounce_text.recipients(body)]
    return []


_BY_DAEMON = re.compile(r"^From:[^\n]{0,200}\b(?:mailer-daemon|postmaster)@", re.IGNORECASE | re.MULTILINE)


def _verp(headers: Headers) -> list[str]:
    for name in ("To", "Delivered-To", "X-Original-To", "Envelope-To"):
        for value in headers.all(name):
            found = _VERP.search(value[:500])
            if found:
                return [f"{found[1]}@{found[2]}"]
    return []
