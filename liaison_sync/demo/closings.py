"""What officers did in the console during the season: threads closed, how meetings went, who promised what."""

from __future__ import annotations

from datetime import date, datetime

from liaison_sync.demo.story import is_ours
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class Closing:
    """An officer said "tidak perlu dibalas" on the thread that ends with `message_id` (None: it has none), at `at`."""

    thread: str
    message_id: str | None
    at: datetime
    partner: str | None


@dataclass(frozen=True, slots=True)
class Promised:
    """An action item: `owner` is an address, of ours or a partner's; `done` (aware UTC) is None while it is open."""

    text: str
    owner: str
    due: date
    done: datetime | None = None

    @property
    def ours(self) -> bool:
        return is_ours(self.owner)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An officer recorded how a meeting went: `outcome` is held or not_held, minutes in words, who came (addresses)."""

    uid: str
    start: datetime
    at: datetime
    by: str
    outcome: str
    minutes: str = ""
    promised: tuple[Promised, ...] = ()
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
