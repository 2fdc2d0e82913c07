"""Campaigns: what they are, whether they run, who takes part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import select

from liaison_sync.app import policy
from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.domain import changes as c
from liaison_sync.domain.commands import campaigns as g
from liaison_sync.domain.errors import UnfitSetting
from liaison_sync.domain.in_force import KeptCampaign
from liaison_sync.domain.policy import Campaign
from liaison_sync.store import enrolments
from liaison_sync.store import schema as s


def put(here: Acting, command: g.PutCampaign) -> Iterator[c.Change]:
    if command.id in {one.id for one in here.service.policy.campaigns}:
        raise Refused("campaign_configured", name=command.name)
    wrong = problem(command)
    if wrong is not None:
        raise Refused(f"campaign_{wrong}")
    known = _kept(here).get(command.id, KeptCampaign(Campaign(command.id, command.name)))
    yield c.CampaignPut(replace(known, campaign=_made(command)), here.now, here.actor)


def problem(command: g.PutCampaign) -> str | None:
    """What is wrong with it, as a key of `console.refused.campaign_…`; None where nothing is."""
    if not command.name.strip():
        return "name"
    try:
        _made(command)
    except UnfitSetting as error:
        return error.key.removeprefix("campaign_")
    return None


def _made(command: g.PutCampaign) -> Campaign:
    return Campaign(command.id, command.name.strip(), command.waits, command.owner, command.project, command.until)


def stop(here: Acting, command: g.StopCampaign) -> Iterator[c.Change]:
    known = _one(here, command.id)
    if known.stopped_at is None:
        yield c.CampaignPut(replace(known, stopped_at=here.now, stopped_by=here.actor), here.now, here.actor)


def resume(here: Acting, command: g.ResumeCampaign) -> Iterator[c.Change]:
    """One of the configuration is kept no longer: what it is stands there."""
    known = _one(here, command.id)
    if command.id in {one.id for one in here.service.policy.campaigns}:
        yield c.CampaignDropped(command.id)
    else:
        yield c.CampaignPut(replace(known, stopped_at=None, stopped_by=None), here.now, here.actor)


def enrol(here: Acting, command: g.EnrolContact) -> Iterator[c.Change]:
    address, found = command.address.lower(), _kept(here).get(command.campaign)
    if found is None:
        raise Refused("campaign_unknown", name=command.campaign)
    if found.stopped_at is not None:
        raise Refused("campaign_stopped", name=found.campaign.name)
    k = s.contact.c
    if here.connection.execute(select(k.partner).where(k.address == address, k.partner.is_not(None))).first() is None:
        raise Refused("campaign_contact", address=address)
    if enrolments.listed(here.connection, campaign=command.campaign, contacts=[address]):
        raise Refused("campaign_known", address=address)
    yield c.Enrolled(command.campaign, address, here.now, here.actor)


def leave(here: Acting, command: g.LeaveCampaign) -> Iterator[c.Change]:
    address = command.address.lower()
    found = enrolments.listed(here.connection, campaign=command.campaign, contacts=[address])
    if not found or found[0].left:
        raise Refused("gone")
    yield c.EnrolmentLeft(command.campaign, address, here.now, here.actor)


def back(here: Acting, command: g.ReturnToCampaign) -> Iterator[c.Change]:
    address = command.address.lower()
    found = enrolments.listed(here.connection, campaign=command.campaign, contacts=[address])
    if not found or not found[0].left:
        raise Refused("gone")
    yield c.EnrolmentLeft(command.campaign, address, None, None)


def _kept(here: Acting) -> dict[str, KeptCampaign]:
    return {one.campaign.id: one for one in policy.campaigns(here.connection, here.service)}


def _one(here: Acting, id_: str) -> KeptCampaign:
    found = _kept(here).get(id_)
    if found is None:
        raise Refused("gone")
    return found
