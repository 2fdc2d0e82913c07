"""Placed: one piece of mail lying in one folder of one mailbox."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from liaison_sync.domain.value import dataclass

FolderName = Literal["INBOX", "Sent", "Junk"]
FOLDERS: tuple[FolderName, ...] = ("INBOX", "Sent", "Junk")


@dataclass(frozen=True, slots=True)
class Placed:
    """`mailbox` is its address, `received_at` aware UTC (the INTERNALDATE), `raw` the RFC 5322 octets with CRLF."""

    mailbox: str
    folder: FolderName
    received_at: datetime
    raw: bytes
    seen: bool = False
