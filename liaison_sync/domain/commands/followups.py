"""What a person may ask for about follow-ups."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class ApproveFollowUp:
    id: str


@dataclass(frozen=True, slots=True)
class EditFollowUp:
    id: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class SnoozeFollowUp:
    id: str
    until: datetime


@dataclass(frozen=True, slots=True)
class CancelFollowUp:
    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReopenFollowUp:
    """Undo an approval (before it leaves) or a cancellation by a person."""

    id: str


@dataclass(frozen=True, slots=True)
class RetryFollowUp:
    """Send the letter of a failed follow-up once more, to those who have not had it."""

    id: str


FollowUpCommand = ApproveFollowUp | EditFollowUp | SnoozeFollowUp | CancelFollowUp | ReopenFollowUp | RetryFollowUp
