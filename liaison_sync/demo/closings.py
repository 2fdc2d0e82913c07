"""What officers did in the console during the season: threads closed, outcomes of meetings recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Closing:
    """An officer said "tidak perlu dibalas" on the thread that ends with `message_id` (None: it has none), at `at`."""

    thread: str
    message_id: str | None
    at: datetime
    partner: str | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """An officer recorded how a meeting went: `outcome` is held or not_held, minutes and action items in words."""

    uid: str
    start: datetime
    at: datetime
    by: str
    outcome: str
    minutes: str = ""
    actions: tuple[tuple[str, str, datetime], ...] = ()  # (text, owner's address, due)
