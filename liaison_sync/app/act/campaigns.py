"""Campaigns: who takes part."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.domain import campaign_commands as g
from liaison_sync.domain import changes as c
from liaison_sync.store import enrolments
from liaison_sync.store import schema as s


def enrol(here: Acting, command: g.EnrolContact) -> Iterator[c.Change]:
    address = command.address.lower()
    if command.campaign not in {one.id for one in here.service.policy.campaigns}:
        raise Refused("campaign_unknown", name=command.campaign)
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
