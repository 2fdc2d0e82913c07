"""A header block out of what a service tells of a message it is not asked the bytes of: enough to name it."""

from __future__ import annotations

from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr


def told_head(message_id: str, name: str, address: str, subject: str, sent: datetime | None) -> bytes:
    """CRLF lines and the empty line; what is not known is left out. `sent` is aware UTC."""
    lines = []
    if message_id:
        lines.append(f"Message-ID: {_plain(message_id)}")
    if "@" in address and address.isascii():
        lines.append(f"From: {formataddr((_plain(name), _plain(address)))}")
    if subject:
        lines.append(f"Subject: {Header(_plain(subject)[:500], 'utf-8', maxlinelen=10_000).encode()}")
    if sent is not None:
        lines.append(f"Date: {format_datetime(sent)}")
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii", "replace")


def _plain(text: str) -> str:
    return "".join(ch for ch in text if ch.isprintable())
