"""Delivery failures: DSNs (RFC 3464) and the texts of mail servers that write none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liaison_sync.domain.message import Bounce
from liaison_sync.formats.headers import Headers, Part


def read(
    headers: Headers, message_type: str, report_parts: Sequence[Part], *, subject: str, text: str, date: datetime | None
) -> Bounce | None:
    """The failed recipients a message reports, or None where it is no bounce."""
    return None
