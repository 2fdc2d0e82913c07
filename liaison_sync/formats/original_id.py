"""Which message a report is about: a bounce (RFC 3464), a receipt (RFC 8098), a complaint (RFC 5965)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from liaison_sync.formats.headers import Headers, Part

MAX_TEXT = 32_768  # characters of a report that are read
STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
RETURNED_TYPES = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
_NOTES = ("message/disposition-notification", "message/global-disposition-notification", "message/feedback-report")
_MESSAGE_ID = re.compile(r"^[ \t>]*Message-ID[ \t]*:[ \t\r\n]{0,4}<([^<>\s]{1,990})>", re.IGNORECASE | re.MULTILINE)
_LOOSE_ID = re.compile(
    r"^[ \t>]*(?:X-Original-Message-ID|Original-Message-ID|Original-Envelope-ID|Message ID|Message-Id|"
    r"MessageID)[ \t]*[:=][ \t\n]{0,4}<([^<>\s@]{1,400}@[^<>\s]{1,400})>",
    re.IGNORECASE | re.MULTILINE,
)
_NAMED_ID = re.compile(r"\bMessage[- ]?ID\b[^<\n]{0,40}[\s<]([^\s<>@:]{1,400}@[^\s<>,;]{1,400})", re.IGNORECASE)
_HEADER = re.compile(r"\s{0,20}[!-9;-~]{1,60}:[ \t]")


def original_id(headers: Headers, parts: Sequence[Part], text: str) -> str | None:
    """Message-ID of the message a report tells of, without angle brackets; `text` is the body of the report."""
    others = (p.text for p in parts if p.type in STATUS_TYPES or p.type in _NOTES)
    for source in (*returned(parts), *others, text[:MAX_TEXT]):
        found = _MESSAGE_ID.search(source) or _LOOSE_ID.search(source) or _NAMED_ID.search(source)
        if found:
            return found[1]
    for name in ("In-Reply-To", "References", "X-Original-Message-ID"):
        ids = re.findall(r"<([^<>\s]{1,990})>", (headers.get(name) or "")[:4_000])
        if ids:
            return str(ids[-1])
    return None


def returned(parts: Sequence[Part]) -> Iterator[str]:
    """The messages a report encloses; one cut off (RFC 2046 §5.2.2) or labelled as text follows the status part."""
    yield from (part.text for part in parts if part.type in RETURNED_TYPES)
    at = next((n for n, part in enumerate(parts) if part.type in STATUS_TYPES), len(parts))
    for part in parts[at + 1 :]:
        if part.type == "message/partial" or (part.type == "text/plain" and _HEADER.match(part.text)):
            yield part.text
