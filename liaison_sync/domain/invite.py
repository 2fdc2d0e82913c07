"""A meeting of ours as a person plans it in the console, before it is iCalendar."""

from __future__ import annotations

from datetime import datetime, timedelta

from liaison_sync.domain import repeating
from liaison_sync.domain.repeating import Repeat
from liaison_sync.domain.value import dataclass

MOST_PEOPLE = 200
MOST_MINUTES = 60 * 24 * 14


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody to be invited; `partstat` as the fold knows it, so that a minor update keeps the answer."""

    address: str
    name: str = ""
    partstat: str = "NEEDS-ACTION"


@dataclass(frozen=True, slots=True)
class Invite:
    """`start` is a naive time on the clock of `zone` (IANA); of a series the first one's.

    `kept` is an RRULE of somebody else's making that no form has words for; it stays as it is.
    """

    uid: str
    title: str
    start: datetime
    minutes: int
    zone: str
    guests: tuple[Guest, ...]
    place: str = ""
    link: str = ""
    text: str = ""
    repeat: Repeat | None = None
    kept: str = ""

    @property
    def end(self) -> datetime:
        """On the same clock."""
        return self.start + timedelta(minutes=self.minutes)

    @property
    def rule(self) -> str:
        """Its RRULE; "" for a single meeting. Raises ValueError where there is no such zone."""
        return repeating.rule(self.repeat, self.start, self.zone) if self.repeat else self.kept


def wrong(invite: Invite) -> str | None:
    """Why it cannot be sent, as a key of "refused"; None where it can."""
    if not invite.title.strip():
        return "invite_no_title"
    if not invite.guests:
        return "invite_nobody"
    if any("@" not in guest.address for guest in invite.guests):
        return "invite_address"
    if len(invite.guests) > MOST_PEOPLE:
        return "invite_too_many"
    if not 0 < invite.minutes <= MOST_MINUTES:
        return "invite_length"
    return repeating.wrong(invite.repeat, invite.start) if invite.repeat else None
