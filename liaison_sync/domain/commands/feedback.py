"""What an officer decides about feedback that came by mail and could not be read for sure."""

from __future__ import annotations

from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class AcceptFeedback:
    """It is feedback: `score` 1 to 5 as the officer reads it, None where the letter names none."""

    id: str
    score: int | None


@dataclass(frozen=True, slots=True)
class DismissFeedback:
    """It is none."""

    id: str


FeedbackCommand = AcceptFeedback | DismissFeedback
