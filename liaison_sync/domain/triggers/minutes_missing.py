"""minutes_missing: a meeting was held and has no minutes. To the owner, then to the lead."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp, Reason, because
from liaison_sync.domain.stops import View
from liaison_sync.domain.triggers.meeting_about import about, off, planned
from liaison_sync.domain.triggers.trigger import Trigger
from liaison_sync.domain.view import Meeting
from liaison_sync.domain.workdays import NoWorkingTime

NAME = "minutes_missing"
_STEPS = 2


def _due(ended: datetime, last: datetime | None, context: Context) -> datetime:
    return context.calendar().add_working_days(last or ended, context.policy.minutes_missing.working_days)


def watch(view: Meeting, context: Context) -> FollowUp | None:
    policy, ended = context.policy.minutes_missing, view.end or view.start
    if not policy.enabled or ended is None or view.conduct != "held" or view.minutes or ended > context.now:
        return None
    sent = context.steps_sent(NAME, about(view))
    step, owner = len(sent) + 1, context.owner(view.owner, view.partner)
    to = owner if step < _STEPS else context.lead(owner)
    if step > _STEPS or (step == _STEPS and to in {None, owner}):
        return None
    try:
        due = _due(ended, sent[-1].at if sent else None, context)
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
        chain=(because("planned_minutes_missing", title=view.title, ended=ended, step=step, due=due),),
    )


def over(followup: FollowUp, view: View, context: Context) -> Reason | None:
    if isinstance(view, Meeting) and (view.minutes or view.conduct in {"minuted", "followed_up", "closed"}):
        return because("minutes_recorded")
    if isinstance(view, Meeting) and view.conduct != "held":
        return because("no_longer_held")
    return off(followup, view, context)


TRIGGER = Trigger(NAME, "internal", Meeting, watch, over)
