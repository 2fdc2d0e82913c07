"""briefing: one working day before a meeting (step 1) and on its morning (step 2). Goes to our participants."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp, Reason, because
from liaison_sync.domain.stops import View
from liaison_sync.domain.triggers.meeting_about import OFF, off, our_people, planned
from liaison_sync.domain.triggers.trigger import Trigger
from liaison_sync.domain.view import Meeting
from liaison_sync.domain.workdays import NoWorkingTime

NAME = "briefing"


def _schedule(start: datetime, context: Context) -> tuple[datetime, datetime | None]:
    """When the day-before and the morning briefing are due; no morning where it starts before opening or is free."""
    policy, calendar = context.policy.briefing, context.calendar()
    before = calendar.opening_before(start, policy.working_days_before)
    morning = calendar.opening_on(start) if policy.morning else None
    return before, morning if morning is not None and morning < start else None


def _next(before: datetime, morning: datetime | None, now: datetime) -> tuple[int, datetime]:
    """Once the morning has come the day-before briefing is too late."""
    if morning is not None and now >= morning:
        return 2, morning
    return 1, before


def watch(view: Meeting, context: Context) -> FollowUp | None:
    policy, start = context.policy.briefing, view.start
    if not policy.enabled or start is None or view.all_day or view.status in OFF or view.conduct != "upcoming":
        return None
    to = our_people(view, context)
    if start <= context.now or not any(not p.ours for p in view.participants):
        return None
    try:
        before, morning = _schedule(start, context)
    except (NoWorkingTime, OverflowError):
        return None
    step, due = _next(before, morning, context.now)
    return planned(
        NAME,
        view,
        step=step,
        to=to,
        audience="internal",
        language=context.language(to[0] if to else None),
        due_at=due,
        since=due,
        approval=policy.approval,
        expires_at=start if step == 2 or morning is None else morning,
        chain=(because("planned_briefing", title=view.title, start=start, step=step, due=due),),
    )


def over(followup: FollowUp, view: View, context: Context) -> Reason | None:
    return off(followup, view, context)


TRIGGER = Trigger(NAME, "internal", Meeting, watch, over)
