"""A person splits, moves or merges threads, or takes that back: kept as their act, so that it outlives all mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select

from liaison_sync.app.act.acting import Acting, Refused, derived
from liaison_sync.app.arranging import proposed
from liaison_sync.app.following import followers
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.arranging import undone
from liaison_sync.domain.project_thread import grouped, handed_down
from liaison_sync.domain.threading import Decision
from liaison_sync.store import schema as s
from liaison_sync.store import thread_acts, views
from liaison_sync.store.codec import dump, load


def split(here: Acting, command: k.SplitMessage) -> Iterator[c.Change]:
    yield from _arranged(here, command.thread, command.message, None)


def move(here: Acting, command: k.MoveMessage) -> Iterator[c.Change]:
    yield from _arranged(here, command.thread, command.message, command.target)


def merge(here: Acting, command: k.MergeThreads) -> Iterator[c.Change]:
    yield from _arranged(here, command.thread, None, command.target)


def _arranged(here: Acting, thread: str, message: str | None, target: str | None) -> Iterator[c.Change]:
    id_ = derived("ta", thread, message or "", target or "", here.now.isoformat())
    one = proposed(here.connection, thread, message, target, id_=id_, at=here.now)
    if one is None or one.refused:
        raise Refused(one.refused if one and one.refused else "message_moved_on")
    act, taken = one.act, handed_down(one.near, one.act)
    if taken:
        yield c.MessageGrouped(act.message, taken)
        one = replace(one, near=grouped(one.near, act.message, taken))
    found = one.done()
    touched = {found.before[key] for key in (act.message, act.target) if key}
    said = {id_: dump(each) for id_, each in one.near.decisions.items() if id_ in touched and each != Decision()}
    where = found.before[act.message]
    yield c.ThreadActed(act.id, act.kind, act.message, act.target, where, act.at, here.actor, said or None)
    yield from found.changes
    yield from followers(here.connection, found.changes)


def keep(here: Acting, command: k.KeepTogether) -> Iterator[c.Change]:
    """Nothing moves, now or later: only what is in doubt is in doubt no more."""
    thread = views.current_threads(here.connection, {command.thread})[command.thread]
    doubts = thread_acts.doubts(here.connection, thread)
    if command.message not in {*doubts.joins, *doubts.offers}:
        raise Refused("message_moved_on")
    id_ = derived("ta", "keep", thread, command.message, here.now.isoformat())
    yield c.ThreadActed(id_, thread_acts.KEEP, command.message, None, thread, here.now, here.actor)


def undo(here: Acting, command: k.UndoThreadAct) -> Iterator[c.Change]:
    a = s.thread_act.c
    row = here.connection.execute(select(s.thread_act).where(a.id == command.id, a.undone_at.is_(None))).first()
    if row is None:
        raise Refused("gone")
    if row.kind == thread_acts.KEEP:
        yield c.ThreadActUndone(row.id, here.now, here.actor)
        return
    near = views.neighbourhood(here.connection, (), {key for key in (row.message, row.target) if key})
    said = {thread: load(Decision, one) for thread, one in (row.before or {}).items()}
    found = undone(near, row.id, said)
    yield c.ThreadActUndone(row.id, here.now, here.actor)
    yield from found.changes
    yield from followers(here.connection, found.changes)
