"""dormant: a partner is silent beyond twice its own median rhythm, at least three weeks. To its owner, internally."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp, Reason, because, derived_id
from liaison_sync.domain.rhythm import Rhythm, silent_enough
from liaison_sync.domain.stops import View, human, turns_since
from liaison_sync.domain.triggers.meeting_about import OFF
from liaison_sync.domain.triggers.trigger import Trigger
from liaison_sync.domain.view import Correspondence
from liaison_sync.domain.workdays import NoWorkingTime

NAME = "dormant"


def _due(heard: Rhythm, gap: float, partner: str | None, context: Context) -> datetime:
    ends = silent_enough(heard.at, gap, context.policy.dormant, context.calendar(partner))
    return context.calendar().next_working(ends)


def watch(view: Correspondence, context: Context) -> FollowUp | None:
    """`view` is the thread of the partner's last message; whoever waits for our answer is not silent."""
    policy, heard = context.policy.dormant, context.rhythms.get(view.partner or "")
    if not policy.enabled or heard is None or heard.days is None or heard.thread != view.thread:
        return None
    if view.ball.whose == "ours":
        return None
    owner = context.owner(view.owner, view.partner)
    try:
        due = _due(heard, heard.days, view.partner, context)
    except (NoWorkingTime, OverflowError):
        return None
    return FollowUp(
        id=derived_id(NAME, heard.last, 1),
        trigger=NAME,
        about=heard.last,
        step=1,
        partner=view.partner,
        to=(owner,) if owner else (),
        audience="internal",
        language=context.language(owner),
        due_at=due,
        since=heard.at,
        approval=policy.approval,
        thread=view.thread,
        chain=(because("planned_dormant", at=heard.at, days=round(heard.days, 1), due=due),),
    )


def over(followup: FollowUp, view: View, context: Context) -> Reason | None:
    """They wrote again, in whatever thread, wait for us, or a meeting with them lies ahead."""
    for turn, in_thread in turns_since(followup, view, context):
        if turn.partner == followup.partner and human(turn, in_thread=in_thread) and not turn.junk:
            return because("heard_again", who=context.name_of(turn.sender), at=turn.at)
    if isinstance(view, Correspondence) and view.ball.whose == "ours":
        return because("not_their_turn")
    for meeting in context.meetings:
        if meeting.start and meeting.start > context.now and meeting.status not in OFF:
            return because("meeting_ahead", title=meeting.title, start=meeting.start)
    return None


TRIGGER = Trigger(NAME, "internal", Correspondence, watch, over)
