"""How instances stand that nobody told apart from their series: a split, or an answer to all that follow, reaches them.

RFC 5545 §3.2.13: RANGE=THISANDFUTURE speaks of the instance it names and of all after it.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import field

from liaison_sync.domain.invitation import Moment
from liaison_sync.domain.itip import reply
from liaison_sync.domain.itip.meeting import Item, Meeting
from liaison_sync.domain.scheduling import Status, status
from liaison_sync.domain.value import dataclass


@dataclass(slots=True)
class Untold:
    """The statuses between the places at which something begins for all that follow, each worked out once."""

    meeting: Meeting
    places: list[str]
    known: dict[int, Status] = field(default_factory=dict)

    @classmethod
    def of(cls, meeting: Meeting) -> Untold:
        return cls(meeting, sorted({*meeting.splits, *(place for place, _, _ in meeting.onward)}))

    def status(self, recurrence_id: Moment, start: Moment) -> Status | None:
        """The status of this instance, None where it is simply that of the series."""
        reach = bisect_left(self.places, recurrence_id.key)
        if reach == 0:
            return None
        if reach not in self.known:
            self.known[reach] = _status(self.meeting, recurrence_id, start)
        return self.known[reach]


def _status(meeting: Meeting, recurrence_id: Moment, start: Moment) -> Status:
    item = Item(recurrence_id, derived=True)
    pattern = meeting.pattern(recurrence_id.key)
    item.proposals = list(pattern.proposals) if pattern else []
    return status(meeting, item, reply.attendees(meeting, item), start)
