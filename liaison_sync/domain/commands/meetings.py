"""What a person may ask for about meetings: that they are ones, how they went, what was decided."""

from __future__ import annotations

from datetime import date
from typing import Literal

from liaison_sync.domain.value import dataclass

Presence = Literal["present", "absent", "substitute"]


@dataclass(frozen=True, slots=True)
class Presented:
    """One person's attendance; `name` of the substitute where `presence` says so."""

    person: str
    name: str
    presence: Presence
    substitute: str = ""


@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """Was it held? `reason`: no_show_partner, no_show_us, postponed, unknown where not; `letter` (key) suggested it."""

    meeting: str
    held: bool
    reason: str = ""
    attendance: tuple[Presented, ...] = ()
    letter: str = ""


@dataclass(frozen=True, slots=True)
class RecordMinutes:
    """A new version of the minutes (*notulen*); `internal` stays with us."""

    meeting: str
    place: str
    discussion: str
    decisions: str
    internal: str = ""


@dataclass(frozen=True, slots=True)
class AddAction:
    meeting: str
    text: str
    owner: str
    ours: bool
    due: date | None


@dataclass(frozen=True, slots=True)
class MoveDeadline:
    """Another day by which an action item is due."""

    id: str
    due: date


@dataclass(frozen=True, slots=True)
class FinishAction:
    id: str
    done: bool = True


@dataclass(frozen=True, slots=True)
class ConfirmFact:
    """A person vouches for a fact of low trust, or counts an uninvited guest."""

    fact: str


@dataclass(frozen=True, slots=True)
class DismissCandidate:
    """What only a text names is no meeting; `fact` is one of its candidates."""

    fact: str


@dataclass(frozen=True, slots=True)
class AddNote:
    """An internal note about `partner:ID`, `thread:ID` or `meeting:KEY`."""

    about: str
    text: str


@dataclass(frozen=True, slots=True)
class AdvanceMeeting:
    """A held meeting has been followed up, or is closed: nothing about it is left to do."""

    meeting: str  # occurrence key
    to: Literal["followed_up", "closed"]


@dataclass(frozen=True, slots=True)
class ReopenMeeting:
    """That was said too early: it stands again where its outcome and minutes put it."""

    meeting: str


MeetingCommand = (
    Presented
    | RecordOutcome
    | RecordMinutes
    | AddAction
    | MoveDeadline
    | FinishAction
    | ConfirmFact
    | DismissCandidate
    | AddNote
    | AdvanceMeeting
    | ReopenMeeting
)
