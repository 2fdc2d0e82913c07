"""What an officer writes about a meeting by mail, as values; and what of it could not be understood."""

from __future__ import annotations

from datetime import date
from typing import Literal

from liaison_sync.domain.commands import Presented
from liaison_sync.domain.conduct import NotHeld
from liaison_sync.domain.value import dataclass

Topic = Literal[
    "held", "result", "present", "absent", "place", "discussion", "decisions", "actions", "internal", "why", "files"
]  # "result" may be said of whether it was held or of what came out of it


@dataclass(frozen=True, slots=True)
class Unclear:
    """A line nobody could make sense of; `reason` is a key of wording area "minutes"."""

    topic: Topic
    line: str
    reason: str


@dataclass(frozen=True, slots=True)
class Promised:
    """An action item as stated: `owner` an address or a name ("" for nobody)."""

    text: str
    owner: str
    ours: bool
    due: date | None


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody an answer may name: `person` is the address attendance is kept under."""

    person: str
    names: tuple[str, ...]
    ours: bool
    expected: bool = True  # of the meeting; others are known to the directory only


@dataclass(frozen=True, slots=True)
class OutcomeAnswer:
    """`held` None: not said. `why`: the officer's own words about a meeting that was not held."""

    held: bool | None = None
    reason: NotHeld | None = None
    why: str = ""
    attendance: tuple[Presented, ...] = ()
    place: str = ""
    discussion: str = ""
    decisions: str = ""
    internal: str = ""
    actions: tuple[Promised, ...] = ()
    unclear: tuple[Unclear, ...] = ()

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing to record."""
        return self.held is None and not (self.attendance or self.minuted or self.actions)

    @property
    def minuted(self) -> bool:
        """Whether there is something for the minutes."""
        return bool(self.place or self.discussion or self.decisions or self.internal)

    @property
    def took_place(self) -> bool | None:
        """What it says of the meeting: also who tells who came, or what was said there, says that it was held."""
        if self.held is not None:
            return self.held
        came = any(one.presence != "absent" for one in self.attendance)
        return True if came or self.discussion or self.decisions else None
