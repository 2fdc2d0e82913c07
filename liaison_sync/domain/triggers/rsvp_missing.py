"""rsvp_missing: our invitation is unanswered two working days before the meeting. To the partner, in its thread."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp, Reason, because
from liaison_sync.domain.stops import View
from liaison_sync.domain.triggers.meeting_about import OFF, awaiting, called_off, planned, spoken_of
from liaison_sync.domain.triggers.trigger import Trigger
from liaison_sync.domain.view import Invited, Meeting
from liaison_sync.domain.workdays import NoWorkingTime

NAME = "rsvp_missing"


def _due(start: datetime, invited: Invited, partner: str | None, context: Context) -> datetime:
    """Who was invited late has a working day to answer first."""
    calendar = context.calendar(partner)
    before = calendar.opening_before(start, context.policy.rsvp_missing.working_days_before)
    return max(before, calendar.add_working_days(invited.at, 1))


def watch(view: Meeting, context: Context) -> FollowUp | None:
    policy, start, invited = context.policy.rsvp_missing, view.start, view.invited
    if not policy.enabled or start is None or invited is None or view.status in OFF or start <= context.now:
        return None
    to = awaiting(view, context)
    try:
        due = _due(start, invited, view.partner, context)
    except (NoWorkingTime, OverflowError):
        return None
    if not to or due >= start:
        return None
    return planned(
        NAME,
        view,
        # One invitation to a whole series is asked about once.
        subject=invited.message,
        step=1,
        to=to,
        audience="partner",
        language=context.language(to[0], view.partner, trigger=NAME),
        due_at=due,
        since=invited.at,
        approval=policy.approval,
        expires_at=start,
        reply_to=invited.message_id,
        chain=(because("planned_rsvp_missing", title=view.title, start=start, invited=invited.at, due=due),),
    )


def over(followup: FollowUp, view: View, context: Context) -> Reason | None:
    """They answered, by calendar or in a letter of the same thread; we invited anew; the meeting is off or moved."""
    if not isinstance(view, Meeting):
        return None
    if view.invited is None or view.invited.message != followup.about:  # each new invitation asks anew
        return because("invited_anew")
    if view.start != followup.expires_at:
        return because("meeting_moved", start=view.start or context.now)
    if followup.to and not set(followup.to) & set(awaiting(view, context)):
        return because("rsvp_answered")
    return called_off(view) or spoken_of(followup, view, context, "answered")


TRIGGER = Trigger(NAME, "partner", Meeting, watch, over)
