"""CANCEL (RFC 5546 §3.2.5): the organiser takes back the meeting, one instance of it, or somebody's place in it."""

from __future__ import annotations

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.itip.meeting import Item, Meeting, Note


def apply(meeting: Meeting, fact: Fact) -> Note:
    item = meeting.item(fact.recurrence_id)
    gone = _only_removed(meeting, item, fact)
    if gone:
        return _remove(meeting, item, gone)
    known = item.version is not None
    item.cancel = fact
    if fact.recurrence_id is None:
        return "APPLIED", "cancel.all" if known or _has_instances(meeting) else "cancel.tombstone"
    return _instance(meeting, item, fact, known)


def _instance(meeting: Meeting, item: Item, fact: Fact, known: bool) -> Note:
    if fact.invitation.this_and_future:
        item.flags.add("this_and_future")
        meeting.cut(item, fact)
    if known:
        return "APPLIED", "cancel.instance"
    if meeting.master is None and meeting.newest_series is None:
        return "APPLIED", "cancel.tombstone"
    item.derived = True
    return "APPLIED", "cancel.instance"


def _only_removed(meeting: Meeting, item: Item, fact: Fact) -> set[str]:
    """Who loses a place while the meeting goes on: some attendees are named and STATUS does not say CANCELLED."""
    said = fact.invitation
    named = {who.address for who in said.attendees}
    if (said.status or "").upper() == "CANCELLED" or not named:
        return set()
    others = _asked(meeting, item) - named - {meeting.organizer}
    return named if others else set()


def _asked(meeting: Meeting, item: Item) -> set[str]:
    """Whom the organiser has asked to this item; to an instance nobody described, those of the series."""
    series = meeting.pattern(item.recurrence_id.key) if item.recurrence_id else None
    return set(item.asked or (series.split or series).asked if series else item.asked)


def _remove(meeting: Meeting, item: Item, gone: set[str]) -> Note:
    ours = bool(gone & meeting.own)
    left = _asked(meeting, item) - gone
    item.derived = item.derived or item.version is None
    item.removed |= gone
    item.asked = {address: who for address, who in item.asked.items() if address not in gone}
    item.uninvited = ours and not meeting.own & left and meeting.organizer not in meeting.own
    return "APPLIED", "cancel.uninvited" if item.uninvited else "cancel.attendee"


def _has_instances(meeting: Meeting) -> bool:
    return any(item.version for item in meeting.items.values())
