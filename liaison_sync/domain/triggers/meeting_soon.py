"""meeting_soon: the partner's participants are reminded of a meeting we organise, a working day before it."""

from __future__ import annotations

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp, Reason, because
from liaison_sync.domain.stops import View
from liaison_sync.domain.triggers.meeting_about import OFF, guests, off, planned, spoken_of
from liaison_sync.domain.triggers.trigger import Trigger
from liaison_sync.domain.view import Meeting
from liaison_sync.domain.workdays import NoWorkingTime

NAME = "meeting_soon"
_UNSURE = frozenset({"unverified", "countered"})  # what is not settled is no meeting to be reminded of


def watch(view: Meeting, context: Context) -> FollowUp | None:
    policy, start, invited = context.policy.meeting_soon, view.start, view.invited
    if not policy.enabled or start is None or invited is None or view.all_day or start <= context.now:
        return None
    to = guests(view, context)
    if view.status in OFF | _UNSURE or not to:
        return None
    calendar = context.calendar(view.partner)
    try:
        due = calendar.opening_before(start, policy.working_days_before)
        heard_from = calendar.opening_before(start, policy.working_days_before + 1)
    except (NoWorkingTime, OverflowError):
        return None
    if invited.at >= due:
        return None  # the invitation itself is as fresh as a reminder
    return planned(
        NAME,
        view,
        step=1,
        to=to,
        audience="partner",
        language=context.language(to[0], view.partner, trigger=NAME),
        due_at=due,
        since=heard_from,
        approval=policy.approval,
        expires_at=start,
        reply_to=invited.message_id,
        chain=(because("planned_meeting_soon", title=view.title, start=start, due=due),),
    )


def over(followup: FollowUp, view: View, context: Context) -> Reason | None:
    """They wrote about it within the last working day: a person answers that, no reminder."""
    if not isinstance(view, Meeting):
        return None
    if view.status in _UNSURE:
        return because("meeting_off", status=view.status)
    return off(followup, view, context) or spoken_of(followup, view, context, "wrote_about_it")


TRIGGER = Trigger(NAME, "partner", Meeting, watch, over, asks=False)
