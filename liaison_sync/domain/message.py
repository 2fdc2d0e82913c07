"""Message: what one piece of mail says, parsed and immutable (RFC 5322).

The fields are those `liaison-sync inspect message` prints, in the same order.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime
from typing import Literal

from liaison_sync.domain.value import dataclass

DateSource = Literal["date", "received", "none"]
AutomaticKind = Literal["auto-reply", "out-of-office", "list", "bulk", "bounce", "feedback-report", "delivery-receipt"]


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox of RFC 5322 §3.4: `address` has its domain lower-cased and is "" where none could be read."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part a reader would save (RFC 2183). `size` in bytes and `sha256` are those of the decoded content.

    `counted` is False for what a reader calls no attachment: the invitation itself, a picture in the text, a signature.
    """

    name: str
    type: str
    size: int
    sha256: str
    inline: bool = False
    content_id: str | None = None
    from_tnef: bool = False
    counted: bool = True


@dataclass(frozen=True, slots=True)
class CalendarRef:
    """One iTIP component a message carries (RFC 6047); the component itself is an `Invitation`."""

    method: str | None
    uid: str | None
    recurrence_id: str | None
    sequence: int


@dataclass(frozen=True, slots=True)
class Automatic:
    """Whether no person wrote this (RFC 3834); `return_date` is the one an out-of-office states.

    `original_message_id` is that of the message a receipt or complaint tells of, without angle brackets.
    """

    kind: AutomaticKind | None = None
    reason: str | None = None
    return_date: date | None = None
    original_message_id: str | None = None


@dataclass(frozen=True, slots=True)
class BounceRecipient:
    """One failed recipient (RFC 3464 §2.3); `status` is an enhanced code of RFC 3463 or None."""

    address: str
    status: str | None
    action: str | None
    kind: Literal["permanent", "temporary", "unknown"]
    diagnostic: str | None


@dataclass(frozen=True, slots=True)
class Bounce:
    recipients: tuple[BounceRecipient, ...]
    original_message_id: str | None


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A message somebody passed on inside the text of this one."""

    from_: Address | None
    to: tuple[Address, ...]
    date: datetime | None
    subject: str | None
    text: str


@dataclass(frozen=True, slots=True)
class OfficialLetter:
    """A letter with a number (Nomor, Perihal) and the numbers it refers to."""

    number: str | None
    subject: str | None
    refers_to: tuple[str, ...] = ()


Repeats = Literal["daily", "weekly", "fortnightly", "monthly", "yearly"]


@dataclass(frozen=True, slots=True)
class StatedMeeting:
    """A meeting as the text itself names it: a candidate, never a fact.

    `start`/`end` are wall times (naive) in `zone` (IANA name, or None where the text names none).
    """

    start: datetime | date
    end: datetime | None
    open_end: bool
    all_day: bool
    zone: str | None
    zone_source: str | None
    place: str | None
    link: str | None
    weekday_mismatch: bool = False  # the weekday named is not that of the date
    weekday: int | None = None  # the one the text names, 0 is Monday; it may contradict `start`
    # The text says that it recurs; `start` is its first. Not in the repr, from which candidates have their identity.
    repeats: Repeats | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """A plain-text reply to an invitation: a suggestion, never a PARTSTAT."""

    kind: Literal["accepted", "declined", "delegated", "tentative", "none"] = "none"
    people: int | None = None
    delegate: str | None = None


@dataclass(frozen=True, slots=True)
class Defect:
    """A reason key and where it was met (`header:Subject`, `part:1.2`)."""

    reason: str
    place: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Why a message could not be read; its bytes are kept all the same."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Message:
    sha256: str
    size: int
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    subject: str | None = None
    base_subject: str = ""
    from_: tuple[Address, ...] = ()
    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    date: datetime | None = None
    date_source: DateSource = "none"
    text: str = ""
    new_text: str = ""
    quoted_text: str = ""
    signature: str = ""
    html: bool = False
    forwarded: tuple[Forwarded, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    calendar: tuple[CalendarRef, ...] = ()
    automatic: Automatic = Automatic()
    bounce: Bounce | None = None
    language: str | None = None
    letter: OfficialLetter | None = None
    meetings: tuple[StatedMeeting, ...] = ()
    answer: Answer = Answer()
    links: tuple[str, ...] = ()
    defects: tuple[Defect, ...] = ()
    quarantined: Quarantined | None = None
    # What recognition and authority need beyond what `inspect` prints.
    reply_prefix: bool = False
    thread_index: str | None = None
    authentication: tuple[str, ...] = ()  # raw Authentication-Results above the first foreign Received
    original_from: tuple[Address, ...] = ()  # X-Original-From, X-Original-Sender: a claim
    liaison_id: str | None = None  # our own X-Liaison-Id coming back
    list_id: str | None = None
    date_east: int = 0  # minutes the clock its Date was written by is ahead of UTC
