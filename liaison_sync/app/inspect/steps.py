"""One file of `inspect engagements` → facts: who sent it, by whose word, and which components it carries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parseaddr
from hashlib import sha256

from liaison_sync.domain.fact import AuthVerdict, Fact, FolderRole, Snapshot
from liaison_sync.domain.invitation import CalendarFile, Invitation
from liaison_sync.domain.message import Message, Quarantined
from liaison_sync.formats import authentication, mime
from liaison_sync.formats.ical import read

_PASSED_ON = re.compile(r"^\s*(fwd?|fw|tr|wg|rv|enc|i|diteruskan|trs)\s*:", re.IGNORECASE)
_ATTENDEES_WORD = frozenset({"REPLY", "COUNTER", "REFRESH"})


@dataclass(frozen=True, slots=True)
class Reading:
    facts: tuple[Fact, ...] = ()
    problems: tuple[str, ...] = ()
    unparseable: tuple[str, ...] = ()
    quarantined: Quarantined | None = None


def read_step(
    raw: bytes,
    sender: str | None,
    received: datetime,
    folder: FolderRole | None,
    *,
    own: Sequence[str],
    authserv_id: str | None,
) -> Reading:
    """The facts in one .eml or bare .ics, in the order of their components. Never raises for what is in it."""
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].upper() == b"BEGIN:VCALENDAR":
        return _calendar(raw, sender, received, folder, own)
    parsed = mime.parse(raw)
    return _mail(parsed.message, parsed.calendars, received, folder, own, authserv_id)


def _calendar(
    raw: bytes, sender: str | None, received: datetime, folder: FolderRole | None, own: Sequence[str]
) -> Reading:
    file = read(raw)
    given = parseaddr(sender)[1].lower().removeprefix("mailto:") if sender else None
    key = sha256(raw).hexdigest()
    facts = []
    for one in _usable(file):
        claimed = given or _claimed(one)
        role = folder or ("sent" if claimed in own and one.method else "inbox")
        result = AuthVerdict("own" if role == "sent" else "pass" if given else "none", "given")
        base = Fact(own[0] if own else "", key, received, claimed, one, result, role, siblings=_siblings(file, one))
        facts.append(_placed(base, one, own, given))
    return _reading(tuple(facts), (file,))


def _claimed(one: Invitation) -> str:
    """Who a bare calendar file without a sender says it is from."""
    if (one.method or "").upper() in _ATTENDEES_WORD:
        return one.attendees[0].address if one.attendees else ""
    return one.organizer.address if one.organizer else ""


def _placed(fact: Fact, one: Invitation, own: Sequence[str], given: str | None) -> Fact:
    """In which of our mailboxes it lies; a calendar item becomes a snapshot of its owner's calendar."""
    if fact.role == "inbox":
        return replace(fact, mailbox=_recipient(one, own) or fact.mailbox)
    if fact.role == "sent":
        return replace(fact, mailbox=fact.sender)
    organizer = one.organizer.address if one.organizer else ""
    owner = given if given in own else organizer if organizer in own else _recipient(one, own)
    mailbox = owner or fact.mailbox
    return replace(fact, mailbox=mailbox, sender=mailbox, content=Snapshot(one.uid, one, one.recurrence_id))


def _recipient(one: Invitation, own: Sequence[str]) -> str | None:
    return next((who.address for who in one.attendees if who.address in own), None)


def _mail(
    message: Message,
    calendars: tuple[CalendarFile, ...],
    received: datetime,
    folder: FolderRole | None,
    own: Sequence[str],
    authserv_id: str | None,
) -> Reading:
    sender = message.from_[0].address.lower() if message.from_ else ""
    result = authentication.verdict(message.authentication, authserv_id, sender.rpartition("@")[2])
    role = folder or ("sent" if sender in own and result.result != "fail" else "inbox")
    technical = message.sender.address.lower() if message.sender else ""
    base = Fact(
        mailbox=_mailbox(message, sender, role, own),
        message=f"{message.message_id}:{message.sha256}",
        received_at=received,
        sender=sender,
        content=Snapshot("", None),
        authentication=AuthVerdict("own", "sent_folder", result.dkim) if role == "sent" else result,
        role=role,
        technical_sender=technical if technical != sender else "",
        reply_to=message.reply_to[0].address.lower() if message.reply_to else "",
        meetings=message.meetings,
    )
    facts = tuple(
        _carried(base, one, message, _siblings(file, one), own) for file in calendars for one in _usable(file)
    )
    return replace(_reading(facts, calendars), quarantined=message.quarantined)


def _carried(base: Fact, one: Invitation, message: Message, siblings: frozenset[str], own: Sequence[str]) -> Fact:
    organizer = one.organizer.address if one.organizer else ""
    forwarded = bool(_PASSED_ON.match(message.subject or "")) and base.sender != organizer
    fact = replace(base, content=one, siblings=siblings, forwarded=forwarded and (one.method or "") == "REQUEST")
    return _placed(fact, one, own, None) if base.role == "calendar" else fact


def _mailbox(message: Message, sender: str, role: str, own: Sequence[str]) -> str:
    if role == "sent" and sender in own:
        return sender
    named = {one.address.lower() for one in (*message.to, *message.cc, *message.bcc)}
    return next((address for address in own if address in named), own[0] if own else "")


def _usable(file: CalendarFile) -> list[Invitation]:
    return [one for one in file.invitations if one.uid]


def _siblings(file: CalendarFile, one: Invitation) -> frozenset[str]:
    return frozenset(
        other.recurrence_id.key if other.recurrence_id else "" for other in file.invitations if other.uid == one.uid
    )


def _reading(facts: tuple[Fact, ...], files: tuple[CalendarFile, ...]) -> Reading:
    problems = tuple(problem for file in files for problem in file.problems)
    nameless = sum(1 for file in files for one in file.invitations if not one.uid)
    unparseable = ("uid_missing",) * nameless + (("unparseable",) if problems and not facts else ())
    return Reading(facts, problems, unparseable)
