"""Campaigns in the console: entered, filled contact by contact, watched, stopped, the configuration's as well."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import quote

import pytest
from sqlalchemy import select

from liaison_sync.app import policy
from liaison_sync.app.act import act
from liaison_sync.app.planning import plan
from liaison_sync.app.service import Service
from liaison_sync.domain.commands.campaigns import EnrolContact
from liaison_sync.domain.commands.projects import PutProject
from liaison_sync.domain.policy import Campaign
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.rig import rows
from tests.web.browser import Answer, Browser
from tests.web.conftest import SignedIn

PARTNER = "kemenmarin"
OFFICER = "officer@karsabahari.example"
FORM = {"name": "Pesta Laut 2027", "waits": "0, 5", "until": "2027-03-31", "owner": OFFICER, "project": "expo"}
HERE = "/campaigns/pesta-laut-2027"


@pytest.fixture
def here(here: Service) -> Service:
    festival = Campaign("festival", "Festival <Bahari>")
    made = replace(here, policy=replace(here.policy, campaigns=(festival,)))
    act(made, PutProject("expo", "Expo Maritim"), actor=OFFICER)
    return made


def contacts(here: Service) -> list[str]:
    k = s.contact.c
    with reading(here.engine) as connection:
        of_partner = select(k.address).where(k.partner == PARTNER, k.until.is_(None)).order_by(k.address)
        return list(connection.execute(of_partner).scalars())


def undo(browser: Browser, answer: Answer) -> str:
    button = re.search(r'action="([^"]+)" data-undo', browser.get(answer.location).text)
    assert button
    return unescape(button[1])


def taking(here: Service) -> dict[str, bool]:
    e = s.enrolment.c
    return {row.contact: row.left_at is None for row in rows(here.engine, e.contact, e.left_at)}


def test_the_page_of_a_partner_lists_its_contacts_in_campaigns(here: Service, signed_in: SignedIn) -> None:
    act(here, EnrolContact("festival", contacts(here)[0]), actor=OFFICER)
    page = signed_in("officer").get(f"/partners/{PARTNER}").text
    assert "Festival &lt;Bahari&gt;" in page
    assert "belum dimulai" in page
    plan(here)
    assert "surat ke-1 dari 3:" in signed_in("viewer").get(f"/partners/{PARTNER}").text


def test_a_campaign_is_entered_corrected_and_told_on_its_project(here: Service, signed_in: SignedIn) -> None:
    browser = signed_in("manager")
    assert browser.act("/campaigns", FORM).location == HERE
    page = browser.get(HERE).text
    assert "Surat: 2 · Penandatangan: Dewi Anggraini · Sampai Rabu, 31 Maret 2027" in page
    assert "5 hari kerja setelah surat sebelumnya" in page
    assert "Pesta Laut 2027" in browser.get("/projects/expo").text
    assert "Pesta Laut 2027" in browser.get("/campaigns").text
    assert browser.act(f"{HERE}/edit", {**FORM, "waits": "0 5 10"}).status == 303
    with reading(here.engine) as connection:
        assert policy.in_force(connection, here).campaigns[1].waits == (0, 5, 10)
    for wrong in ("", "lima", "1,2,3,4,5,6,7,8,9,10", "-1", "999"):
        answer = browser.act(f"{HERE}/edit", {**FORM, "waits": wrong})
        assert (answer.status, "satu sampai sembilan surat" in answer.text) == (422, True), wrong
    assert browser.act("/campaigns", {**FORM, "name": " "}).status == 422
    assert browser.get("/campaigns/festival/edit").status == 404  # it stands in the configuration
    assert signed_in("officer").act("/campaigns", FORM).status == 403
    entries = rows(here.engine, s.journal.c.action, s.journal.c.about, where=s.journal.c.action == "PutCampaign")
    assert [tuple(one) for one in entries] == [("PutCampaign", "id:pesta-laut-2027")] * 2


def test_contacts_are_chosen_partner_by_partner_and_each_step_can_be_undone(here: Service, signed_in: SignedIn) -> None:
    signed_in("manager").act("/campaigns", FORM)
    browser, who = signed_in("officer"), contacts(here)
    offered = browser.get(f"{HERE}?partner={PARTNER}").text
    assert all(f'name="contact" value="{one}"' in offered for one in who)
    added = browser.act(f"{HERE}/add", {"contact": who[:2]})
    assert taking(here) == dict.fromkeys(who[:2], True)
    browser.act(undo(browser, added))
    assert taking(here) == dict.fromkeys(who[:2], False)
    browser.act(f"{HERE}/return", {"contact": who[0]})
    removed = browser.act(f"{HERE}/remove", {"contact": who[0]})
    assert taking(here)[who[0]] is False
    browser.act(undo(browser, removed))
    assert taking(here) == {who[0]: True, who[1]: False}
    assert f'name="contact" value="{who[2]}"' in browser.get(f"{HERE}?partner={PARTNER}").text
    assert browser.act(f"{HERE}/add", {"contact": who[0]}).status == 409  # twice
    assert browser.act(f"{HERE}/add", {"contact": "orang@lain.example"}).status == 409
    assert browser.get(browser.act(f"{HERE}/add").location).status == 200  # nobody was chosen


def test_what_went_and_what_comes_is_told_and_stopping_ends_it(here: Service, signed_in: SignedIn) -> None:
    browser, who = signed_in("manager"), contacts(here)[0]
    browser.act("/campaigns", FORM)
    browser.act(f"{HERE}/add", {"contact": who})
    plan(here)
    f = s.followup.c
    ((id_, state),) = rows(here.engine, f.id, f.state, where=f.about == f"pesta-laut-2027:{who}")
    page = browser.get(HERE).text
    assert f"/followups/{quote(id_)}" in page
    assert "surat ke-1 dari 2: " in page
    assert (state in {"drafted", "held"}, "1 menyusul" in page) == (True, True)
    back = undo(browser, browser.act(f"{HERE}/stop"))
    assert "dihentikan" in browser.get("/campaigns").text
    assert browser.act(f"{HERE}/add", {"contact": contacts(here)[1]}).status == 409
    with reading(here.engine) as connection:
        assert [one.id for one in policy.in_force(connection, here).campaigns] == ["festival"]
    browser.act(back)
    with reading(here.engine) as connection:
        assert [one.id for one in policy.in_force(connection, here).campaigns] == ["festival", "pesta-laut-2027"]
    browser.act(f"{HERE}/stop")
    plan(here)
    assert [one.state for one in rows(here.engine, f.state, where=f.id == id_)] == ["cancelled"]
    assert "sudah dihentikan" in browser.get(f"/followups/{id_}").text


def test_a_campaign_of_the_configuration_can_be_stopped_and_run_again(here: Service, signed_in: SignedIn) -> None:
    browser = signed_in("manager")
    assert "berkas konfigurasi" in browser.get("/campaigns/festival").text
    browser.act("/campaigns/festival/stop")
    with reading(here.engine) as connection:
        assert policy.in_force(connection, here).campaigns == ()
    browser.act("/campaigns/festival/resume")
    with reading(here.engine) as connection:
        assert policy.in_force(connection, here).campaigns == here.policy.campaigns
    assert rows(here.engine, s.policy_entry.c.whose) == []
