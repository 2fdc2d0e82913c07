"""minutes_share: the minutes of a meeting go to the partner's participants, as PDF, never with internal notes."""

from __future__ import annotations

from datetime import timedelta

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp, Reason, because
from liaison_sync.domain.stops import View
from liaison_sync.domain.triggers.meeting_about import concerned, off, planned
from liaison_sync.domain.triggers.trigger import Trigger
from liaison_sync.domain.view import Meeting
from liaison_sync.domain.workdays import NoWorkingTime

NAME = "minutes_share"


def watch(view: Meeting, context: Context) -> FollowUp | None:
    policy, ended = context.policy.minutes_share, view.end or view.start
    if not policy.enabled or ended is None or view.held_at is None or view.conduct != "minuted" or not view.minutes:
        return None
    late = ended + timedelta(days=policy.late_days)
    to = concerned(view, context)
    if not to or late <= context.now:
        return None
    try:
        due = context.calendar(view.partner).next_working(ended + timedelta(hours=policy.wait_hours))
    except (NoWorkingTime, OverflowError):
        return None
    return planned(
        NAME,
        view,
        step=1,
        to=to,
        audience="partner",
        language=context.language(to[0], view.partner, trigger=NAME),
        due_at=due,
        since=ended,
        approval=policy.approval,
        expires_at=late,
        chain=(because("planned_minutes_share", title=view.title, due=due),),
    )


def over(followup: FollowUp, view: View, context: Context) -> Reason | None:
    """A correction took the minutes back, or they went another way."""
    if isinstance(view, Meeting) and (view.conduct != "minuted" or not view.minutes):
        return because("no_longer_minuted")
    return off(followup, view, context)


TRIGGER = Trigger(NAME, "partner", Meeting, watch, over, asks=False)
