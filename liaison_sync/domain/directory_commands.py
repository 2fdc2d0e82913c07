"""What a person may ask of the directory beyond entering partners and contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
    MoveContact
    | DropContact
    | UndoWish
    | AcceptSuggestion
    | IgnoreSuggestion
    | MergePartners
    | MergeContacts
    | UndoMerge
    | DecideThread
)
