"""Held follow-ups are judged anew at each planning round, on the store as the service keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from liaison_sync.app import users
from liaison_sync.app.act import act
from liaison_sync.app.directory import import_directory
from liaison_sync.app.planning import plan
from liaison_sync.app.preview import preview
from liaison_sync.app.service import Service
from liaison_sync.domain import commands as k
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.partner import Officer
from liaison_sync.domain.policy import Policy
from liaison_sync.store import people
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.pictures import followups
from liaison_sync.web.app import build
from tests.app.postman import DEWI, OWN, RINA, arrive, letter, office
from tests.app.season_store import service
from tests.rig import tables
from tests.web.browser import Browser

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
POLICY = Policy(organisation="Karsa Bahari", since=datetime(2026, 11, 1, tzinfo=UTC).date())
PEMKOT = {
    "partners": [{"id": "pemkot", "name": "Pemkot", "domains": ["pemkot.example"]}],
    "contacts": [{"partner": "pemkot", "name": "Ibu Rina Wulandari", "address": RINA}],
}


@pytest.fixture
def stranger(store_url: str) -> Iterator[Service]:
    """Nobody knows whose address we wrote to."""
    with service(store_url, NOW, OWN) as here:
        yield replace(here, policy=POLICY)


def one(here: Service, trigger: str) -> FollowUp:
    with reading(here.engine) as connection:
        return next(each.followup for each in followups(connection) if each.followup.trigger == trigger)


def keys(followup: FollowUp) -> list[str]:
    return [reason.key for reason in followup.held_by]


def journal(here: Service) -> list[Any]:
    with reading(here.engine) as connection:
        return [row.action for row in connection.execute(select(s.journal).order_by(s.journal.c.n))]


def test_the_directory_that_names_the_partner_lets_the_reminder_go_to_review(stranger: Service) -> None:
    arrive(stranger, letter("tanya", ours=True))
    plan(stranger)
    held = one(stranger, "no_reply")
    assert (held.state, "unknown_partner" in keys(held)) == ("held", True)
    before = tables(stranger.engine)
    plan(stranger)
    assert tables(stranger.engine) == before
    assert import_directory(stranger, json.dumps(PEMKOT), actor="cli").problems == ()
    with reading(stranger.engine) as connection:
        seen = preview(connection, stranger, next(iter(followups(connection))))
    assert (seen.holding, "Ibu Rina" in seen.text) == ((), True)
    plan(stranger)
    free = one(stranger, "no_reply")
    assert (free.state, free.partner) == ("drafted", "pemkot")
    assert [reason.key for reason in free.chain][-1] == "hold_cleared"
    assert journal(stranger)[-1] == "followup.drafted"
    before = tables(stranger.engine)
    plan(stranger)
    assert tables(stranger.engine) == before


def test_bapak_or_ibu_is_asked_on_the_letters_page_once_and_the_letter_goes_on(stranger: Service) -> None:
    named = {**PEMKOT, "contacts": [{"partner": "pemkot", "name": "Andi Wijaya", "address": RINA}]}
    assert import_directory(stranger, json.dumps(named), actor="cli").problems == ()
    arrive(stranger, letter("tanya", ours=True))
    plan(stranger)
    held = one(stranger, "no_reply")
    assert keys(held) == ["salutation_unsure"]
    users.put_user(stranger, DEWI, name="Dewi", password="rahasia-panjang-sekali", role="officer")
    with writing(stranger.engine) as connection:
        people.begin(connection, DEWI, "a-token", "a-csrf", NOW)
    browser = Browser(build(stranger), {"liaison": "a-token"})
    path = f"/followups/{held.id}"
    assert f"Bagaimana {RINA} disapa?" in browser.get(path).text
    assert browser.act(f"{path}/salutation", {"salutation": "Yang Mulia"}).status == 404
    assert browser.act(f"{path}/salutation", {"salutation": "Ibu"}).status == 303
    after = browser.get(path).text
    assert "disapa?" not in after
    assert "Yth. Ibu Andi Wijaya," in after
    assert "Semoga Ibu senantiasa" in after
    plan(stranger)
    assert one(stranger, "no_reply").state == "drafted"


def test_who_takes_the_thread_over_is_told_what_nobody_was_told(store_url: str) -> None:
    with office(store_url, NOW) as bare:
        here = replace(bare, policy=POLICY, officers=(Officer(DEWI, "Dewi Anggraini"),))
        arrive(here, letter("minta"))
        plan(here)
        held = one(here, "we_owe")
        assert (held.state, keys(held)) == ("held", ["no_owner"])
        act(here, k.AssignThread(held.thread or "", DEWI), actor=DEWI)
        plan(here)
        told = one(here, "we_owe")
        assert (told.state, told.to) == ("approved", (DEWI,))
