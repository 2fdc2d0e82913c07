"""What partners say of a meeting when they are asked, and the tokens of letters they answer by."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from liaison_sync.domain.value import dataclass

Via = Literal["form", "mail"]
State = Literal["recorded", "suggested", "dismissed"]
TokenKind = Literal["feedback", "unsubscribe"]


@dataclass(frozen=True, slots=True)
class LetterToken:
    """What proves that somebody has a letter of ours, `followup`, sent to `address`; known by its hash alone."""

    token_hash: str
    kind: TokenKind
    followup: str
    address: str
    language: str
    made_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedbackPut:
    """One person's answer to one request. `score` 1 to 5, None where none was given (or none is sure).

    `suggested`: the score a letter seems to say, for a person to accept; `message`: the key of that letter; `actor`:
    who accepted or dismissed it.
    """

    id: str
    followup: str
    meeting: str
    contact: str
    score: int | None
    suggested: int | None
    text: str
    via: Via
    state: State
    at: datetime
    message: str | None = None
    actor: str = ""
