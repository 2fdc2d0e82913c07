"""What threading sees of a message, what it answers, and what people decided about threads."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from liaison_sync.domain.message import AutomaticKind
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Direction

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Node:
    """One message as threading sees it; addresses are lower-cased addr-specs, `date` is aware UTC.

    `partner` is a partner's id, or a stand-in (`recognise.party`) for an organisation nobody has registered yet.
    `participants` are the external addresses in From, To, Cc and Bcc. `letter` and `cites` are letter numbers (Nomor).
    """

    key: str
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    base_subject: str = ""
    reply_prefix: bool = False
    date: datetime | None = None
    direction: Direction = "in"
    sender: str = ""
    participants: frozenset[str] = frozenset()
    partner: str | None = None
    thread_index: str | None = None
    automatic: AutomaticKind | None = None
    bounce_of: str | None = None
    letter: str | None = None
    cites: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[datetime, int, str]:
        """Oldest first, undated last; of one second, who answers less comes first. The key makes it total."""
        return (self.date or _NEVER, len(self.references) + len(self.in_reply_to), self.key)


@dataclass(frozen=True, slots=True)
class Member:
    """A message in its thread; `parent` is the key of the nearest ancestor we have seen in the same thread."""

    key: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class InferredJoin:
    """A join no header states: `child` was put under `parent` because of `reason` (subject | letter_number)."""

    child: str
    parent: str
    reason: Literal["subject", "letter_number"]


@dataclass(frozen=True, slots=True)
class SplitOffer:
    """A reply whose subject has nothing to do with what it answers: a person may want to split it off."""

    key: str
    reason: Literal["new_subject"] = "new_subject"


@dataclass(frozen=True, slots=True)
class ThreadGroup:
    """One thread: members oldest first; `under` is the id of the broadcast it answers, where it answers one."""

    id: str
    base_subject: str
    members: tuple[Member, ...]
    inferred: tuple[InferredJoin, ...] = ()
    offers: tuple[SplitOffer, ...] = ()
    under: str | None = None


ActKind = Literal["split", "move", "merge"]


@dataclass(frozen=True, slots=True)
class ThreadAct:
    """What a person decided about a thread; messages are named by key, since thread ids may change.

    split: `message` and what answers it leave for a thread of their own · move: they go to the thread of `target` ·
    merge: the threads of `message` and `target` become one. Taking an act back is leaving it out.
    """

    id: str
    kind: ActKind
    message: str
    target: str | None
    at: datetime

    @property
    def order(self) -> tuple[datetime, str]:
        return (self.at, self.id)
