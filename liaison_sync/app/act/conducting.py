"""The end of a meeting's conduct, said by a person and taken back: followed up, closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import exists, select

from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.domain import changes as c
from liaison_sync.domain.commands import meetings as k
from liaison_sync.store import schema as s

_BEFORE = {"followed_up": ("held", "minuted"), "closed": ("held", "minuted", "followed_up")}


def advance(here: Acting, command: k.AdvanceMeeting) -> Iterator[c.Change]:
    """One step on: from held or minuted to followed up, from any of them to closed."""
    row = _recorded(here, command.meeting)
    if row.state not in _BEFORE[command.to]:
        raise Refused("outcome_needed")
    yield c.ConductPut(command.meeting, command.to, row.reason, row.held_at, here.now, here.actor)


def reopen(here: Acting, command: k.ReopenMeeting) -> Iterator[c.Change]:
    """Back to minuted where there are minutes, else to held."""
    row = _recorded(here, command.meeting)
    if row.state not in _BEFORE:
        raise Refused("gone")
    minuted = here.connection.execute(select(exists().where(s.minutes.c.occurrence == command.meeting))).scalar()
    state = "minuted" if minuted else "held"
    yield c.ConductPut(command.meeting, state, row.reason, row.held_at, here.now, here.actor)


def _recorded(here: Acting, meeting: str) -> Any:
    row = here.connection.execute(select(s.conduct).where(s.conduct.c.occurrence == meeting)).first()
    if row is None:
        raise Refused("outcome_needed")
    return row
