"""The port to a mailbox: `Source` reads one, and the values it answers with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from types import TracebackType
from typing import Literal, NewType, Protocol, runtime_checkable

from liaison_sync.domain.certificate import Inventory
from liaison_sync.domain.errors import Failure
from liaison_sync.domain.value import dataclass
from liaison_sync.ports.finding import Finding

Role = Literal["inbox", "sent", "drafts", "junk", "trash", "all", "calendar", "other"]
Kind = Literal["mime", "ics", "event"]

Cursor = NewType("Cursor", str)
"""How far a folder has been read: opaque, versioned text. Store it in the transaction that stores its page."""

PAGE_MESSAGES = 400
PAGE_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Probe:
    """Who answered and what it can do. `read_only` is True where the server confirmed a read-only opening."""

    identity: str
    capabilities: frozenset[str]
    read_only: bool


@dataclass(frozen=True, slots=True)
class Folder:
    """`id` is stable over renames where the server offers that (RFC 8474), else the path. `path` is for people.

    `excluded` is the rule (a key of `mailboxes.excluded`) that keeps it from being read, None where it is read.
    `shut`: a calendar that is there and may not be opened, so that its id is not known.
    """

    id: str
    path: str
    role: Role
    excluded: str | None = None
    shut: bool = False


@dataclass(frozen=True, slots=True)
class Ref:
    """Where a source keeps one copy: `locator` is the source's own, unique in `folder`.

    IMAP's is `<uidvalidity>.<uid>`, or `<uidvalidity>-<mailbox id>.<uid>` where the server names folders (RFC 8474).
    `size` in bytes as the server announced it, None where it did not.
    """

    folder: str
    locator: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A copy that is there and was not listed before (or is listed again after a reset).

    `received` is aware UTC. `stable_id` names its bytes wherever they lie, where the server has such an id beside.
    """

    ref: Ref
    flags: frozenset[str] = frozenset()
    received: datetime | None = None
    stable_id: str | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flags:
    """The flags of a copy changed (or may have): these are the present ones."""

    ref: Ref
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Gone:
    """A copy is no longer where it was: a tombstone on the sighting, never a deletion of evidence."""

    ref: Ref


Item = Seen | Flags | Gone


@dataclass(frozen=True, slots=True)
class Page:
    """At most the asked number of `Seen` and about PAGE_BYTES of them.

    `cursor` covers every item of this page: whoever stores it must have stored each `Seen` as a message, as
    quarantined or as pending. `more`: call again at once. `reset`: the server renumbered the folder; everything
    is listed again, and known messages must be re-attached by identity. Whatever was known under other
    locators and does not come again by the last page is gone.
    """

    items: tuple[Item, ...]
    cursor: Cursor
    more: bool = False
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """The bytes of one item, exactly as the source holds them."""

    ref: Ref
    content: bytes
    kind: Kind = "mime"


@dataclass(frozen=True, slots=True)
class Missing:
    """Gone between listing and fetching."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class Unfetchable:
    """Listed, but the server hands nothing (or not this size) over: keep it as pending, visible, and try again."""

    ref: Ref
    error: Failure


@dataclass(frozen=True, slots=True)
class TooLarge:
    """Larger than the `max_bytes` asked for: keep a note, not the bytes. `head` holds the header block, if any."""

    ref: Ref
    size: int
    head: bytes = b""


Fetched = Raw | Missing | Unfetchable | TooLarge


class Source(Protocol):
    """Reads one mailbox and changes nothing in it. Not thread-safe: one thread at a time per object.

    A context manager: leaving it closes connections. After a `Failure` the object may be used again; it connects
    anew.
    """

    account: str

    def probe(self) -> Probe: ...

    def findings(self) -> list[Finding]:
        """Checks for `doctor`, from the name lookup to the folder roles; never raises."""
        ...

    def folders(self) -> list[Folder]: ...

    def stale(self, cursors: dict[str, Cursor | None]) -> list[str]:
        """The folder ids out of `cursors` that may have changes; one round trip where the server can.

        An idle poll asks this first and opens nothing when the answer is empty.
        """
        ...

    def changes(self, folder: Folder, cursor: Cursor | None, limit: int = PAGE_MESSAGES, *, full: bool = False) -> Page:
        """What happened since `cursor` (None: from the beginning). Raises CursorInvalid for a cursor not ours.

        `full` compares everything even where the server's counts agree with ours (nightly).
        """
        ...

    def fetch(self, refs: Sequence[Ref], *, max_bytes: int) -> Iterator[Fetched]:
        """One answer for each ref, in any order, as they arrive."""
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Source: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


@runtime_checkable
class Lister(Protocol):
    """A `Source` that can list all a folder holds, so that its mailbox can be certified."""

    def inventory(self, folder: Folder) -> Inventory: ...

    def told(self, refs: Sequence[Ref]) -> list[tuple[Seen, bytes]]:
        """Each with its header block, cut off where that is long; nothing of those the server no longer lists."""

    def sizes(self, folders: Sequence[Folder]) -> dict[str, int]:
        """Folder id → how many copies it holds, without opening it; those that do not tell are left out."""


class Rung(Protocol):
    """What another thread sets; its descriptor is readable from then on."""

    def fileno(self) -> int: ...
    def is_set(self) -> bool: ...


@runtime_checkable
class Listener(Source, Protocol):
    """A `Source` that keeps its connection between passes, and hears of news on it."""

    def keep(self) -> None:
        """From now on, leaving it closes nothing; `close` does."""

    def listen(self, folder: Folder, seconds: float, over: Rung) -> bool:
        """Whether the server hints at news in `folder` within `seconds`, or until `over` is set.

        A hint only: correctness never depends on it. At once False where the server has no such hints.
        """
