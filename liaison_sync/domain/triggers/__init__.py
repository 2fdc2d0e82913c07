"""Every trigger there is, in the order the console lists them."""

from liaison_sync.domain.triggers import briefing, no_reply, outcome_missing, thank_you, we_owe
from liaison_sync.domain.triggers.trigger import Trigger

TRIGGERS: tuple[Trigger, ...] = (
    no_reply.TRIGGER,
    we_owe.TRIGGER,
    briefing.TRIGGER,
    outcome_missing.TRIGGER,
    thank_you.TRIGGER,
)
