"""What was read from the mailboxes: bytes, sightings, quarantine, cursors."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class RawKept:
    """Bytes as fetched, compressed; the same bytes are kept once."""

    sha256: str
    size: int
    zstd: bytes


@dataclass(frozen=True, slots=True)
class RawDropped:
    """Nothing needs these bytes any more."""

    sha256: str


@dataclass(frozen=True, slots=True)
class RawLetGo:
    """These bytes are older than `mailbox` keeps them: that they were there, and how many, stays."""

    sha256: str
    size: int
    mailbox: str
    at: datetime


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
class CopyKnown:
    """By which id a mailbox's server knows these bytes wherever they lie in it (RFC 8474 EMAILID, X-GM-MSGID)."""

    mailbox: str
    stable_id: str
    sha256: str


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
class SightingDropped:
    """What a copy was known by is no name of it any more: no tombstone stays, under its new one it is `Sighted`."""

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
class FolderForgotten:
    """The server gives this folder's numbers twice: what was seen under them are tombstones, and it is read anew."""

    mailbox: str
    folder: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FolderExcluded:
    """A rule (a key of `mailboxes.excluded`) keeps this folder from being read; None: no longer."""

    mailbox: str
    folder: str
    path: str
    role: str
    excluded: str | None


@dataclass(frozen=True, slots=True)
class MailboxPaused:
    """A person stopped, or resumed, the polling of a mailbox."""

    mailbox: str
    paused: bool
