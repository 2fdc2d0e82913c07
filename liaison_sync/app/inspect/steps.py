"""One file of `inspect engagements` → facts: who sent it, by whose word, and which components it carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr
from hashlib import sha256

from liaison_sync.app.facts import carried, passed_on, said, sender_of, siblings_by_uid, stated, usable
from liaison_sync.domain.fact import AuthVerdict, Fact, FolderRole, Snapshot
from liaison_sync.domain.invitation import CalendarFile, Invitation
from liaison_sync.domain.message import Message, Quarantined
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import authentication, mime
from liaison_sync.formats.ical import FEED, MAIL, read
from liaison_sync.formats.parsed import Parsed

_ATTENDEES_WORD = frozenset({"REPLY", "COUNTER", "REFRESH"})


@dataclass(frozen=True, slots=True)
class Reading:
    facts: tuple[Fact, ...] = ()
    problems: tuple[str, ...] = ()
    unparseable: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()  # read, and no meeting
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
    if _is_calendar(raw):
        return _calendar(raw, sender, received, folder, own)
    parsed = mime.parse(raw)
    return _mail(parsed, received, folder, own, authserv_id)


def _is_calendar(raw: bytes) -> bool:
    top = raw[:4096].replace(b"\0", b"") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else raw  # UTF-16, by its BOM
    return top.lstrip(b"\xff\xfe\xef\xbb\xbf \t\r\n")[:15].upper().startswith((b"BEGIN:VCALENDAR", b"BEGIN:VEVENT"))


def _calendar(
    raw: bytes, sender: str | None, received: datetime, folder: FolderRole | None, own: Sequence[str]
) -> Reading:
    file = read(raw, limits=FEED if folder == "calendar" else MAIL)  # a calendar holds more than a mail may
    together = siblings_by_uid(file)
    given = parseaddr(sender)[1].lower().removeprefix("mailto:") if sender else None
    key = sha256(raw).hexdigest()
    facts = []
    for one in usable(file):
        claimed = given or _claimed(one)
        role = folder or ("sent" if claimed in own and one.method else "inbox")
        result = AuthVerdict("own" if role == "sent" else "pass" if given else "none", "given")
        mailbox = _mailbox_of(one, role, claimed, own, given) or (own[0] if own else "")
        held = Snapshot(one.uid, one, one.recurrence_id) if role == "calendar" else one
        sender = mailbox if role == "calendar" else claimed
        facts.append(Fact(mailbox, key, received, sender, held, result, role, siblings=together[one.uid]))
    return _reading(tuple(facts), (file,))


def _claimed(one: Invitation) -> str:
    """Who a bare calendar file without a sender says it is from."""
    if (one.method or "").upper() in _ATTENDEES_WORD:
        return one.attendees[0].address if one.attendees else ""
    return one.organizer.address if one.organizer else ""


def _mailbox_of(
    one: Invitation, role: FolderRole, sender: str, own: Sequence[str], given: str | None = None
) -> str | None:
    """In which of our mailboxes it lies, a calendar item in its owner's; None where it does not say."""
    if role == "sent":
        return sender
    organizer = one.organizer.address if one.organizer else ""
    if role == "calendar" and (given in own or organizer in own):
        return given if given in own else organizer
    return _recipient(one, own)


def _recipient(one: Invitation, own: Sequence[str]) -> str | None:
    return next((who.address for who in one.attendees if who.address in own), None)


def _mail(
    parsed: Parsed,
    received: datetime,
    folder: FolderRole | None,
    own: Sequence[str],
    authserv_id: str | None,
) -> Reading:
    message, calendars = parsed.message, parsed.calendars
    sender = sender_of(message)
    result = authentication.verdict(message.authentication, authserv_id, sender.rpartition("@")[2])
    role = folder or ("sent" if sender in own and result.result != "fail" else "inbox")
    base = said(
        message,
        key=f"{message.message_id}:{message.sha256}",
        mailbox=_mailbox(message, sender, role, own),
        received_at=received,
        authentication=result,
        role=role,
    )
    facts = tuple(_lying(base, one, file, message, own) for file in calendars for one in usable(file))
    facts += tuple(replace(carried(base, one, file, message), forwarded=True) for file, one in passed_on(parsed))
    facts = facts or tuple(stated(base, message, own=own, zone=None))
    return replace(_reading(facts, calendars), quarantined=message.quarantined)


def _lying(base: Fact, one: Invitation, file: CalendarFile, message: Message, own: Sequence[str]) -> Fact:
    fact = carried(base, one, file, message)
    if base.role != "calendar":
        return fact
    mailbox = _mailbox_of(one, "calendar", fact.sender, own) or fact.mailbox
    return replace(fact, mailbox=mailbox, sender=mailbox, content=Snapshot(one.uid, one, one.recurrence_id))


def _mailbox(message: Message, sender: str, role: str, own: Sequence[str]) -> str:
    if role == "sent" and sender in own:
        return sender
    named = {one.address.lower() for one in (*message.to, *message.cc, *message.bcc)}
    return next((address for address in own if address in named), own[0] if own else "")


def _reading(facts: tuple[Fact, ...], files: tuple[CalendarFile, ...]) -> Reading:
    problems = tuple(problem for file in files for problem in file.problems)
    nameless = sum(1 for file in files for one in file.invitations if not one.uid)
    if problems and not (facts or nameless) and all(problem.startswith("not_a_meeting:") for problem in problems):
        return Reading(facts, problems, noted=("no_meeting",))
    unparseable = ("uid_missing",) * nameless + (("unparseable",) if problems and not facts else ())
    return Reading(facts, problems, unparseable)
