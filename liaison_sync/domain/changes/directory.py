"""Partners, contacts, notes."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.changes.document import Json
from liaison_sync.domain.partner import Contact, Partner
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class PartnerPut:
    partner: Partner
    at: datetime


@dataclass(frozen=True, slots=True)
class ContactPut:
    contact: Contact
    at: datetime


@dataclass(frozen=True, slots=True)
class PartnerDropped:
    """The partner is no more: merged into another, or a merge undone."""

    id: str


@dataclass(frozen=True, slots=True)
class ContactDropped:
    """This affiliation is no more, by its derived identity: address, partner, since."""

    contact: Contact


@dataclass(frozen=True, slots=True)
class MessageDecided:
    """A person said whose the message with this Message-ID is; `partner` None takes the word back."""

    message_id: str
    partner: str | None
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class ClientFound:
    """A message that came later tells for which client an agency wrote this one."""

    key: str
    linked: tuple[str, ...]
    warnings: tuple[str, ...]
    reason: str = "client"


@dataclass(frozen=True, slots=True)
class SuggestionAnswered:
    """What a person did with a suggestion: accepted or ignored."""

    address: str
    field: str
    value: str
    answer: str
    message: str | None
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class DirectoryMerged:
    """Two partners or two contacts became one; `document` holds what undoing needs."""

    id: str
    kind: str
    kept: str
    gone: str
    document: Json
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class DirectoryMergeUndone:
    id: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class PartnerReplaced:
    """These notes, follow-ups and decisions stand with the partner `new` now."""

    new: str
    notes: tuple[str, ...] = ()
    followups: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactBounced:
    """The address failed permanently: nothing automatic goes there any more; or it is alive again."""

    address: str
    bounced: bool = True


@dataclass(frozen=True, slots=True)
class ContactRefused:
    """The address's server refuses our mail by its policy: a person decides about the next letter; or no longer."""

    address: str
    refused: bool = True


@dataclass(frozen=True, slots=True)
class WishNoted:
    """The writer of `message` asks for no more automatic letters (`kind` opted_out), or for restriction."""

    message: str
    address: str
    kind: str
    said: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WishUndone:
    message: str
    at: datetime
    actor: str


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
