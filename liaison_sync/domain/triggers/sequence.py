"""sequence: a campaign's next letter to one contact, so many working days after the last. Any stop ends it for them.

A step that was cancelled, or failed, is known for ever, and the next one comes only after it was sent.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp, Reason, because, derived_id
from liaison_sync.domain.policy import Campaign
from liaison_sync.domain.stops import View
from liaison_sync.domain.triggers.trigger import Trigger
from liaison_sync.domain.view import Enrolled
from liaison_sync.domain.workdays import Calendar, NoWorkingTime

NAME = "sequence"


def about(campaign: str, contact: str) -> str:
    return f"{campaign}:{contact}"


def campaign_of(key: str, context: Context) -> Campaign | None:
    """The campaign of that id as the policy has it now."""
    return next((one for one in context.policy.campaigns if one.id == key), None)


def _due(after: datetime, days: int, calendar: Calendar) -> datetime:
    return calendar.add_working_days(after, days) if days else calendar.next_working(after)


def _end(campaign: Campaign, calendar: Calendar) -> datetime | None:
    return datetime.combine(campaign.until + timedelta(days=1), time(), calendar.tz) if campaign.until else None


def _out(view: Enrolled, context: Context) -> bool:
    """Taken out by a person, or out of the directory (moved away, erased)."""
    return view.left or view.contact not in context.contacts


def watch(view: Enrolled, context: Context) -> FollowUp | None:
    policy, campaign = context.policy.sequence, campaign_of(view.campaign, context)
    if not policy.enabled or campaign is None or view.enrolled_at is None or _out(view, context):
        return None
    matter = about(view.campaign, view.contact)
    sent = context.steps_sent(NAME, matter)
    if len(sent) >= len(campaign.waits):
        return None
    step, days = len(sent) + 1, campaign.waits[len(sent)]
    calendar = context.calendar(view.partner)
    try:
        due = _due(sent[-1].at if sent else view.enrolled_at, days, calendar)
    except (NoWorkingTime, OverflowError):
        return None
    return FollowUp(
        id=derived_id(NAME, matter, step),
        trigger=NAME,
        about=matter,
        step=step,
        partner=view.partner,
        to=(view.contact,),
        audience="partner",
        language=context.language(view.contact, view.partner, trigger=NAME),
        due_at=due,
        since=sent[0].at if sent else due,  # before the first letter there is nothing they could answer
        approval=policy.approval,
        thread=view.thread or None,
        reply_to=sent[-1].message_id if sent else None,
        expires_at=_end(campaign, context.calendar()),
        chain=(because("planned_sequence", name=campaign.name, step=step, steps=len(campaign.waits), due=due),),
    )


def over(followup: FollowUp, view: View, context: Context) -> Reason | None:  # noqa: ARG001
    if not isinstance(view, Enrolled) or campaign_of(view.campaign, context) is None:
        return because("campaign_gone")
    return because("campaign_left") if _out(view, context) else None


TRIGGER = Trigger(NAME, "partner", Enrolled, watch, over, bulk=True)
