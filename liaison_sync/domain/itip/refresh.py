"""REFRESH (RFC 5546 §3.2.6): an attendee asks for the meeting again; logged, and a resend suggested."""

from __future__ import annotations

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.itip import reply
from liaison_sync.domain.itip.meeting import Meeting, Note


def apply(meeting: Meeting, fact: Fact) -> Note:
    item = meeting.known(fact) or meeting.items.get("")
    if item is None:
        return "ORPHAN", "refresh.unknown_meeting"
    known = [who.address for who in reply.attendees(meeting, item)]
    if not any(meeting.authority.speaks_for(fact, address) for address in known):
        return "NOT_AUTHORISED", "refresh.not_an_attendee"
    item.flags.add("refresh_requested")
    return "NOTED", "refresh.noted"
