"""A campaign of a project with a contact in it, one that was stopped, and a rule of a partner: for pages to show."""

from __future__ import annotations

from sqlalchemy import select

from liaison_sync.app.act import act
from liaison_sync.app.service import Service
from liaison_sync.domain.commands import campaigns as g
from liaison_sync.domain.commands.rules import PutOverride
from liaison_sync.domain.policy import Override
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading

PARTNER = "osaki"


def campaigning(here: Service, actor: str) -> None:
    """Its first letter is far away, so that nothing of it waits for anybody."""
    k = s.contact.c
    with reading(here.engine) as connection:
        project = connection.execute(select(s.project.c.id).order_by(s.project.c.id)).scalars().first()
        found = select(k.address).where(k.partner == PARTNER).order_by(k.address)
        address = connection.execute(found).scalars().first()
    act(here, g.PutCampaign("pameran", "Pameran Bahari", (200, 5), project=project), actor=actor)
    act(here, g.EnrolContact("pameran", str(address)), actor=actor)
    act(here, g.PutCampaign("lama", "Undangan Lama", (0,)), actor=actor)
    act(here, g.StopCampaign("lama"), actor=actor)
    act(here, PutOverride(Override(partner=PARTNER, language="en", working_days=5)), actor=actor)
