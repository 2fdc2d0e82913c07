"""Every trigger there is, in the order the console lists them."""

from liaison_sync.domain.triggers import (
    action_due,
    briefing,
    dormant,
    feedback_request,
    meeting_soon,
    minutes_missing,
    minutes_share,
    no_reply,
    outcome_missing,
    rsvp_missing,
    sequence,
    thank_you,
    we_owe,
)
from liaison_sync.domain.triggers.trigger import Trigger

TRIGGERS: tuple[Trigger, ...] = (
    no_reply.TRIGGER,
    we_owe.TRIGGER,
    rsvp_missing.TRIGGER,
    meeting_soon.TRIGGER,
    briefing.TRIGGER,
    outcome_missing.TRIGGER,
    minutes_missing.TRIGGER,
    thank_you.TRIGGER,
    minutes_share.TRIGGER,
    feedback_request.TRIGGER,
    action_due.TRIGGER,
    dormant.TRIGGER,
    sequence.TRIGGER,
)
TELLING = frozenset(one.name for one in TRIGGERS if not one.asks)
