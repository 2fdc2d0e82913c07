"""One more word on one instance of a series: that instance folded anew, and nothing else.

A series with thousands of instances described apart must not be folded whole at each of them. Whatever may reach beyond
its instance (ranges, another organiser, a calendar, a proposal, somebody's place taken back) is left to the whole fold.
"""

from __future__ import annotations

from collections.abc import Sequence

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.itip import cancel, reply, request
from liaison_sync.domain.itip.meeting import Item, Meeting
from liaison_sync.domain.overrides import Around, reconcile_one
from liaison_sync.domain.wall_time import canonical

METHODS = frozenset({"REQUEST", "CANCEL", "REPLY"})


def place(meeting: Meeting, fact: Fact) -> str:
    """The key of the instance `fact` is about, however it writes it; one that is added is named by its start."""
    if fact.method == "ADD" and not fact.key and fact.invitation.start:
        return meeting.key(fact.invitation.start.key)
    start = meeting.master.start if meeting.master else None
    if fact.recurrence_id and fact.key not in meeting.named and start is not None:
        return canonical(fact.recurrence_id, start).key
    return meeting.key(fact.key)


def alone(meeting: Meeting, key: str, facts: Sequence[Fact]) -> bool:
    """Whether the instance `key`, which all of `facts` are about, can be folded by itself."""
    series, item = meeting.items.get(""), meeting.items.get(key)
    if item is not None and item.added:
        return False
    if series is None or series.version is None or not (meeting.trusted and meeting.sole_voice):
        return False
    if meeting.splits or meeting.cuts or meeting.onward or series.version is not meeting.newest_series:
        return False
    return all(_plain(fact) and (fact.method == "REPLY" or _spoken(meeting, series, fact)) for fact in facts)


def _plain(fact: Fact) -> bool:
    said = fact.content
    if not isinstance(said, Invitation) or fact.method not in METHODS or fact.role == "calendar" or not fact.key:
        return False
    return not (said.this_and_future or fact.candidate or fact.forwarded or "recurrence_id_unreadable" in said.flags)


def _spoken(meeting: Meeting, series: Item, fact: Fact) -> bool:
    """Whether it is the organiser's, after it has described the series, and takes back nobody's place."""
    said = fact.invitation
    if said.organizer is None or said.organizer.address != meeting.organizer or fact.order < series.history[0].order:
        return False
    if fact.method == "CANCEL" and said.attendees and said.status != "CANCELLED":
        return False
    begins = said.start is not None or fact.method == "CANCEL"
    return begins and meeting.authority.speaks_for(fact, meeting.organizer, said.organizer.sent_by)


def again(meeting: Meeting, key: str, facts: Sequence[Fact]) -> None:
    """Fold the instance `key` anew from all `facts` about it; the last of them is the new one."""
    series = meeting.items[""]
    new = facts[-1]
    if new.recurrence_id and new.key not in meeting.named and meeting.master and meeting.master.start:
        meeting.named[new.key] = canonical(new.recurrence_id, meeting.master.start)
    meeting.items.pop(key, None)
    for fact in sorted((one for one in facts if one.method != "REPLY"), key=lambda one: (one.order, one.id)):
        meeting.notes[fact.id] = (cancel if fact.method == "CANCEL" else request).apply(meeting, fact)
    item = meeting.items.get(key)
    if item is not None:
        if meeting.around is None:
            meeting.around = Around.of(meeting, series)
        reconcile_one(meeting, meeting.around, key, item)
    meeting.answered.pop(key, None)
    reply.answers(meeting, [fact for fact in facts if fact.method == "REPLY"])
