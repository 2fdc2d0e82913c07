"""Approve, edit, snooze, cancel, reopen a follow-up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from liaison_sync.app import letters
from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.app.desk import Desk, load
from liaison_sync.app.launch import stored
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.followup import FollowUp, Move, NotUndone, cancelled, moved, released, snoozed, undone
from liaison_sync.domain.followup import approved as approval
from liaison_sync.domain.reconsider import reconsider
from liaison_sync.domain.renewal import renewed
from liaison_sync.store import schema as s
from liaison_sync.store.pictures import Standing


def _standing(here: Acting, id_: str) -> tuple[Standing, Desk]:
    desk = load(here.connection, here.service, here.now, only=id_)
    if id_ not in desk.standing:
        raise Refused("gone")
    return desk.standing[id_], desk


def _go(standing: Standing, move: Move, here: Acting, **changes: Any) -> Iterator[c.Change]:
    try:
        after = replace(standing, followup=moved(standing.followup, move), **changes)
    except ValueError:
        raise Refused("followup_moved_on", state=standing.followup.state) from None
    yield stored(after, here.now)


def approve(here: Acting, command: k.ApproveFollowUp) -> Iterator[c.Change]:
    standing, desk = _standing(here, command.id)
    standing = _renewed(standing, desk)
    if standing.followup.state == "held":
        overruled, move = released(_unapproved(standing.followup), here.called, here.now)
        standing = replace(standing, followup=moved(overruled, move))
    if standing.followup.state == "planned":
        standing = replace(standing, followup=moved(standing.followup, Move("drafted")))
    view, context = desk.view(standing.followup), desk.context(standing.followup)
    if view is None:
        raise Refused("gone")
    draft = letters.draft(here.connection, here.service, standing, view, context).draft
    against = reconsider(standing.followup, view, context, stage="approve", draft=draft)
    if against is not None:
        yield from _go(standing, against, here, approved_by=here.actor)
        return
    pause = timedelta(seconds=here.service.policy.sending.undo_seconds)
    yes = replace(approval(here.called, here.now), due_at=max(standing.followup.due_at, here.now + pause))
    yield from _go(standing, yes, here, approved_by=here.actor)


def _renewed(standing: Standing, desk: Desk) -> Standing:
    """Approved is what the page shows: the readers of now."""
    view = desk.view(standing.followup)
    if view is None:
        return standing
    now = renewed(standing.followup, view, desk.context(standing.followup), edited=standing.letter is not None)
    return replace(standing, followup=now)


def edit(here: Acting, command: k.EditFollowUp) -> Iterator[c.Change]:
    yield from rewritten(here, changeable(here, command.id), letter=(command.subject, command.text))


def changeable(here: Acting, id_: str) -> Standing:
    """A follow-up whose letter may still become another one. Raises Refused."""
    standing, _ = _standing(here, id_)
    if standing.followup.state not in {"planned", "drafted", "approved", "held", "postponed"}:
        raise Refused("followup_moved_on", state=standing.followup.state)
    return standing


def rewritten(
    here: Acting,
    standing: Standing,
    *,
    letter: tuple[str, str] | None = None,
    files: tuple[str, ...] | None = None,
) -> Iterator[c.Change]:
    """The letter with other words or other files; whoever said yes to the old one is asked again."""
    followup = standing.followup
    if followup.state == "approved":
        followup = moved(followup, Move("drafted"))
    alone = replace(_unapproved(followup), digest=None)  # a person's own words are no item of a list
    if files is not None:
        alone = replace(alone, files=files)
    yield from _withdrawn(here, followup.id)
    yield stored(Standing(alone, letter or standing.letter, None), here.now)


def _unapproved(followup: FollowUp) -> FollowUp:
    """What was approved before it was held or postponed needs a new yes."""
    return replace(followup, resume="drafted") if followup.resume in {"approved", "queued"} else followup


def _withdrawn(here: Acting, id_: str) -> Iterator[c.Change]:
    """The bytes that wait for another try hold the old words: they are made anew when the letter leaves."""
    o = s.outbox.c
    row = here.connection.execute(select(s.outbox).where(o.about == id_, o.kind == "followup")).first()
    if row is None:
        return
    if any(one["outcome"] == "accepted" for one in row.recipients):
        raise Refused("letter_partly_sent")
    if row.state == "queued":
        yield c.OutboxMoved(row.id, "cancelled", row.recipients, row.tries, None, None, {"reason": "edited"})


def snooze(here: Acting, command: k.SnoozeFollowUp) -> Iterator[c.Change]:
    standing, _ = _standing(here, command.id)
    yield from _go(standing, snoozed(here.called, here.now, command.until), here)


def cancel(here: Acting, command: k.CancelFollowUp) -> Iterator[c.Change]:
    standing, _ = _standing(here, command.id)
    yield from _go(standing, cancelled(here.called, here.now, command.reason), here)


def reopen(here: Acting, command: k.ReopenFollowUp) -> Iterator[c.Change]:
    standing, _ = _standing(here, command.id)
    try:
        back = undone(standing.followup, standing.approved_by, here.called, here.now)
    except NotUndone as why:
        raise Refused(why.key) from None
    yield from _go(standing, back, here, approved_by=None)
