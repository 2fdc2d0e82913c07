"""What a person decides once a meeting's outcome stands: it has been followed up, nothing is left to do, or it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from liaison_sync.domain.pair_commands import PairCommand


@dataclass(frozen=True, slots=True)
class AdvanceMeeting:
    """A held meeting has been followed up, or is closed: nothing about it is left to do."""

    meeting: str  # occurrence key
    to: Literal["followed_up", "closed"]


@dataclass(frozen=True, slots=True)
class ReopenMeeting:
    """That was said too early: it stands again where its outcome and minutes put it."""

    meeting: str


ConductCommand = AdvanceMeeting | ReopenMeeting | PairCommand
