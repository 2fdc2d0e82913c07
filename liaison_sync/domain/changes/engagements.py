"""Facts, engagements, and what people recorded after a meeting."""

from __future__ import annotations

from datetime import date, datetime

from liaison_sync.domain.changes.document import Json
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class FactPut:
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
class FactDropped:
    """What was once read out of a message and is read otherwise now."""

    id: str


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
class EngagementPlaced:
    """The invitation of an engagement stands in another thread now."""

    key: str
    thread: str


@dataclass(frozen=True, slots=True)
class MeetingPaired:
    """Two UIDs are one meeting ("same": `gone` stands no more) or two ("apart")."""

    kept: str
    gone: str
    decision: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class MeetingUnpaired:
    kept: str
    gone: str


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


@dataclass(frozen=True, slots=True)
class OutcomeMailArrived:
    """A mail answers our letter `outbox` about a meeting; what it says is read next. Known ones stay as they are."""

    message: str
    outbox: str
    sender: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OutcomeMailSettled:
    """What became of such a mail; `confirmation` is the letter that tells its writer."""

    message: str
    meeting: str | None
    state: str
    reason: str
    document: Json
    confirmation: str | None = None
