"""What we send, and the record of who did what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any

from liaison_sync.domain.changes.document import Json
from liaison_sync.domain.changes.feedback import LetterToken
from liaison_sync.domain.value import dataclass


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
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class FollowUpPlaced:
    """What a follow-up is about stands in another thread now; nothing else of it changes."""

    id: str
    thread: str
    document: Json


@dataclass(frozen=True, slots=True)
class DraftPut:
    """A person's answer to a message, being written; `outbox` is the letter it has become."""

    id: str
    actor: str
    message: str
    document: Json
    saved_at: datetime
    outbox: str | None = None


@dataclass(frozen=True, slots=True)
class DraftDropped:
    """Its writer threw it away."""

    id: str


@dataclass(frozen=True, slots=True)
class LetterQueued:
    """Final bytes: whatever is sent for this id, now or after any crash, is exactly this. `tokens`: those it holds."""

    id: str
    kind: str
    about: str
    sender: str
    recipients: tuple[str, ...]
    message_id: str
    frozen: bytes
    at: datetime
    tokens: tuple[LetterToken, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterRefrozen:
    """A letter nobody has had, withdrawn and wanted again: its bytes are made anew."""

    id: str
    frozen: bytes
    tokens: tuple[LetterToken, ...] = ()


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
class LetterDrafted:
    """The provider keeps a draft of the letter under `provider_id`, written before it is asked to send it; None: no
    longer, for the letter does not leave.
    """

    id: str
    provider_id: str | None


@dataclass(frozen=True, slots=True)
class LetterTried:
    """When the letter was last handed over, or begun to be: what the pace of the account is counted by."""

    id: str
    tried_at: datetime


@dataclass(frozen=True, slots=True)
class CopyFiled:
    """What became of the Sent copy: filed, skipped, failed (and then when it is tried again, None: not any more)."""

    id: str
    copy: str
    next_try: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReportFrozen:
    name: str
    period: str
    snapshot: Json
    at: datetime
    queued_at: datetime | None = None  # None: frozen, but nobody is mailed


@dataclass(frozen=True, slots=True)
class ReportReworded:
    """A frozen report with other words of a person's; its figures are the same."""

    name: str
    period: str
    snapshot: Json


@dataclass(frozen=True, slots=True)
class Journaled:
    """Who or what changed what, when, why."""

    at: datetime
    actor: str
    action: str
    about: str
    document: Mapping[str, Any] = field(default_factory=dict)
