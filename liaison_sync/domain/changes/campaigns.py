"""Contacts in campaigns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A contact takes part in a campaign; who does already stays as they are."""

    campaign: str
    contact: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class EnrolmentLeft:
    campaign: str
    contact: str
    left_at: datetime
    left_by: str
