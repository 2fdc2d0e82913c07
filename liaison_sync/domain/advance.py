"""Advance: the one next move of a follow-up when the clock ticks; None: it stays as it is."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.context import Context, Draft
from liaison_sync.domain.followup import FollowUp, Move, because, resumed
from liaison_sync.domain.holds import OF_DRAFT
from liaison_sync.domain.reconsider import reconsider
from liaison_sync.domain.stops import View


def ripe(followup: FollowUp, now: datetime) -> bool:
    """Whether its letter is to be written: what is not due is not, unless the letter itself is what holds it."""
    if followup.state == "held" and any(reason.key in OF_DRAFT for reason in followup.held_by):
        return True
    return followup.state != "sent" and followup.due_at <= now


def advance(followup: FollowUp, view: View, context: Context, draft: Draft | None) -> Move | None:
    """`draft` tells how writing the letter went, None where it is not `ripe`."""
    back = resumed(followup, context.now)
    if back is not None:
        return back
    return reconsider(followup, view, context, stage="plan", draft=draft) or _forward(followup, context)


def _forward(followup: FollowUp, context: Context) -> Move | None:
    """Nothing stands against it: a draft for a person, or on its way where policy says so."""
    if followup.state == "planned" and followup.due_at <= context.now:
        return Move("drafted")
    if followup.state == "drafted" and followup.approval == "automatic":
        return Move("approved", (because("approved_by_policy"),))
    return None
