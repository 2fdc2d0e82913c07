"""Planning: the clock ticks; triggers are watched, follow-ups under way reconsidered, automatic ones approved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from liaison_sync.app import letters
from liaison_sync.app.desk import Desk, load
from liaison_sync.app.launch import stored
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.advance import advance, ripe
from liaison_sync.domain.followup import BEFORE_FLIGHT, Move, because, moved, resumed
from liaison_sync.domain.overriding import told
from liaison_sync.domain.renewal import renewed
from liaison_sync.domain.stops import View
from liaison_sync.domain.triggers import TRIGGERS
from liaison_sync.domain.triggers.trigger import Trigger
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Correspondence, Enrolled
from liaison_sync.store.apply import apply
from liaison_sync.store.codec import dump
from liaison_sync.store.engine import writing
from liaison_sync.store.pictures import Standing


@dataclass(slots=True)
class Planned:
    """What a tick did."""

    planned: int = 0
    moved: int = 0


def plan(service: Service) -> Planned:
    """One tick over all follow-ups; writes what changed in one transaction."""
    now = service.clock.now()
    with writing(service.engine) as connection:
        desk = load(connection, service, now)
        result = Planned()
        new = list(_watch(desk))
        desk.remember(connection, [one.followup for one in new])
        for standing in new:
            result.planned += 1
            _advance(connection, service, desk, standing, now, new=True)
        for standing in list(desk.standing.values()):
            result.moved += _advance(connection, service, desk, standing, now)
    return result


def _watch(desk: Desk) -> Iterator[Standing]:
    """Every follow-up a trigger calls for that there never was."""
    for trigger in TRIGGERS:
        for view in _seen(desk, trigger):
            for found in trigger.calls(view, desk.around(view)):
                if found.id not in desk.known:
                    desk.known.add(found.id)
                    otherwise = told(desk.base.policy, trigger.name, view.partner, desk.project(view))
                    yield Standing(replace(found, chain=(*found.chain, *otherwise)), None, None)


def _seen(desk: Desk, trigger: Trigger) -> Iterable[View]:
    if trigger.sees is Enrolled:
        return desk.enrolled.values()
    return (desk.threads if trigger.sees is Correspondence else desk.meetings).values()


def _advance(
    connection: Connection, service: Service, desk: Desk, standing: Standing, now: datetime, *, new: bool = False
) -> bool:
    """Move one follow-up as far as it goes now, and write it if it moved."""
    after, reasons = _settled(connection, service, desk, standing, now)
    if not new and after.followup == standing.followup:
        return False
    about = f"followup:{after.followup.id}"
    entry = c.Journaled(now, "worker", f"followup.{after.followup.state}", about, {"reasons": reasons})
    apply(connection, [stored(after, now), entry])
    return True


def _settled(
    connection: Connection, service: Service, desk: Desk, standing: Standing, now: datetime
) -> tuple[Standing, list[object]]:
    here = _renewed(desk, standing)
    reasons: list[object] = [dump(reason) for reason in standing.followup.chain] if not standing.followup.chain else []
    reasons += [dump(reason) for reason in here.followup.chain[len(standing.followup.chain) :]]
    for _ in range(6):  # planned → drafted → approved, with a detour by held or postponed
        move = _next(connection, service, desk, here, now)
        if move is None:
            break
        by = {"approved": here.approved_by or "policy", "drafted": None}.get(move.to, here.approved_by)
        here = replace(here, followup=moved(here.followup, move), approved_by=by)
        reasons += [dump(reason) for reason in move.reasons]
    return here, reasons


def _next(connection: Connection, service: Service, desk: Desk, standing: Standing, now: datetime) -> Move | None:
    followup = standing.followup
    view, context = desk.view(followup), desk.context(followup)
    if view is None:
        return Move("cancelled", (because("view_gone"),)) if followup.state in BEFORE_FLIGHT else None
    written = ripe(followup, now) and resumed(followup, now) is None
    draft = letters.draft(connection, service, standing, view, context).draft if written else None
    return advance(followup, view, context, draft)


def _renewed(desk: Desk, standing: Standing) -> Standing:
    """Whom it goes to, as the directory and the owners are now."""
    followup = standing.followup
    view = desk.view(followup)
    if view is None:
        return standing
    now = renewed(followup, view, desk.context(followup), edited=standing.letter is not None)
    return replace(standing, followup=now)
