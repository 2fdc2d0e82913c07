"""no_reply: the ball is theirs for so many working days of their calendar. Goes to the partner, in the thread."""

from __future__ import annotations

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp, Reason, because, derived_id
from liaison_sync.domain.stops import View
from liaison_sync.domain.triggers.trigger import Trigger, of_partner
from liaison_sync.domain.view import Correspondence, Turn
from liaison_sync.domain.workdays import NoWorkingTime

NAME = "no_reply"


def unanswered(view: Correspondence, context: Context) -> Turn | None:
    """Our latest message a colleague of ours wrote: not a reminder of ours, not automatic, not to ourselves."""
    for turn in reversed(view.turns):
        if turn.direction == "out" and turn.automatic is None and not context.is_followup(turn):
            return turn
    return None


def watch(view: Correspondence, context: Context) -> FollowUp | None:
    policy = context.policy.no_reply
    ours = unanswered(view, context)
    if not policy.enabled or view.ball.whose != "theirs" or view.closed or ours is None:
        return None
    sent = context.steps_sent(NAME, ours.key)
    to = of_partner(ours.recipients, view.partner, context)
    if not to or len(sent) >= policy.steps:
        return None
    waited_from = sent[-1].at if sent else ours.at
    try:
        due = context.calendar(view.partner).add_working_days(waited_from, policy.working_days)
    except (NoWorkingTime, OverflowError):
        return None
    step = len(sent) + 1
    latest = view.turns[-1] if view.turns else ours
    return FollowUp(
        id=derived_id(NAME, ours.key, step),
        trigger=NAME,
        about=ours.key,
        step=step,
        partner=view.partner,
        to=to,
        audience="partner",
        language=context.language(to[0], view.partner, latest.language, trigger=NAME),
        due_at=due,
        since=ours.at,
        approval=policy.approval,
        thread=view.thread,
        reply_to=(sent[-1].message_id if sent else None) or ours.message_id,
        chain=(because("planned_no_reply", at=waited_from, days=policy.working_days, step=step, due=due),),
    )


def over(followup: FollowUp, view: View, context: Context) -> Reason | None:
    """We wrote again, or nobody expects an answer any more."""
    if not isinstance(view, Correspondence):
        return None
    ours = unanswered(view, context)
    if ours is not None and ours.key != followup.about and ours.at > followup.since:
        return because("we_wrote_again", at=ours.at)
    return None if view.ball.whose == "theirs" else because("not_their_turn")


TRIGGER = Trigger(NAME, "partner", Correspondence, watch, over)
