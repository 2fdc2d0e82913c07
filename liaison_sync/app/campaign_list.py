"""Campaigns as a list: who takes part, and what became of the last letter to each."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection

from liaison_sync.app import policy
from liaison_sync.app.service import Service
from liaison_sync.domain import in_force
from liaison_sync.domain.followup import BEFORE_FLIGHT, FollowUp
from liaison_sync.domain.policy import Campaign
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.date_text import moment_text
from liaison_sync.formats.reasons import reason_text
from liaison_sync.formats.wording import say
from liaison_sync.store import enrolments
from liaison_sync.store.engine import reading

_LEFT = {"sent", "answered"}


@dataclass(frozen=True, slots=True)
class Place:
    """A contact in a campaign; `last` is the latest follow-up of it, None before it was first planned."""

    campaign: Campaign
    contact: str
    name: str
    partner: str | None
    left: bool
    last: FollowUp | None

    @property
    def sent(self) -> int:
        """How many letters of it have left."""
        return self.last.step - (self.last.state not in _LEFT) if self.last else 0

    @property
    def ahead(self) -> FollowUp | None:
        """The letter that comes next, where one is on its way."""
        return self.last if self.last is not None and self.last.state in BEFORE_FLIGHT else None


def places(
    connection: Connection, service: Service, *, contacts: Collection[str] | None = None, campaign: str = ""
) -> list[Place]:
    """Campaign by campaign; `contacts`, `campaign`: of these addresses, or of this one, alone."""
    rows = enrolments.stood(connection, campaign=campaign, contacts=contacts)
    kept = {one.kept.campaign.id: one.kept for one in rows if one.kept is not None}
    return [
        Place(of.campaign, one.enrolment.contact, one.name, one.partner, one.enrolment.left, one.last)
        for of in in_force.campaigns(service.policy, kept.values())
        for one in rows
        if one.enrolment.campaign == of.campaign.id
    ]


def lines(service: Service, language: str) -> Iterator[str]:
    """The list in words, for a terminal."""
    with reading(service.engine) as connection:
        campaigns = policy.campaigns(connection, service)
        every = places(connection, service)
    for kept in campaigns:
        campaign = kept.campaign
        mine = [one for one in every if one.campaign.id == campaign.id]
        count, steps = len(mine), len(campaign.waits)
        title = say(language, "campaigns.title", id=campaign.id, name=campaign.name, count=count, steps=steps)
        yield f"{title}, {say(language, 'campaigns.stopped')}" if kept.stopped_at else title
        for one in mine:
            yield f"  {one.contact}  {standing(one, language, service.policy.zone)}"


def standing(one: Place, language: str, zone: str) -> str:
    """Where a contact stands: the last letter, its state, and why where it was held or stopped."""
    if one.last is None:
        return say(language, "campaigns.left" if one.left else "campaigns.not_begun")
    state = say(language, f"followups.state.{one.last.state}")
    told = say(language, "campaigns.letter", step=one.last.step, steps=len(one.campaign.waits), state=state)
    if one.last.state in {"planned", "drafted", "approved"}:
        told += ", " + say(language, "campaigns.due", at=moment_text(one.last.due_at, zone, language))
    if one.last.state in {"cancelled", "held", "postponed"} and one.last.chain:
        told += f" ({reason_text(one.last.chain[-1], language, zone)})"
    return f"{told}; {say(language, 'campaigns.left')}" if one.left else told
