"""Campaigns entered by people, contacts in campaigns, and rules of one partner or project."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.in_force import KeptCampaign
from liaison_sync.domain.policy import Override
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class CampaignPut:
    kept: KeptCampaign
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class CampaignDropped:
    """Nothing is kept of it any more; one of the configuration runs again."""

    id: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A contact takes part in a campaign; who does already stays as they are."""

    campaign: str
    contact: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class EnrolmentLeft:
    """Taken out; `left_at` None: back again."""

    campaign: str
    contact: str
    left_at: datetime | None
    left_by: str | None


@dataclass(frozen=True, slots=True)
class OverridePut:
    rule: Override
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class OverrideDropped:
    rule: Override
