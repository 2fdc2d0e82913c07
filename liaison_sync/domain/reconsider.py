"""Reconsider: may this follow-up go on? Asked when planned, when approved, and right before sending.

Order: what ends it (stops) ▸ what needs a person (holds) ▸ what needs time (postponements).
"""

from __future__ import annotations

from dataclasses import replace

from liaison_sync.domain.context import Context, Draft
from liaison_sync.domain.followup import BEFORE_FLIGHT, FollowUp, Move, Reason, Stage, State, because
from liaison_sync.domain.holds import ALARMS, OF_TRAFFIC, holds
from liaison_sync.domain.postponements import later
from liaison_sync.domain.stops import View, answered, stop
from liaison_sync.domain.triggers import TRIGGERS

_ANSWERS = {"answered": "answered_since", "answered_by_colleague": "answered_since_by_colleague"}


def reconsider(
    followup: FollowUp, view: View, context: Context, *, stage: Stage, draft: Draft | None = None
) -> Move | None:
    """The move `followup` must make before anything else happens to it, or None: it may go on.

    A sent follow-up becomes answered by the same rule that would have stopped it.
    """
    if followup.state == "sent":
        reason = answered(followup, view, context)
        return Move("answered", (_heard(reason),)) if reason else None
    if followup.state not in BEFORE_FLIGHT:
        return None
    reason = stop(followup, view, context) or _over(followup, view, context)
    if reason:
        return Move("cancelled", (reason,))
    held = holds(followup, view, context, draft)
    if held:
        return _hold(followup, held, stage)
    if followup.state == "held":
        return _cleared(followup) if stage == "plan" else None
    return _postpone(followup, view, context, stage)


def _heard(reason: Reason) -> Reason:
    """What would have stopped a letter is the answer to one that left."""
    return replace(reason, key=_ANSWERS.get(reason.key, reason.key))


def _over(followup: FollowUp, view: View, context: Context) -> Reason | None:
    """What its own trigger says; a trigger that no longer exists sends nothing."""
    trigger = next((known for known in TRIGGERS if known.name == followup.trigger), None)
    return trigger.over(followup, view, context) if trigger else Reason("trigger_gone")


def _resume(followup: FollowUp, stage: Stage) -> State | None:
    """What a person has just approved stays approved while it waits."""
    return "approved" if stage == "approve" and followup.state in {"drafted", "held", "postponed"} else None


def _hold(followup: FollowUp, reasons: tuple[Reason, ...], stage: Stage) -> Move | None:
    if followup.state == "held" and _causes(reasons) == _causes(followup.held_by):
        return None
    alarm = any(reason.key in ALARMS for reason in reasons)
    return Move("held", reasons, resume=_resume(followup, stage), alarm=alarm)


def _causes(reasons: tuple[Reason, ...]) -> frozenset[Reason]:
    """How many letters there were, and until when, is no other cause: both change as the hours pass."""
    passing = {"count", "free"}
    return frozenset(replace(one, params=tuple(p for p in one.params if p[0] not in passing)) for one in reasons)


def _cleared(followup: FollowUp) -> Move:
    """The cause is gone. What a person approved says something else now, unless only the traffic was in its way."""
    passed = all(reason.key in OF_TRAFFIC for reason in followup.held_by)
    if followup.resume in {"approved", "queued"} and followup.approval == "review" and not passed:
        return Move("drafted", (because("hold_cleared_review"),))
    return Move(followup.resume, (because("hold_cleared"),))


def _postpone(followup: FollowUp, view: View, context: Context, stage: Stage) -> Move | None:
    wish = later(followup, view, context, stage)
    if wish is None:
        return None
    until, reason = wish
    if followup.state == "postponed" and until <= followup.due_at:
        return None
    return Move("postponed", (reason,), due_at=until, resume=_resume(followup, stage))
