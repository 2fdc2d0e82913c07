"""What a person may ask for about campaigns."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EnrolContact:
    """The contact with this address takes part in the campaign of the policy, once and for all of its letters."""

    campaign: str
    address: str


@dataclass(frozen=True, slots=True)
class LeaveCampaign:
    """No further letter of it goes to them."""

    campaign: str
    address: str


CampaignCommand = EnrolContact | LeaveCampaign
