"""What decisions ask for: one value per kind of change. `store.apply` writes them, and judges nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from liaison_sync.domain.message import Attachment
from liaison_sync.domain.partner import Contact, Partner
from liaison_sync.domain.view import Ball, Direction, Trust

Json = Any
"""A JSON document: dicts, lists, text, numbers, booleans, None."""

# --- reading -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RawKept:
    """Bytes as fetched, compressed; the same bytes are kept once."""

    sha256: str
    size: int
    zstd: bytes


@dataclass(frozen=True, slots=True)
class Sighted:
    """A copy seen in a folder. `state`: stored, quarantined, pending, excluded (by `rule`)."""

    mailbox: str
    folder: str
    locator: str
    state: str
    received_at: datetime | None
    sha256: str | None = None
    message: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class SightingGone:
    """The copy is no longer there: a tombstone, the message stays."""

    mailbox: str
    folder: str
    locator: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SightingBack:
    """A copy believed gone is where it was: listed again after a renumbering, or its folder came back."""

    mailbox: str
    folder: str
    locator: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    id: str
    mailbox: str
    folder: str
    locator: str
    sha256: str | None
    reason: str
    detail: str
    at: datetime
    tries: int = 1


@dataclass(frozen=True, slots=True)
class QuarantineReleased:
    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CursorMoved:
    mailbox: str
    folder: str
    path: str
    role: str
    cursor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FolderGone:
    """The server does not list this folder any more; if it comes back it is read from the beginning."""

    mailbox: str
    folder: str


@dataclass(frozen=True, slots=True)
class MailboxPaused:
    """A person stopped, or resumed, the polling of a mailbox."""

    mailbox: str
    paused: bool


@dataclass(frozen=True, slots=True)
class MessageAdded:
    """A message with all that is derived from it; `n` is the index row, derived from `key`."""

    key: str
    n: int
    message_id: str | None
    sha256: str
    digest: str
    at: datetime
    received_at: datetime
    direction: Direction
    sender: str
    sender_name: str
    subject: str
    base_subject: str
    automatic: str | None
    language: str | None
    trust: Trust
    junk: bool
    partner: str | None
    contact: str | None
    reason: str
    warnings: tuple[str, ...]
    linked: tuple[str, ...]
    thread: str
    component: str
    node: Json
    turn: Json
    body: str
    rest: Json
    participants: tuple[tuple[str, str, str], ...]  # (role, address, name)
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class MessageRefiled:
    """A known message was recognised anew: another partner, contact, direction."""

    key: str
    partner: str | None
    contact: str | None
    reason: str
    direction: Direction
    node: Json
    turn: Json
    warnings: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageMoved:
    """A known message stands in another thread, or in another component."""

    key: str
    thread: str
    component: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A key that joins messages belongs to this component."""

    key: str
    component: str


@dataclass(frozen=True, slots=True)
class ComponentJoined:
    """Two components share a key now: every link of `old` belongs to `into`."""

    old: str
    into: str


@dataclass(frozen=True, slots=True)
class ThreadPut:
    """What a thread comes to, derived from its messages; decisions of people stand in other columns."""

    id: str
    subject: str
    partner: str | None
    ball: Ball
    first_at: datetime
    last_at: datetime
    messages: int
    inferred: bool


@dataclass(frozen=True, slots=True)
class BallMoved:
    """Whose turn it is in a thread, after a person's decision."""

    id: str
    ball: Ball


@dataclass(frozen=True, slots=True)
class ThreadJoined:
    """The thread `id` is no more; its address leads to `into`."""

    id: str
    into: str


@dataclass(frozen=True, slots=True)
class ThreadDecided:
    """A person's decision about a thread."""

    id: str
    owner: str | None
    closed: bool
    closed_after: str | None
    snoozed_until: datetime | None


# --- engagements -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FactAdded:
    id: str
    uid: str
    received_at: datetime
    mailbox: str | None
    message: str | None
    document: Json
    verdict: str
    rule: str
    before: Json
    after: Json


@dataclass(frozen=True, slots=True)
class EngagementRow:
    key: str
    uid: str
    recurrence_id: str | None
    status: str
    title: str
    partner: str | None
    thread: str | None
    ours: bool
    document: Json


@dataclass(frozen=True, slots=True)
class OccurrenceRow:
    key: str
    uid: str
    engagement: str
    start: datetime | None
    end: datetime | None
    all_day: bool
    zone: str | None
    status: str


@dataclass(frozen=True, slots=True)
class EngagementFolded:
    """The engagement of `uid` as its facts now say: these rows replace the former ones."""

    uid: str
    engagements: tuple[EngagementRow, ...]
    occurrences: tuple[OccurrenceRow, ...]


@dataclass(frozen=True, slots=True)
class ConductPut:
    occurrence: str
    state: str
    reason: str
    held_at: datetime | None
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class AttendancePut:
    occurrence: str
    person: str
    name: str
    presence: str


@dataclass(frozen=True, slots=True)
class MinutesPut:
    occurrence: str
    version: int
    document: Json
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class ActionPut:
    id: str
    occurrence: str | None
    text: str
    owner: str
    ours: bool
    due: date | None
    done_at: datetime | None
    created_at: datetime


# --- directory ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PartnerPut:
    partner: Partner
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactPut:
    contact: Contact
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactBounced:
    """The address failed permanently: nothing automatic goes there any more."""

    address: str


@dataclass(frozen=True, slots=True)
class SenderIgnored:
    address: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class NoteAdded:
    id: str
    about: str
    text: str
    actor: str
    at: datetime


# --- what we send ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FollowUpPut:
    id: str
    trigger: str
    about: str
    step: int
    state: str
    audience: str
    partner: str | None
    thread: str | None
    meeting: str | None
    due_at: datetime
    document: Json
    at: datetime
    approved_by: str | None = None


@dataclass(frozen=True, slots=True)
class LetterQueued:
    """Final bytes: whatever is sent for this id, now or after any crash, is exactly this."""

    id: str
    kind: str
    about: str
    sender: str
    recipients: tuple[str, ...]
    message_id: str
    frozen: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class LetterRefrozen:
    """A letter nobody has had, withdrawn and wanted again: its bytes are made anew."""

    id: str
    frozen: bytes


@dataclass(frozen=True, slots=True)
class OutboxMoved:
    """A row of the outbox changes state; `recipients` carries each recipient's outcome."""

    id: str
    state: str
    recipients: Json
    tries: int
    next_try: datetime | None
    settled_at: datetime | None
    detail: Json = None


@dataclass(frozen=True, slots=True)
class CopyFiled:
    """What became of the Sent copy: filed, skipped, failed."""

    id: str
    copy: str


@dataclass(frozen=True, slots=True)
class ReportFrozen:
    name: str
    period: str
    snapshot: Json
    at: datetime
    queued_at: datetime | None = None  # None: frozen, but nobody is mailed


# --- the record --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Journaled:
    """Who or what changed what, when, why."""

    at: datetime
    actor: str
    action: str
    about: str
    document: Mapping[str, Any] = field(default_factory=dict)


Arriving = (
    RawKept
    | Sighted
    | SightingGone
    | SightingBack
    | Quarantined
    | QuarantineReleased
    | CursorMoved
    | FolderGone
    | MailboxPaused
)
Corresponding = (
    MessageAdded
    | MessageRefiled
    | MessageMoved
    | Linked
    | ComponentJoined
    | ThreadPut
    | BallMoved
    | ThreadJoined
    | ThreadDecided
)
Reading = Arriving | Corresponding
Standing = (
    FactAdded
    | EngagementFolded
    | ConductPut
    | AttendancePut
    | MinutesPut
    | ActionPut
    | PartnerPut
    | ContactPut
    | SenderIgnored
    | NoteAdded
    | FollowUpPut
)
Sending = LetterQueued | LetterRefrozen | OutboxMoved | CopyFiled | ReportFrozen | ContactBounced
Change = Reading | Standing | Sending | Journaled
