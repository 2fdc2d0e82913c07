"""What a person may ask for about campaigns."""

from __future__ import annotations

from datetime import date

from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class PutCampaign:
    """Create a campaign, or say anew what it is (as `domain.policy.Campaign`); whether it runs stays as it is."""

    id: str
    name: str
    waits: tuple[int, ...]
    owner: str | None = None
    project: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class StopCampaign:
    """No letter of it leaves any more, to anybody."""

    id: str


@dataclass(frozen=True, slots=True)
class ResumeCampaign:
    """It goes on for those whose next letter was not cancelled meanwhile."""

    id: str


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


@dataclass(frozen=True, slots=True)
class ReturnToCampaign:
    """Undo that they were taken out; a letter that was cancelled meanwhile stays cancelled."""

    campaign: str
    address: str


CampaignCommand = PutCampaign | StopCampaign | ResumeCampaign | EnrolContact | LeaveCampaign | ReturnToCampaign
