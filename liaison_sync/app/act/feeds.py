"""Calendar feeds: make one, revoke one."""

from __future__ import annotations

from collections.abc import Iterator

from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.domain import changes as c
from liaison_sync.domain.commands import feeds as f
from liaison_sync.store import feeds

MOST = 5  # of one officer, partner or project at a time: one per device or team


def make(here: Acting, command: f.MakeFeed) -> Iterator[c.Change]:
    if command.kind == "officer" and command.whose != here.actor:
        raise Refused("gone")
    if len(feeds.of(here.connection, command.kind, command.whose)) >= MOST:
        raise Refused("feed_too_many", most=MOST)
    yield c.FeedMade(command.id, command.token_hash, command.kind, command.whose, here.actor, here.now)


def revoke(here: Acting, command: f.RevokeFeed) -> Iterator[c.Change]:
    if command.kind == "officer" and command.whose != here.actor:
        raise Refused("gone")
    if command.id not in {one.id for one in feeds.of(here.connection, command.kind, command.whose)}:
        raise Refused("gone")
    yield c.FeedRevoked(command.id, here.now)
