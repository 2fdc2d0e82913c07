"""Whether a person wrote a message (RFC 3834): order of the checks in `classify`."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.message import Automatic, Bounce
from liaison_sync.formats.headers import Headers


def classify(
    headers: Headers,
    message_type: str,
    *,
    has_calendar: bool,
    subject: str,
    text: str,
    bounce: Bounce | None,
    date: datetime | None = None,
) -> Automatic:
    """What kind of automatic mail this is, if any, and why."""
    return Automatic()
