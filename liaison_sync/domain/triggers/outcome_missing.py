"""outcome_missing: a meeting ended and nobody recorded how. To the owner twice, then to the lead."""

from __future__ import annotations

from datetime import datetime, timedelta

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp, Reason, because
from liaison_sync.domain.stops import View
from liaison_sync.domain.triggers.meeting_about import OFF, about, off, planned
from liaison_sync.domain.triggers.trigger import Trigger
from liaison_sync.domain.view import Meeting
from liaison_sync.domain.workdays import NoWorkingTime

NAME = "outcome_missing"
_STEPS = 3
_RECORDED = frozenset({"held", "not_held", "minuted", "followed_up", "closed"})


def _due(ended: datetime, step: int, last: datetime | None, context: Context) -> datetime:
    policy, calendar = context.policy.outcome_missing, context.calendar()
    first = calendar.next_working(ended + timedelta(minutes=policy.minutes_after))
    if step == 1:
        return first
    return calendar.add_working_days(last or first, policy.working_days)


def _asked(step: int, owner: str | None, context: Context) -> str | None:
    return owner if step < _STEPS else context.lead(owner)


def watch(view: Meeting, context: Context) -> FollowUp | None:
    policy, ended = context.policy.outcome_missing, view.end or view.start
    if not policy.enabled or ended is None or view.all_day or view.status in OFF | {"unverified"}:
        return None
    if view.conduct in _RECORDED or ended > context.now:
        return None
    sent = context.steps_sent(NAME, about(view))
    step, owner = len(sent) + 1, context.owner(view.owner, view.partner)
    to = _asked(step, owner, context)
    if step > _STEPS or (step == _STEPS and to in {None, owner}):
        return None
    try:
        due = _due(ended, step, sent[-1].at if sent else None, context)
    except (NoWorkingTime, OverflowError):
        return None
    return planned(
        NAME,
        view,
        step=step,
        to=(to,) if to else (),
        audience="internal",
        language=context.language(to),
        due_at=due,
        since=ended,
        approval=policy.approval,
        chain=(because("planned_outcome_missing", title=view.title, ended=ended, step=step, due=due),),
    )


def over(followup: FollowUp, view: View, context: Context) -> Reason | None:
    if isinstance(view, Meeting) and view.conduct in _RECORDED:
        return because("outcome_recorded")
    return off(followup, view, context)


TRIGGER = Trigger(NAME, "internal", Meeting, watch, over)
