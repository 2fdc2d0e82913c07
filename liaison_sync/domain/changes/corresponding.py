"""Messages and their threads: whose they are, where they stand, whose turn it is."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.changes.document import Json
from liaison_sync.domain.index_words import Words
from liaison_sync.domain.message import Attachment
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Ball, Direction, Trust


@dataclass(frozen=True, slots=True)
class MessageAdded:
    """A message with all that is derived from it; `n` is the index row, derived from `key`."""

    key: str
    n: int
    message_id: str | None
    sha256: str
    digest: str
    at: datetime
    received_at: datetime
    direction: Direction
    sender: str
    sender_name: str
    subject: str
    base_subject: str
    automatic: str | None
    language: str | None
    trust: Trust
    junk: bool
    partner: str | None
    contact: str | None
    reason: str
    stranger: str | None  # whom a person is to match: who wrote it, or wrote what a colleague passed on
    warnings: tuple[str, ...]
    linked: tuple[str, ...]
    thread: str
    component: str
    node: Json
    turn: Json
    body: str
    rest: Json
    participants: tuple[tuple[str, str, str], ...]  # (role, address, name)
    attachments: tuple[Attachment, ...]
    excerpt: str
    words: Words  # for the search index


@dataclass(frozen=True, slots=True)
class MessageRefiled:
    """A known message was recognised anew: another partner, contact, direction; `rest` with what is suggested now."""

    key: str
    n: int
    rest: Json
    sender: str
    sender_name: str
    trust: Trust
    partner: str | None
    contact: str | None
    reason: str
    stranger: str | None
    direction: Direction
    node: Json
    turn: Json
    warnings: tuple[str, ...] = ()
    linked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageRederived:
    """A known message was read anew, and something derived from it differs; its thread and component stay."""

    message: MessageAdded


@dataclass(frozen=True, slots=True)
class MessageSettled:
    """Whether a message waits for a word of ours was decided since it arrived: `turn` says so."""

    key: str
    turn: Json


@dataclass(frozen=True, slots=True)
class MessageMoved:
    """A known message stands in another thread, or in another component."""

    key: str
    thread: str
    component: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A key that joins messages belongs to this component."""

    key: str
    component: str


@dataclass(frozen=True, slots=True)
class ComponentJoined:
    """Two components share a key now: every link of `old` belongs to `into`."""

    old: str
    into: str


@dataclass(frozen=True, slots=True)
class ThreadPut:
    """What a thread comes to, derived from its messages; decisions of people stand in other columns."""

    id: str
    subject: str
    partner: str | None
    ball: Ball
    first_at: datetime
    last_at: datetime
    messages: int
    inferred: bool
    joins: Json = None  # the latest joins no header states: {"child", "parent", "reason"}
    offers: Json = None  # keys of the latest replies that went on to another matter
    under: str | None = None  # the broadcast it answers
    parties: Json = None  # digests of those who speak in it, at most three
    project: str | None = None


@dataclass(frozen=True, slots=True)
class BallMoved:
    """Whose turn it is in a thread, after a person's decision."""

    id: str
    ball: Ball


@dataclass(frozen=True, slots=True)
class ThreadJoined:
    """The thread `id` is no more; its address leads to `into`."""

    id: str
    into: str


@dataclass(frozen=True, slots=True)
class ThreadDecided:
    """A person's decision about a thread."""

    id: str
    owner: str | None
    closed: bool
    closed_after: str | None
    snoozed_until: datetime | None


@dataclass(frozen=True, slots=True)
class ThreadActed:
    """A person split, moved or merged: it wins over all that headers and inference say. `thread`: where they did it.

    `before` is what people had decided about the threads concerned, for an undo to give back.
    """

    id: str
    kind: str
    message: str
    target: str | None
    thread: str
    at: datetime
    actor: str
    before: Json = None


@dataclass(frozen=True, slots=True)
class ThreadActUndone:
    """A person took an act back; the row stays, so that one can see who did what."""

    id: str
    at: datetime
    actor: str
