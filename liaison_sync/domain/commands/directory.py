"""What a person may ask for about partners and contacts."""

from __future__ import annotations

from datetime import date

from liaison_sync.domain.partner import ContactKind
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class PutPartner:
    """Create a partner, or change what is given; None leaves as it is, other lists replace what was.

    `domains` are names, each alone (its dates stay) or with its time: `lama.id 2019-03-01/2025-12-31`, `..` for open.
    """

    id: str
    name: str
    kind: str = "other"
    parent: str | None = None
    domains: tuple[str, ...] = ()
    owner: str | None = None
    language: str | None = None
    zone: str | None = None
    country: str | None = None
    aliases: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    clients: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class PutContact:
    address: str
    partner: str | None
    name: str
    kind: ContactKind = "person"
    title: str = ""
    phone: str = ""
    language: str | None = None
    salutation: str | None = None
    note: str = ""
    since: date | None = None
    until: date | None = None
    opted_out: bool | None = None  # None: as it is
    restricted: bool | None = None
    contact: str | None = None  # the row (by id) that is corrected; its address or partner may change


@dataclass(frozen=True, slots=True)
class SetSalutation:
    """How somebody is addressed in all letters to come: an honorific, or all of it. `partner`: whose, if unknown."""

    address: str
    salutation: str
    partner: str | None = None


@dataclass(frozen=True, slots=True)
class MatchSender:
    """An unknown sender belongs to `partner`; with `whole_domain` everybody at that domain does."""

    address: str
    partner: str
    whole_domain: bool = False


@dataclass(frozen=True, slots=True)
class IgnoreSender:
    """Nobody we liaise with: leave the queue of unknown senders."""

    address: str


@dataclass(frozen=True, slots=True)
class MoveContact:
    """The person of this row works for `partner` from `since` on; the former affiliation ends the day before."""

    contact: str
    partner: str | None
    since: date


@dataclass(frozen=True, slots=True)
class UndoWish:
    """A person takes what `message` (its key) said for no wish to be left alone."""

    message: str


@dataclass(frozen=True, slots=True)
class DropContact:
    """This row was entered by mistake: as if it had never been there."""

    contact: str


@dataclass(frozen=True, slots=True)
class AcceptSuggestion:
    """What a message (by key) says of a contact is right: the row says so too."""

    contact: str
    field: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class IgnoreSuggestion:
    contact: str
    field: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class MergePartners:
    """`gone` is `kept`: its domains, people, threads and notes become those of `kept`. Undone by UndoMerge."""

    kept: str
    gone: str


@dataclass(frozen=True, slots=True)
class MergeContacts:
    """Two rows (by id) are one person."""

    kept: str
    gone: str


@dataclass(frozen=True, slots=True)
class UndoMerge:
    merge: str


@dataclass(frozen=True, slots=True)
class DecideThread:
    """The messages of `thread` are `partner`'s (an agency's: for this client of it); None takes the word back."""

    thread: str
    partner: str | None


DirectoryCommand = (
    PutPartner
    | PutContact
    | MatchSender
    | SetSalutation
    | IgnoreSender
    | MoveContact
    | UndoWish
    | DropContact
    | AcceptSuggestion
    | IgnoreSuggestion
    | MergePartners
    | MergeContacts
    | UndoMerge
    | DecideThread
)
