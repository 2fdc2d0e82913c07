"""Which parts of a message a reader counts as its attachments: files, not what carries or decorates the message."""

from __future__ import annotations

import re
from dataclasses import replace

from liaison_sync.domain.message import Attachment
from liaison_sync.formats.attached import Found
from liaison_sync.formats.opaque_signed import TYPES as SIGNED_TYPES

_ICS_TYPES = ("text/calendar", "application/ics", "text/x-vcalendar", "application/calendar")
# RFC 5546 §1.4: PUBLISH is a calendar to keep, not a message to somebody.
_SCHEDULING = frozenset(("REQUEST", "REPLY", "CANCEL", "COUNTER", "ADD", "REFRESH", "DECLINECOUNTER"))
_METHOD = re.compile(rb"^METHOD[ \t]*:[ \t]*([A-Za-z]{1,20})", re.IGNORECASE | re.MULTILINE)
_UID = re.compile(rb"^UID[ \t]*(?:;[^:\r\n]{0,200})?:[ \t]*([^\r\n]{1,300})", re.IGNORECASE | re.MULTILINE)
_READ = 1_000_000  # octets of a calendar that are looked at
_FOR_MACHINES = frozenset(
    (
        *("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"),
        *("message/delivery-status", "message/disposition-notification", "message/feedback-report"),
        *("message/global-delivery-status", "text/rfc822-headers", "message/global-headers"),
    )
)


def counted(found: list[Found]) -> tuple[Attachment, ...]:
    """The attachments, each told whether it counts."""
    invited: set[bytes] = set()
    for one in found:
        if _invites(one):
            invited |= _uids(one)
    return tuple(
        replace(one.attachment, counted=False)
        if _invites(one) or _twin(one, invited) or _carries(one, found, n)
        else one.attachment
        for n, one in enumerate(found)
    )


def _is_calendar(one: Found) -> bool:
    return one.attachment.type in _ICS_TYPES or one.attachment.name.lower().endswith(".ics")


def _invites(one: Found) -> bool:
    """Whether it is a scheduling message (RFC 6047), however it hangs on the mail."""
    if not _is_calendar(one):
        return False
    if one.node is not None and one.node.within == "multipart/alternative":
        return True
    stated = one.node.parameters.get("method", "") if one.node else ""
    read = _METHOD.search(one.data[:_READ])
    return (read[1].decode("ascii") if read else stated).strip().upper() in _SCHEDULING


def _uids(one: Found) -> set[bytes]:
    return {uid.strip() for uid in _UID.findall(one.data[:_READ])}


def _twin(one: Found, invited: set[bytes]) -> bool:
    """The same meetings once more as a file, for programs that read no calendar part."""
    if not invited or not _is_calendar(one):
        return False
    uids = _uids(one)
    return bool(uids) and uids <= invited


def _is_opaque(file: Attachment) -> bool:
    return file.type in SIGNED_TYPES or file.name.lower().endswith(".p7m")


def _carries(one: Found, found: list[Found], n: int) -> bool:
    """A picture in the text, a wrapping that was opened, or what only programs read."""
    file = one.attachment
    if file.type in _FOR_MACHINES or (one.node and one.node.within == "multipart/signed" and _is_opaque(file)):
        return True
    if file.inline:
        return not file.name or (file.type.startswith("image/") and file.content_id is not None)
    opened = n + 1 < len(found) and found[n + 1].attachment.from_tnef and found[n + 1].place == one.place
    return not file.from_tnef and (opened or bool(one.text or one.calendar))
