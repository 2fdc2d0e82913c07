"""Approval by mail: a code given to an officer, used once; the mails that answer with codes."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.changes.document import Json
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    """A follow-up was shown to an officer in the letter `outbox`; `hash` is that of the code that answers for it.

    `version` is that of the words shown.
    """

    hash: str
    followup: str
    officer: str
    version: str
    outbox: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class ApprovalCodeUsed:
    hash: str
    used_at: datetime
    used_by: str


@dataclass(frozen=True, slots=True)
class ApprovalMailArrived:
    """A mail answers our letter `outbox` that asked for approval; it is read next. Known ones stay as they are."""

    message: str
    outbox: str
    sender: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ApprovalMailSettled:
    """What became of such a mail; `confirmation` is the letter that tells its writer."""

    message: str
    state: str
    reason: str
    document: Json
    confirmation: str | None = None
