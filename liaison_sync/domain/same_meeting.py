"""Whether two meetings under two UIDs may be one: a fingerprint only proposes it, a person decides.

Feeds that renew their UIDs, and one meeting invited to twice: same organiser, start and title, somebody in common.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from liaison_sync.domain.engagement import Engagement

Fingerprint = tuple[str, str, str]
Topic = Callable[[str], str]  # a title without the prefixes it got on its way
_WORD = re.compile(r"\w+")
_NOT_ONE = frozenset({"cancelled", "tombstone", "uninvited"})


def fingerprint(one: Engagement, topic: Topic) -> Fingerprint | None:
    """Organiser, start and title in normal form; None where one of them is missing or the meeting is off."""
    title = " ".join(_WORD.findall(topic(one.title).casefold()))
    if not one.organizer or one.start is None or not title or one.status in _NOT_ONE:
        return None
    return one.organizer.lower(), one.start.key, title


def may_be_one(one: Engagement, other: Engagement, topic: Topic) -> bool:
    """Two UIDs, one fingerprint, and an attendee beside the organiser who is asked to both.

    What has left its calendar is no second meeting: a feed that renews its UIDs takes the old ones away.
    """
    if one.uid == other.uid or "left_calendar" in (*one.flags, *other.flags):
        return False
    mark = fingerprint(one, topic)
    return mark is not None and mark == fingerprint(other, topic) and bool(_asked(one) & _asked(other))


def _asked(one: Engagement) -> set[str]:
    return {who.address for who in one.attendees if who.address != one.organizer}
