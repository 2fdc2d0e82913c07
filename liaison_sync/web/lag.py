"""When a mailbox is behind: nothing was read for ten times as long as we look at it anew."""

from __future__ import annotations

from datetime import datetime, timedelta

from liaison_sync.app.service import Mailbox

_LOOKS = 10
_EVERY = 60  # of a mailbox that is no longer configured


def limit(configured: Mailbox | None) -> timedelta:
    """How long the last success may be past."""
    return timedelta(seconds=_LOOKS * (configured.every_seconds if configured else _EVERY))


def behind(configured: Mailbox | None, last_success: datetime | None, now: datetime) -> bool:
    """Whether it lags beyond its limit, or was never read."""
    return last_success is None or now - last_success > limit(configured)
