"""What people decide about a thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.ball import ball
from liaison_sync.domain.threading import Decision, still_closed
from liaison_sync.store import pictures, views
from liaison_sync.store import schema as s


def _decide(here: Acting, thread: str, **changes: Any) -> Iterator[c.Change]:
    known = views.decisions(here.connection, {thread}).get(thread)
    if known is None:
        raise Refused("gone")
    after: Decision = replace(known, **changes)
    yield c.ThreadDecided(thread, after.owner, after.closed, after.closed_after, after.snoozed_until)
    for group in pictures.turns_of(here.connection, [thread]).values():
        closed = still_closed(group, after)
        yield c.BallMoved(thread, ball(group, closed=closed))


def close(here: Acting, command: k.CloseThread) -> Iterator[c.Change]:
    m = s.message.c
    last = here.connection.execute(
        select(m.key).where(m.thread == command.thread).order_by(m.at.desc(), m.key).limit(1)
    ).scalar()
    yield from _decide(here, command.thread, closed=True, closed_after=last)


def reopen_thread(here: Acting, command: k.ReopenThread) -> Iterator[c.Change]:
    yield from _decide(here, command.thread, closed=False, closed_after=None)


def assign(here: Acting, command: k.AssignThread) -> Iterator[c.Change]:
    yield from _decide(here, command.thread, owner=command.owner)


def snooze_thread(here: Acting, command: k.SnoozeThread) -> Iterator[c.Change]:
    yield from _decide(here, command.thread, snoozed_until=command.until)
