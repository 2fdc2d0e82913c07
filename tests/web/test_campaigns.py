"""A partner's page tells which of its contacts take part in which campaign, and where each stands."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from liaison_sync.app.act import act
from liaison_sync.app.planning import plan
from liaison_sync.app.service import Service
from liaison_sync.domain.campaign_commands import EnrolContact
from liaison_sync.domain.policy import Campaign
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.web.conftest import SignedIn

PARTNER = "kemenmarin"


@pytest.fixture
def here(here: Service) -> Service:
    festival = Campaign("festival", "Festival <Bahari>")
    return replace(here, policy=replace(here.policy, campaigns=(festival,)))


def test_the_page_of_a_partner_lists_its_contacts_in_campaigns(here: Service, signed_in: SignedIn) -> None:
    with reading(here.engine) as connection:
        k = s.contact.c
        of_partner = select(k.address).where(k.partner == PARTNER).order_by(k.address)
        address = connection.execute(of_partner).scalars().first()
    act(here, EnrolContact("festival", str(address)), actor="officer@karsabahari.example")
    page = signed_in("officer").get(f"/partners/{PARTNER}").text
    assert "Festival &lt;Bahari&gt;" in page
    assert "belum dimulai" in page
    plan(here)
    assert "surat ke-1 dari 3:" in signed_in("viewer").get(f"/partners/{PARTNER}").text
