"""The directory in the console: partners and people with all they have, suggestions, merges, export and erasure."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from sqlalchemy import select

from liaison_sync.app.act import act
from liaison_sync.app.explain import explain
from liaison_sync.app.service import Service
from liaison_sync.domain import commands as k
from liaison_sync.domain.changes import ContactPut, WishNoted
from liaison_sync.domain.partner import Alias, Contact, Domain, Partner
from liaison_sync.store import entries, views
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.apply_directory import contact_id
from liaison_sync.store.engine import reading, writing
from tests.rig import tables
from tests.web.browser import Browser
from tests.web.conftest import SignedIn
from tests.web.test_pages import SESSION, counted

BY = "officer@karsabahari.example"


def partners(here: Service) -> dict[str, Partner]:
    with reading(here.engine) as connection:
        return {one.id: one for one in views.directory(connection)[0]}


def contacts(here: Service) -> list[Contact]:
    with reading(here.engine) as connection:
        return views.directory(connection)[1]


def writer(here: Service) -> Contact:
    """A person of the season who wrote to us."""
    with reading(here.engine) as connection:
        m = s.message.c
        query = select(m.sender).where(m.direction == "in", m.reason == "contact", m.automatic.is_(None))
        senders = set(connection.execute(query).scalars())
    return next(one for one in contacts(here) if one.address in senders and one.kind == "person" and one.partner)


def signed(answer: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", answer))


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_directory_page_renders_within_its_queries_and_changes_nothing(
    here: Service, signed_in: SignedIn, language: str
) -> None:
    browser = signed_in("manager")
    browser.act("/language", {"language": language})
    one = writer(here)
    id_ = contact_id(one)
    paths = [
        "/directory", "/directory?q=a", "/directory/partners/new", f"/directory/partners/{one.partner}",
        f"/directory/partners/{one.partner}/merge", f"/directory/partners/{one.partner}/merge?with=cakra",
        "/directory/contacts/new", f"/directory/contacts/{id_}", f"/directory/contacts/{id_}/merge",
        f"/directory/contacts/{id_}/person", "/unknown",
    ]  # fmt: skip
    before = tables(here.engine, SESSION)
    for path in paths:
        with counted(here) as queries:
            answer = browser.get(path)
        assert answer.status == 200, path
        assert f'<html lang="{language}"' in answer.text
        look = [one for one in queries if one.startswith("SELECT")]
        assert len(look) <= (60 if path.endswith("/person") else 15), (path, len(look))
    assert tables(here.engine, SESSION) == before


def test_a_partner_keeps_names_tags_clients_and_times_of_domains(here: Service, signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    form = {
        "name": "Agensi Kata", "kind": "agency", "domains": "kata.example\nlama.example 2019-01-01/2025-12-31",
        "aliases": "PT Kata, Tbk\nAK ../2025-12-31", "tags": "vip, media", "clients_shown": "yes", "clients": ["cakra"],
        "zone": "Asia/Jakarta",
    }  # fmt: skip
    assert browser.act("/directory/partners", form).status == 303
    found = partners(here)["agensi-kata"]
    assert [(one.name, str(one.until)) for one in found.domains] == [
        ("kata.example", "None"), ("lama.example", "2025-12-31"),
    ]  # fmt: skip
    assert found.aliases == (Alias("PT Kata, Tbk"), Alias("AK", None, date(2025, 12, 31)))
    assert (found.tags, found.clients) == (("vip", "media"), ("cakra",))
    page = browser.get("/directory/partners/agensi-kata").text
    assert "lama.example 2019-01-01/2025-12-31" in page
    assert "PT Kata, Tbk\nAK ../2025-12-31</textarea>" in page
    refused = browser.act("/directory/partners", {**form, "name": "Lain", "domains": "", "aliases": "AK 2025-13-40/.."})
    assert "AK 2025-13-40/.." in refused.text
    assert browser.act("/directory/partners/agensi-kata", {**form, "domains": "lama.example"}).status == 303
    assert partners(here)["agensi-kata"].domains == (Domain("lama.example"),)
    assert browser.act("/directory/partners", {"name": "X", "zone": "Jakarta"}).status == 422


def test_a_contact_is_corrected_moved_and_deleted(here: Service, signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    form = {"address": "rina@gmail.com", "partner": "cakra", "name": "Rina", "restricted": "yes"}
    assert browser.act("/directory/contacts", form).status == 303
    (rina,) = [one for one in contacts(here) if one.address == "rina@gmail.com"]
    assert rina.restricted
    path = f"/directory/contacts/{contact_id(rina)}"
    assert (
        browser.act(path, {**form, "address": "rina.w@gmail.com", "since": "2026-01-05", "restricted": ""}).status
        == 303
    )
    (rina,) = [one for one in contacts(here) if one.name == "Rina"]
    assert (rina.address, str(rina.since), rina.restricted) == ("rina.w@gmail.com", "2026-01-05", False)
    path = f"/directory/contacts/{contact_id(rina)}"
    assert browser.act(f"{path}/move", {"partner": "", "since": "2026-11-01"}).status == 303
    rows = [one for one in contacts(here) if one.name == "Rina"]
    assert {(one.partner, str(one.until)) for one in rows} == {("cakra", "2026-10-31"), (None, "None")}
    assert "2026" in browser.get(path).text
    for one in rows:
        assert browser.act(f"/directory/contacts/{contact_id(one)}/drop").status == 303
    assert [one for one in contacts(here) if one.name == "Rina"] == []
    assert browser.act(path, form).status == 404


def test_a_suggestion_is_taken_over_with_one_click(here: Service, signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    one = writer(here)
    act(here, k.PutContact(one.address, one.partner, "", contact=contact_id(one)), actor=BY)
    path = f"/directory/contacts/{contact_id(one)}"
    form = re.search(r'<form method="post" action="[^"]+/suggestion".*?</form>', browser.get(path).text, re.DOTALL)
    assert form
    fields = dict(re.findall(r'name="(field|value|message)" value="([^"]*)"', form[0]))
    assert fields["field"] == "name"
    value = unescape(fields["value"])
    assert browser.act(f"{path}/suggestion", {**fields, "value": value, "answer": "accept"}).status == 303
    assert next(row for row in contacts(here) if contact_id(row) == contact_id(one)).name == value


def test_a_wish_to_be_left_alone_shows_its_sentence_and_is_taken_back_with_one_click(
    here: Service, signed_in: SignedIn
) -> None:
    browser, one = signed_in("officer"), writer(here)
    path, now = f"/directory/contacts/{contact_id(one)}", here.clock.now()
    with reading(here.engine) as connection:
        m = s.message.c
        key = connection.execute(select(m.key).where(m.sender == one.address)).scalars().first()
    assert key is not None
    with writing(here.engine) as connection:
        noted = WishNoted(key, one.address, "opted_out", "Mohon <b>tidak</b> dikirimi lagi", now)
        apply(connection, [noted, ContactPut(replace(one, opted_out=True), now)])
    page = browser.get(path).text
    assert "Mohon &lt;b&gt;tidak&lt;/b&gt; dikirimi lagi" in page
    assert f"/messages/{key}" in page
    assert "&lt;time" not in page  # the moment is told in words, not in markup
    assert browser.act(f"{path}/wish", {"message": key}).status == 303
    assert not next(row for row in contacts(here) if contact_id(row) == contact_id(one)).opted_out
    assert "dikirimi lagi" not in browser.get(path).text
    assert browser.act(f"{path}/wish", {"message": key}).status == 409  # gone already


def test_the_thread_of_a_wish_says_how_it_was_read_and_takes_it_back_with_one_click(
    here: Service, signed_in: SignedIn
) -> None:
    browser, one = signed_in("officer"), writer(here)
    m, w = s.message.c, s.wish.c
    with reading(here.engine) as connection:
        row = connection.execute(select(m.key, m.thread).where(m.sender == one.address)).first()
    assert row is not None
    path, said = f"/threads/{row.thread}", "Dibaca sebagai permintaan agar tidak dikirimi surat otomatis lagi."
    assert said not in browser.get(path).text
    with writing(here.engine) as connection:
        noted = WishNoted(row.key, one.address, "opted_out", "Mohon tidak dikirimi lagi", here.clock.now())
        apply(connection, [noted, ContactPut(replace(one, opted_out=True), here.clock.now())])
    page = browser.get(path).text
    assert page.count(said) == 1
    assert f'action="{path}/wish"' in page
    assert browser.act(f"{path}/wish", {"message": row.key}).status == 303
    with reading(here.engine) as connection:
        assert connection.execute(select(w.undone_by).where(w.message == row.key)).scalar_one()
    assert said not in browser.get(path).text


def test_partners_are_merged_with_preview_and_undo_by_a_manager(here: Service, signed_in: SignedIn) -> None:
    act(here, k.PutPartner("cakra-2", "PT Cakra Dua", domains=("cakra2.example",)), actor=BY)
    before = partners(here)
    assert signed_in("officer").get("/directory/partners/cakra/merge").status == 403
    browser = signed_in("manager")
    assert "cakra2.example" in signed(browser.get("/directory/partners/cakra/merge?with=cakra-2").text)
    assert partners(here) == before
    assert browser.act("/directory/partners/cakra/merge", {"gone": "cakra-2"}).status == 303
    assert "cakra-2" not in partners(here)
    assert browser.get("/partners/cakra-2").location == "/partners/cakra"
    undo = re.search(r'action="(/directory/merges/[^"]+/undo)"', browser.get("/directory/partners/cakra").text)
    assert undo
    assert browser.act(undo[1]).status == 303
    assert partners(here) == before


def test_a_persons_data_is_exported_and_erased_by_a_manager_only(here: Service, signed_in: SignedIn) -> None:
    one = writer(here)
    path = f"/directory/contacts/{contact_id(one)}"
    assert signed_in("officer").act(f"{path}/export").status == 403
    browser: Browser = signed_in("manager")
    answer = browser.act(f"{path}/export")
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert json.loads(answer.text)["person"] == [one.address]
    assert browser.act(f"{path}/erase", {"confirmed": "ya"}).status == 409
    assert browser.act(f"{path}/erase", {"confirmed": one.address}).status == 303
    assert all(row.address != one.address for row in contacts(here))
    assert one.address not in browser.get(f"/partners/{one.partner}").text


def test_a_thread_asks_once_for_which_client_an_agency_writes_and_takes_the_answer_there(
    here: Service, signed_in: SignedIn
) -> None:
    with reading(here.engine) as connection:
        one = next(one for one in entries.clientless(connection) if one.agency == "Cakra Komunika")
    browser, path = signed_in("officer"), f"/threads/{one.thread}"
    question = "petugas perlu menentukan untuk klien yang mana"
    assert browser.get(path).text.count(question) == 1
    answer = browser.act(f"/unknown/client/{one.thread}", {"partner": one.clients[0][0], "back": path})
    assert answer.location == path
    assert question not in browser.get(path).text


def test_whose_name_a_stranger_bears_is_told_by_that_name_and_not_by_our_id(here: Service, signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    pretender = select(s.message.c.key, s.message.c.thread).where(s.message.c.sender.like("biro_kementerian%"))
    with reading(here.engine) as connection:
        message = connection.execute(pretender).one()
    told = "\n".join(explain(here, message.key, "id"))
    pages = [browser.get(path).text for path in ("/unknown", f"/threads/{message.thread}")]
    for text in (*pages, told):
        assert "nama mitra (Kementerian Wisata Bahari)" in text
        assert "(kemenmarin)" not in text
