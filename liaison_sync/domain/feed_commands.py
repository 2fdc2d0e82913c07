"""What a person may ask for about calendar feeds: one of their own meetings, or of a partner's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FeedKind = Literal["officer", "partner"]


@dataclass(frozen=True, slots=True)
class MakeFeed:
    """Publish the meetings of `whose` (a user's address or a partner's id) under a new private address."""

    id: str
    token_hash: str
    kind: FeedKind
    whose: str


@dataclass(frozen=True, slots=True)
class RevokeFeed:
    """End a feed of `whose` for good."""

    id: str
    kind: FeedKind
    whose: str


FeedCommand = MakeFeed | RevokeFeed
