"""ADD (RFC 5546 §3.2.4): the organiser adds an instance to a meeting that exists."""

from __future__ import annotations

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.itip.meeting import Meeting, Note


def apply(meeting: Meeting, fact: Fact) -> Note:
    new = fact.invitation
    item = meeting.item(fact.recurrence_id or new.start)
    item.version, item.source, item.cancel = new, fact, None
    item.history.append(fact)
    item.base, item.added = new.sequence, True
    if new.recurrence.rrules or new.recurrence.rdates:
        item.flags.add("added_rule_ignored")
    item.asked = {who.address: who for who in new.attendees}
    if meeting.master is None:
        item.flags |= {"orphan", "refresh_suggested"}
        return "ORPHAN", "add.orphan"
    return "APPLIED", "add.instance"
