"""we_owe: the ball is ours for so many of our working hours. Goes to the owner, then to the lead."""

from __future__ import annotations

from liaison_sync.domain.arrival import returned
from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp, Reason, because, derived_id
from liaison_sync.domain.stops import View, human, turns_since
from liaison_sync.domain.triggers.trigger import Trigger
from liaison_sync.domain.view import Correspondence, Turn
from liaison_sync.domain.workdays import NoWorkingTime

NAME = "we_owe"


def awaiting(view: Correspondence) -> Turn | None:
    """Their message that made it our turn: the one the ball names, else their latest."""
    if view.ball.reason == "undelivered":
        return None  # nobody waits for us: a letter of ours is to be sent anew
    inbound = [turn for turn in view.turns if turn.direction == "in" and not turn.junk]
    named = [turn for turn in inbound if turn.key == view.ball.because]
    return next(reversed(named or inbound), None)


def watch(view: Correspondence, context: Context) -> FollowUp | None:
    policy = context.policy.we_owe
    theirs = awaiting(view)
    if not policy.enabled or view.ball.whose != "ours" or view.closed or theirs is None:
        return None
    sent = context.steps_sent(NAME, theirs.key)
    step = len(sent) + 1
    owner = context.owner(view.owner, view.partner)
    to = owner if step == 1 else context.lead(owner)
    if step > 2 or (step == 2 and to in {None, owner}):
        return None
    waited_from = sent[-1].at if sent else (view.ball.since or theirs.at)
    try:
        due = context.calendar().add_working_hours(waited_from, policy.working_hours)
    except (NoWorkingTime, OverflowError):
        return None
    return FollowUp(
        id=derived_id(NAME, theirs.key, step),
        trigger=NAME,
        about=theirs.key,
        step=step,
        partner=view.partner,
        to=(to,) if to else (),
        cc=(owner,) if step == 2 and owner else (),
        audience="internal",
        language=context.language(to),
        due_at=due,
        since=theirs.at,
        approval=policy.approval,
        thread=view.thread,
        chain=(because("planned_we_owe", at=theirs.at, hours=policy.working_hours, step=step, due=due),),
    )


def _another_matter(turn: Turn, followup: FollowUp) -> bool:
    """What we said in an older thread, or to an invitation of theirs, leaves this question open."""
    return turn.calendar_method == "REPLY" or (turn.began is not None and turn.began <= followup.since)


def over(followup: FollowUp, view: View, context: Context) -> Reason | None:
    """We answered, in the thread or by a separate mail to the same person."""
    if not isinstance(view, Correspondence):
        return None
    theirs = next((turn for turn in view.turns if turn.key == followup.about), None)
    asked = max((turn.at for turn in view.turns if human(turn)), default=followup.since)  # they may have reminded us
    lost = returned(view.turns)
    for turn, in_thread in turns_since(followup, view, context):
        if turn.key in lost:
            continue
        if not in_thread and (turn.at <= asked or _another_matter(turn, followup)):
            continue
        to_them = theirs is not None and theirs.sender in turn.recipients
        if turn.direction == "out" and turn.automatic is None and turn.at > followup.since and to_them:
            who = context.name_of(turn.sender)  # a mailbox of all of us has no name of its own
            return (
                because("we_replied", at=turn.at) if who == turn.sender else because("we_answered", who=who, at=turn.at)
            )
    return None if view.ball.whose == "ours" else because("not_our_turn")


TRIGGER = Trigger(NAME, "internal", Correspondence, watch, over)
