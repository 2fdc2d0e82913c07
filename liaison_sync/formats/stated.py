"""Meetings a text names in prose: candidates, never facts."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.message import StatedMeeting


def meetings(text: str, *, sent: datetime | None, zone: str) -> tuple[StatedMeeting, ...]:
    """The meetings `text` invites to."""
    return ()
