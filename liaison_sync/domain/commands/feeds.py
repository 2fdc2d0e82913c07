"""What a person may ask for about calendar feeds: one of their own meetings, a partner's or a project's."""

from __future__ import annotations

from typing import Literal

from liaison_sync.domain.value import dataclass

FeedKind = Literal["officer", "partner", "project"]


@dataclass(frozen=True, slots=True)
class MakeFeed:
    """Publish the meetings of `whose` under a new private address: a user's address, a partner's or project's id."""

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
