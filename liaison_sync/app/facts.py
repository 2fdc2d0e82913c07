"""A message's calendar components as facts: who sent them, by whose word, in which of our mailboxes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from liaison_sync.domain.fact import AuthVerdict, Fact, FolderRole, Snapshot
from liaison_sync.domain.filing import Arrival, Recognised
from liaison_sync.domain.invitation import CalendarFile, Invitation
from liaison_sync.domain.message import Message
from liaison_sync.formats.mime import Parsed

_PASSED_ON = re.compile(r"^\s*(fwd?|fw|tr|wg|rv|enc|i|diteruskan|trs)\s*:", re.IGNORECASE)


def facts_of(parsed: Parsed, arrival: Arrival, one: Recognised, *, mailbox: str, own: Sequence[str]) -> list[Fact]:
    """The facts in one copy of a message, in the order of its components."""
    message = parsed.message
    sender = message.from_[0].address.lower() if message.from_ else ""
    role: FolderRole = "sent" if arrival.role == "sent" and sender in own else "inbox"
    result = AuthVerdict("own", "sent_folder", one.authentication.dkim) if role == "sent" else one.authentication
    technical = message.sender.address.lower() if message.sender else ""
    base = Fact(
        mailbox=mailbox,
        message=one.key,
        received_at=arrival.received_at,
        sender=sender,
        content=Snapshot("", None),
        authentication=result,
        role=role,
        technical_sender=technical if technical != sender else "",
        reply_to=message.reply_to[0].address.lower() if message.reply_to else "",
        meetings=message.meetings,
    )
    return [_carried(base, part, file, message) for file in parsed.calendars for part in file.invitations if part.uid]


def _carried(base: Fact, part: Invitation, file: CalendarFile, message: Message) -> Fact:
    organizer = part.organizer.address if part.organizer else ""
    passed_on = bool(_PASSED_ON.match(message.subject or "")) and base.sender != organizer
    forwarded = passed_on and (part.method or "") == "REQUEST"
    return replace(base, content=part, siblings=siblings(file, part), forwarded=forwarded)


def siblings(file: CalendarFile, part: Invitation) -> frozenset[str]:
    """The RECURRENCE-ID keys the same file carries for this UID; "" is the master."""
    return frozenset(
        other.recurrence_id.key if other.recurrence_id else "" for other in file.invitations if other.uid == part.uid
    )
