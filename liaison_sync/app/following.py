"""Messages came to stand in other threads: what was derived from their place goes along."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from liaison_sync.domain import changes as c
from liaison_sync.domain.meetings import thread_of
from liaison_sync.store import pictures
from liaison_sync.store import schema as s
from liaison_sync.store.views import among


def followers(
    connection: Connection, changes: Iterable[c.Change], *, refolded: Collection[str] = ()
) -> Iterator[c.Change]:
    """The engagements and follow-ups of the messages `changes` move, in their new threads.

    `refolded` are UIDs whose engagements are written anew anyway, with the new places.
    """
    moved = {one.key: one.thread for one in changes if isinstance(one, c.MessageMoved)}
    if not moved:
        return
    meetings = dict(_engagements(connection, moved, refolded))
    yield from (c.EngagementPlaced(key, thread) for key, thread in sorted(meetings.items()))
    yield from _followups(connection, moved, meetings)


def _engagements(
    connection: Connection, moved: Mapping[str, str], refolded: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Engagement key → its thread now."""
    f, m, e = s.fact.c, s.message.c, s.engagement.c
    uids = {
        uid
        for condition in among(f.message, moved)
        for uid in connection.execute(select(f.uid).where(condition).distinct()).scalars()
    } - set(refolded)
    said: dict[str, list[tuple[datetime, str]]] = {uid: [] for uid in uids}
    stood: dict[str, str] = {}
    for condition in among(f.uid, uids):
        query = select(f.uid, f.received_at, m.key, m.thread).join(s.message, m.key == f.message)
        for row in connection.execute(query.where(condition)):
            said[row.uid].append((row.received_at, row.key))
            stood[row.key] = row.thread
    places = {**stood, **{key: thread for key, thread in moved.items() if key in stood}}
    for condition in among(e.uid, uids):
        for one in connection.execute(select(e.key, e.uid, e.thread).where(condition)):
            thread = thread_of((key for _, key in sorted(said[one.uid])), places)
            if thread is not None and thread != one.thread:
                yield one.key, thread


def _followups(
    connection: Connection, moved: Mapping[str, str], meetings: Mapping[str, str]
) -> Iterator[c.FollowUpPlaced]:
    f, o = s.followup.c, s.occurrence.c
    for condition in among(f.about, moved):
        for one in pictures.followups(connection, condition):
            yield _placed(one, moved[one.followup.about])
    held = {
        row.key: meetings[row.engagement]
        for condition in among(o.engagement, meetings)
        for row in connection.execute(select(o.key, o.engagement).where(condition))
    }
    for condition in among(f.meeting, held):
        for one in pictures.followups(connection, condition):
            yield _placed(one, held[one.followup.meeting or ""])


def _placed(standing: pictures.Standing, thread: str) -> c.FollowUpPlaced:
    one = replace(standing.followup, thread=thread)
    return c.FollowUpPlaced(one.id, thread, pictures.document(replace(standing, followup=one)))
