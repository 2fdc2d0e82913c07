"""thank_you: within a day after a meeting was recorded as held. Goes to the partner's participants."""

from __future__ import annotations

from datetime import timedelta

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp, Reason, because
from liaison_sync.domain.stops import View
from liaison_sync.domain.triggers.meeting_about import concerned, off, planned
from liaison_sync.domain.triggers.trigger import Trigger
from liaison_sync.domain.view import Meeting
from liaison_sync.domain.workdays import NoWorkingTime

NAME = "thank_you"
_THANKED_FOR = frozenset({"held", "minuted"})


def watch(view: Meeting, context: Context) -> FollowUp | None:
    policy, ended = context.policy.thank_you, view.end or view.start
    if not policy.enabled or ended is None or view.held_at is None or view.conduct not in _THANKED_FOR:
        return None
    if view.held_at - ended > timedelta(days=policy.late_days):
        return None  # recorded long afterwards: thanks would look odd
    to = concerned(view, context)
    try:
        due = context.calendar(view.partner).next_working(view.held_at + timedelta(hours=policy.wait_hours))
        late = context.calendar(view.partner).add_working_days(due, 1) + timedelta(hours=policy.within_hours)
    except (NoWorkingTime, OverflowError):
        return None
    if not to or late <= context.now:
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
        chain=(because("planned_thank_you", title=view.title, held=ended, due=due),),
    )


def over(followup: FollowUp, view: View, context: Context) -> Reason | None:
    """A correction took the meeting back, or it has been followed up in another way."""
    if isinstance(view, Meeting) and view.conduct not in _THANKED_FOR:
        return because("no_longer_held")
    return off(followup, view, context)


TRIGGER = Trigger(NAME, "partner", Meeting, watch, over, asks=False)
