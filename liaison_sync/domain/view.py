"""What decisions see: small immutable pictures of the store, loaded once per page or tick."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from liaison_sync.domain.message import AutomaticKind
from liaison_sync.domain.value import dataclass

Direction = Literal["in", "out", "internal"]
Whose = Literal["ours", "theirs", "nobody"]
Trust = Literal["verified", "unchecked", "low"]
Settled = Literal["content", "left_alone", "told"]
Conduct = Literal["upcoming", "due_for_log", "held", "not_held", "minuted", "followed_up", "closed"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message as decisions see it. `at` is aware UTC; addresses are lower-cased addr-specs."""

    key: str
    message_id: str | None
    at: datetime
    direction: Direction
    sender: str
    recipients: tuple[str, ...]
    partner: str | None
    subject: str
    automatic: AutomaticKind | None = None
    return_date: datetime | None = None
    bounced: tuple[str, ...] = ()  # addresses this message reports as dead
    calendar_method: str | None = None  # an invitation, or an iTIP REPLY, in this message
    trust: Trust = "unchecked"
    language: str | None = None
    ours_automatic: bool = False  # one of our own automatic letters
    junk: bool = False
    began: datetime | None = None  # when its thread began, where the picture tells
    answered: bool = False  # an invitation everybody asked has answered before: an update for their information
    to_us: tuple[str, ...] = ()  # of the recipients of what we wrote, those that are our own
    undelivered: tuple[str, ...] = ()  # addresses this report says our letter will never reach, for whatever reason
    refused: tuple[str, ...] = ()  # those of them whose server refuses us by its policy: the address lives
    bounce_of: str | None = None  # Message-ID of the letter this report returns
    courtesy: bool = False  # says thanks or "noted" and nothing else (domain.courtesy)
    thread: str | None = None  # where it stands, where the picture tells
    opinion: bool = False  # says how a meeting was, as we asked, where the picture tells
    settled: Settled | None = (
        None  # waits for no word: content with a meeting, for no more letters, ours that only tells
    )


@dataclass(frozen=True, slots=True)
class Ball:
    """Whose turn it is, since which message, and why (a reason key). `since` is aware UTC."""

    whose: Whose
    since: datetime | None = None
    because: str | None = None  # key of the message that moved it
    reason: str = "nothing_said"


@dataclass(frozen=True, slots=True)
class Correspondence:
    """A thread as decisions see it: its turns in time order and what people decided about it."""

    thread: str
    subject: str
    partner: str | None
    turns: tuple[Turn, ...]
    ball: Ball = Ball("nobody")
    owner: str | None = None
    closed: bool = False  # a person said: no reply needed
    snoozed_until: datetime | None = None
    inferred: bool = False
    project: str | None = None


@dataclass(frozen=True, slots=True)
class Enrolled(Correspondence):
    """A contact who takes part in a campaign; the thread is that of our letters of it, "" before the first.

    `left`: taken out of it by a person.
    """

    campaign: str = ""
    contact: str = ""  # address
    enrolled_at: datetime | None = None
    left: bool = False


@dataclass(frozen=True, slots=True)
class Participant:
    address: str
    name: str
    ours: bool
    partner: str | None
    partstat: str
    role: str = "REQ-PARTICIPANT"


@dataclass(frozen=True, slots=True)
class ActionItem:
    id: str
    text: str
    owner: str  # address or name
    ours: bool
    due: datetime | None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Invited:
    """The latest message of ours that invites to a meeting; `at` is aware UTC."""

    message: str  # its key
    message_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Meeting:
    """One occurrence of an engagement as decisions see it; `start`/`end` aware UTC, `zone` IANA."""

    key: str  # derived from uid and recurrence id
    uid: str
    recurrence_id: str | None
    title: str
    start: datetime | None
    end: datetime | None
    zone: str | None
    all_day: bool
    status: str  # scheduling axis, as `inspect engagements` prints it
    conduct: Conduct
    partner: str | None
    owner: str | None
    location: str = ""
    join_url: str | None = None
    participants: tuple[Participant, ...] = ()
    actions: tuple[ActionItem, ...] = ()
    minutes: bool = False
    held_at: datetime | None = None  # when people said that it was held, not before its end
    agreed_at: datetime | None = None  # when it became confirmed
    thread: str | None = None
    organised_by_us: bool = False
    flags: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()  # whom people recorded as not there, by address
    invited: Invited | None = None  # by which letter of ours; None where we do not invite
