"""Changes of calendar feeds."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.value import dataclass


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
