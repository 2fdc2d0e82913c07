"""The policy in force: what the configuration says, with the campaigns and rules that people entered in the console."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from liaison_sync.domain.policy import Campaign, Override, Policy
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class KeptCampaign:
    """A campaign as it is kept; `stopped_at` None while it runs. One of the configuration is kept to be stopped."""

    campaign: Campaign
    stopped_at: datetime | None = None
    stopped_by: str | None = None


def campaigns(policy: Policy, kept: Iterable[KeptCampaign]) -> list[KeptCampaign]:
    """All there are: the configuration's word of what one is stands, whether it was stopped is what was kept."""
    own = {one.campaign.id: one for one in kept}
    told = {one.id: one for one in policy.campaigns}
    first = [replace(own[id_], campaign=one) if id_ in own else KeptCampaign(one) for id_, one in told.items()]
    return [*first, *(one for id_, one in own.items() if id_ not in told)]


def in_force(policy: Policy, kept: Iterable[KeptCampaign], rules: Iterable[Override]) -> Policy:
    """Stopped campaigns are none; rules entered by people come after the configuration's, so that theirs win."""
    running = tuple(one.campaign for one in campaigns(policy, kept) if one.stopped_at is None)
    return replace(policy, campaigns=running, overrides=(*policy.overrides, *rules))
