"""What a person may ask for about threads."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class CloseThread:
    """No reply needed; a later message of the partner opens it again."""

    thread: str


@dataclass(frozen=True, slots=True)
class ReopenThread:
    thread: str


@dataclass(frozen=True, slots=True)
class AssignThread:
    thread: str
    owner: str | None


@dataclass(frozen=True, slots=True)
class SnoozeThread:
    thread: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class SplitMessage:
    """This message, and what answers it, is another matter: a thread of its own. `thread` is where one saw it."""

    thread: str
    message: str


@dataclass(frozen=True, slots=True)
class MoveMessage:
    """This message, and what answers it, belongs to the thread `target`."""

    thread: str
    message: str
    target: str


@dataclass(frozen=True, slots=True)
class MergeThreads:
    """Both threads are one matter."""

    thread: str
    target: str


@dataclass(frozen=True, slots=True)
class KeepTogether:
    """`message` stands rightly where inference put it, or although it went on to another matter: no more offers."""

    thread: str
    message: str


@dataclass(frozen=True, slots=True)
class UndoThreadAct:
    """Take a split, move or merge back, or offer again what was kept together."""

    id: str


ThreadCommand = (
    CloseThread
    | ReopenThread
    | AssignThread
    | SnoozeThread
    | SplitMessage
    | MoveMessage
    | MergeThreads
    | KeepTogether
    | UndoThreadAct
)
