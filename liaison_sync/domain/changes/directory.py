"""Partners, contacts, notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liaison_sync.domain.partner import Contact, Partner


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
