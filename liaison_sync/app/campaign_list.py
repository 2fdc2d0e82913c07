"""Campaigns as a list: who takes part, and what became of the last letter to each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from liaison_sync.app.service import Service
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.policy import Campaign
from liaison_sync.domain.triggers import sequence
from liaison_sync.formats.reasons import reason_text
from liaison_sync.formats.wording import say
from liaison_sync.store import enrolments, pictures
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading


@dataclass(frozen=True, slots=True)
class Place:
    """A contact in a campaign; `last` is the latest follow-up of it, None before it was first planned."""

    campaign: Campaign
    contact: str
    name: str
    left: bool
    last: FollowUp | None


def places(connection: Connection, service: Service, *, partner: str = "") -> list[Place]:
    """Of the campaigns the policy has, in its order; `partner`: of its contacts alone."""
    k = s.contact.c
    chosen = select(k.address, k.name).where(*((k.partner == partner,) if partner else ()))
    names = {row.address: row.name for row in connection.execute(chosen)}
    rows = enrolments.listed(connection, contacts=names.keys() if partner else None)
    last = _last(connection) if rows else {}
    return [
        Place(
            one, row.contact, names.get(row.contact, ""), row.left, last.get(sequence.about(row.campaign, row.contact))
        )
        for one in service.policy.campaigns
        for row in rows
        if row.campaign == one.id
    ]


def _last(connection: Connection) -> dict[str, FollowUp]:
    """By what they are about, the one of the highest step."""
    found = (one.followup for one in pictures.followups(connection, s.followup.c.trigger == sequence.NAME))
    return {one.about: one for one in sorted(found, key=lambda one: one.step)}


def lines(service: Service, language: str) -> Iterator[str]:
    """The list in words, for a terminal."""
    with reading(service.engine) as connection:
        every = places(connection, service)
    for campaign in service.policy.campaigns:
        mine = [one for one in every if one.campaign.id == campaign.id]
        count, steps = len(mine), len(campaign.waits)
        yield say(language, "campaigns.title", id=campaign.id, name=campaign.name, count=count, steps=steps)
        for one in mine:
            yield f"  {one.contact}  {standing(one, language, service.policy.zone)}"


def standing(one: Place, language: str, zone: str) -> str:
    """Where a contact stands: the last letter, its state, and why where it was held or stopped."""
    if one.last is None:
        return say(language, "campaigns.left" if one.left else "campaigns.not_begun")
    state = say(language, f"followups.state.{one.last.state}")
    told = say(language, "campaigns.letter", step=one.last.step, steps=len(one.campaign.waits), state=state)
    if one.last.state in {"cancelled", "held", "postponed"} and one.last.chain:
        told += f" ({reason_text(one.last.chain[-1], language, zone)})"
    return f"{told}; {say(language, 'campaigns.left')}" if one.left else told
