"""What people entered of the policy: campaigns, and rules of one partner or project."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, select

from liaison_sync.domain.in_force import KeptCampaign
from liaison_sync.domain.policy import Override
from liaison_sync.domain.value import dataclass
from liaison_sync.store import merges
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load

CAMPAIGN = "campaign"


@dataclass(frozen=True, slots=True)
class Kept:
    """`rules`: each as it was entered and as it holds now: those of a partner that was merged are its successor's.

    Campaigns by their ids; the general rules come before those of one trigger.
    """

    campaigns: tuple[KeptCampaign, ...]
    rules: tuple[tuple[Override, Override], ...]

    @property
    def overrides(self) -> tuple[Override, ...]:
        """The rules as they hold now."""
        return tuple(now for _, now in self.rules)


def kept(connection: Connection) -> Kept:
    """All of it; one question, and one more for each partner that is no more."""
    k, p = s.policy_entry.c, s.partner.c
    joined = s.policy_entry.outerjoin(s.partner, (k.kind == "partner") & (p.id == k.whose))
    query = select(k.kind, k.document, p.id).select_from(joined).order_by(k.kind, k.whose, k.trigger)
    rows = connection.execute(query).all()
    rules = [
        (load(Override, row.document), row.kind == "partner" and not row.id) for row in rows if row.kind != CAMPAIGN
    ]
    return Kept(
        tuple(load(KeptCampaign, row.document) for row in rows if row.kind == CAMPAIGN),
        tuple((one, _inherited(connection, one) if gone else one) for one, gone in rules),
    )


def _inherited(connection: Connection, rule: Override) -> Override:
    heir = merges.successor(connection, rule.partner or "")
    return replace(rule, partner=heir) if heir else rule
