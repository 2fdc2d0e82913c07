"""Changes of calendar feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FeedMade:
    id: str
    token_hash: str
    kind: str
    whose: str
    created_by: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FeedRevoked:
    id: str
    revoked_at: datetime
