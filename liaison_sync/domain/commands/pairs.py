"""What a person decides of two UIDs that may be one meeting."""

from __future__ import annotations

from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class JoinMeetings:
    """They are one: `kept` (a UID) stands for both; what is known of `gone` stays, and is shown no more."""

    kept: str
    gone: str


@dataclass(frozen=True, slots=True)
class KeepMeetingsApart:
    """They are two, and are not proposed again."""

    kept: str
    gone: str


@dataclass(frozen=True, slots=True)
class PartMeetings:
    """That was decided too early: `gone` stands by itself again, and the pair may be proposed again."""

    kept: str
    gone: str


PairCommand = JoinMeetings | KeepMeetingsApart | PartMeetings
