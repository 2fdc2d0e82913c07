"""Outcome, minutes and action items of a meeting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select

from liaison_sync.app.act.acting import Acting, Refused, derived
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.store import schema as s

_FURTHER = frozenset({"minuted", "followed_up", "closed"})  # a correction of who came takes nothing of it back


def outcome(here: Acting, command: k.RecordOutcome) -> Iterator[c.Change]:
    o = s.occurrence.c
    row = here.connection.execute(select(o.end, o.start).where(o.key == command.meeting)).first()
    if row is None:
        raise Refused("gone")
    if command.held and row.start and row.start > here.now:
        raise Refused("not_yet_held")
    d = s.conduct.c
    known = here.connection.execute(select(d.state, d.held_at).where(d.occurrence == command.meeting)).first()
    if command.held:
        state = known.state if known and known.state in _FURTHER else "held"
        # When it was known to be held: thanks follow that moment, and never stand before the end.
        held_at = known.held_at if known and known.held_at else max(here.now, row.end or row.start or here.now)
    else:
        state, held_at = "not_held", None
    yield c.ConductPut(command.meeting, state, command.reason, held_at, here.now, here.actor)
    for one in command.attendance:
        presence = f"substitute:{one.substitute}" if one.presence == "substitute" else one.presence
        yield c.AttendancePut(command.meeting, one.person, one.name, presence)


def minutes(here: Acting, command: k.RecordMinutes) -> Iterator[c.Change]:
    t, d = s.minutes.c, s.conduct.c
    conduct = here.connection.execute(select(s.conduct).where(d.occurrence == command.meeting)).first()
    if conduct is None or conduct.state == "not_held":
        raise Refused("outcome_first")
    version = 1 + (
        here.connection.execute(select(func.max(t.version)).where(t.occurrence == command.meeting)).scalar() or 0
    )
    document = {name: value for name, value in asdict(command).items() if name != "meeting" and value}
    yield c.MinutesPut(command.meeting, version, document, here.now, here.actor)
    if conduct.state == "held":
        yield c.ConductPut(command.meeting, "minuted", "", conduct.held_at, here.now, here.actor)


def action(here: Acting, command: k.AddAction) -> Iterator[c.Change]:
    id_ = derived("a", command.meeting, command.text, command.owner, here.now.isoformat())
    yield c.ActionPut(id_, command.meeting, command.text, command.owner, command.ours, command.due, None, here.now)


def move(here: Acting, command: k.MoveDeadline) -> Iterator[c.Change]:
    row = _item(here, command.id)
    yield c.ActionPut(row.id, row.occurrence, row.text, row.owner, row.ours, command.due, row.done_at, row.created_at)


def _item(here: Acting, id_: str) -> Any:
    row = here.connection.execute(select(s.action_item).where(s.action_item.c.id == id_)).first()
    if row is None:
        raise Refused("gone")
    return row


def finish(here: Acting, command: k.FinishAction) -> Iterator[c.Change]:
    row = _item(here, command.id)
    done = here.now if command.done else None
    yield c.ActionPut(row.id, row.occurrence, row.text, row.owner, row.ours, row.due, done, row.created_at)
