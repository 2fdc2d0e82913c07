"""A message's calendar components as facts: who sent them, by whose word, in which of our mailboxes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from liaison_sync.domain.candidate import candidates
from liaison_sync.domain.fact import AuthVerdict, Fact, FolderRole, Snapshot
from liaison_sync.domain.filing import Arrival, Recognised
from liaison_sync.domain.invitation import MAIL_SENDER, Attendee, CalendarFile, Invitation
from liaison_sync.domain.message import Message
from liaison_sync.formats.meeting_uid import meeting_uid
from liaison_sync.formats.parsed import Parsed

_PASSED_ON = re.compile(r"^\s*(fwd?|fw|tr|wg|rv|enc|i|diteruskan|trs)\s*:", re.IGNORECASE)


def facts_of(
    parsed: Parsed, arrival: Arrival, one: Recognised, *, mailbox: str, own: Sequence[str], zone: str
) -> list[Fact]:
    """The facts in one copy of a message, in the order of its components, each under the UID its meeting goes by.

    A letter without any may name meetings in its text: candidates, a time without a zone placed in ours (`zone`).
    """
    message = parsed.message
    if not (parsed.calendars or parsed.passed_on or message.meetings):
        return []  # most letters
    sent = arrival.role == "sent" and sender_of(message) in own
    base = said(
        message,
        key=one.key,
        mailbox=mailbox,
        received_at=arrival.received_at,
        authentication=one.authentication,
        role="sent" if sent else "inbox",
    )
    carried_ = (carried(base, part, file, message) for file in parsed.calendars for part in usable(file))
    shown = (replace(carried(base, part, file, message), forwarded=True) for file, part in passed_on(parsed))
    found = [_gathered(fact) for fact in (*carried_, *shown)]
    return found or stated(base, message, own=own, zone=zone)


def stated(base: Fact, message: Message, *, own: Sequence[str], zone: str | None) -> list[Fact]:
    """The meetings only the text of somebody else's letter names."""
    if base.role != "inbox" or base.sender in own:
        return []
    named = candidates(message, mailbox=base.mailbox, zone=zone)
    return [replace(base, content=one, candidate=True, meetings=()) for one in named]


def passed_on(parsed: Parsed) -> list[tuple[CalendarFile, Invitation]]:
    """The invitations in messages attached to this one: of low authority, whoever attached them."""
    return [(file, part) for file in parsed.passed_on for part in usable(file)]


def sender_of(message: Message) -> str:
    """The first From address, lower-cased; "" where there is none."""
    return message.from_[0].address.lower() if message.from_ else ""


def said(
    message: Message,
    *,
    key: str,
    mailbox: str,
    received_at: datetime,
    authentication: AuthVerdict,
    role: FolderRole,
) -> Fact:
    """What all facts of one message share; a copy in our Sent folder is our own word."""
    sender = sender_of(message)
    technical = message.sender.address.lower() if message.sender else ""
    return Fact(
        mailbox=mailbox,
        message=key,
        received_at=received_at,
        sender=sender,
        content=Snapshot("", None),
        authentication=AuthVerdict("own", "sent_folder", authentication.dkim) if role == "sent" else authentication,
        role=role,
        technical_sender=technical if technical != sender else "",
        reply_to=message.reply_to[0].address.lower() if message.reply_to else "",
        meetings=message.meetings,
    )


def carried(base: Fact, part: Invitation, file: CalendarFile, message: Message) -> Fact:
    """The fact that is `part` of `file` in `message`; an invitation passed on is marked so."""
    organizer = part.organizer.address if part.organizer else ""
    passed_on = bool(_PASSED_ON.match(message.subject or "")) and base.sender != organizer
    forwarded = passed_on and (part.method or "") == "REQUEST"
    peopled = _peopled(part, base.sender, message)
    return replace(base, content=peopled, siblings=siblings(file, part), forwarded=forwarded)


def _peopled(part: Invitation, sender: str, message: Message) -> Invitation:
    """A winmail.dat leaves its people to the message around it: who is asked stands in To and Cc, who answers in From.

    Whether the From is to be believed is asked later, as of every answer.
    """
    if "from_tnef" in part.flags and part.method == "REPLY":
        said = (replace(one, address=sender) if one.address == MAIL_SENDER else one for one in part.attendees)
        return replace(part, attendees=tuple(one for one in said if one.address))
    if part.attendees or part.method != "REQUEST" or "from_tnef" not in part.flags:
        return part
    organizer = part.organizer.address if part.organizer else sender
    asked = dict.fromkeys(one.address.lower() for one in (*message.to, *message.cc) if one.address)
    people = tuple(Attendee(address) for address in asked if address != organizer)
    return replace(part, attendees=people)


def usable(file: CalendarFile) -> list[Invitation]:
    """The components that say which meeting they are about."""
    return [one for one in file.invitations if one.uid]


def siblings(file: CalendarFile, part: Invitation) -> frozenset[str]:
    """The RECURRENCE-ID keys the same file carries for this UID; "" is the master."""
    return frozenset(_key(other) for other in file.invitations if other.uid == part.uid)


def siblings_by_uid(file: CalendarFile) -> dict[str, frozenset[str]]:
    """UID → the RECURRENCE-ID keys the file carries for it; "" is the master."""
    found: dict[str, set[str]] = {}
    for one in file.invitations:
        found.setdefault(one.uid, set()).add(_key(one))
    return {uid: frozenset(keys) for uid, keys in found.items()}


def _key(part: Invitation) -> str:
    return part.recurrence_id.key if part.recurrence_id else ""


def _gathered(fact: Fact) -> Fact:
    """Outlook names one meeting by several ids: the store keeps its facts under one."""
    uid = meeting_uid(fact.uid)
    return fact if uid == fact.uid else replace(fact, content=replace(fact.content, uid=uid))
