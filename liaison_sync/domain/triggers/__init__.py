"""Every trigger there is, in the order the console lists them."""

from liaison_sync.domain.triggers import (
    briefing,
    minutes_missing,
    minutes_share,
    no_reply,
    outcome_missing,
    thank_you,
    we_owe,
)
from liaison_sync.domain.triggers.trigger import Trigger

TRIGGERS: tuple[Trigger, ...] = (
    no_reply.TRIGGER,
    we_owe.TRIGGER,
    briefing.TRIGGER,
    outcome_missing.TRIGGER,
    minutes_missing.TRIGGER,
    thank_you.TRIGGER,
    minutes_share.TRIGGER,
)
