"""Answering in the console: the draft is one's own and never lost, the preview is what leaves, undo until it does."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from sqlalchemy import select, update

from liaison_sync.app.service import Sender, Service
from liaison_sync.ports import Delivery
from liaison_sync.store import drafts, people
from liaison_sync.store import schema as s
from liaison_sync.store.engine import writing
from liaison_sync.web.app import build
from tests.app.season_store import HUMAS, NOW
from tests.web.browser import Browser
from tests.web.conftest import PASSWORD
from tests.web.test_pages import value


def nowhere() -> Delivery:
    raise AssertionError("nothing is sent here")


@pytest.fixture
def office(here: Service) -> Service:
    return replace(here, sender=Sender(HUMAS, "Humas Karsa Bahari", nowhere))


def browser(office: Service, role: str) -> Browser:
    token = f"{role}-token"
    with writing(office.engine) as connection:
        people.begin(connection, f"{role}@karsabahari.example", token, f"{role}-csrf", NOW)
    return Browser(build(office), {"liaison": token})


def waiting(office: Service) -> tuple[str, str]:
    """A thread whose ball is ours, and the message that made it so."""
    t = s.thread.c
    id_ = value(office, select(t.id).where(t.ball == "ours", t.partner.is_not(None)).order_by(t.id))
    return id_, value(office, select(t.ball_because).where(t.id == id_))


def fields(page: str, action: str) -> dict[str, str]:
    """What the form of that address holds."""
    form = page.partition(f'action="{action}"')[2].partition("</form>")[0]
    found = {k: unescape(v) for k, v in re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', form) if k != "do"}
    text = re.search(r'name="text"[^>]*>(.*?)</textarea>', form, re.DOTALL)
    assert text
    return {**found, "text": unescape(text[1])}


def test_the_heading_of_an_answer_says_once_that_it_is_one(office: Service) -> None:
    id_, key = waiting(office)
    with writing(office.engine) as connection:
        connection.execute(update(s.message).where(s.message.c.key == key).values(subject="Re: Bls: Denah gerai"))
    page = browser(office, "officer").get(f"/threads/{id_}/reply?message={key}").text
    assert "<h1>Balas: Denah gerai</h1>" in page


def test_an_answer_is_begun_kept_seen_sent_and_taken_back(office: Service) -> None:
    officer = browser(office, "officer")
    id_, key = waiting(office)
    path = f"/threads/{id_}/reply"
    assert f'href="{path}" data-key="r"' in officer.get(f"/threads/{id_}").text
    form = fields(officer.get(f"{path}?message={key}").text, path)
    assert form["message"] == key
    assert HUMAS not in form["to"] + form["cc"]
    form["text"] = "Yth. Bapak,\n\nKami hadir <b>besok</b>."
    seen = officer.act(path, {**form, "do": "preview"})
    page = officer.get(seen.location.partition("#")[0]).text
    assert fields(page, path)["text"] == form["text"]
    frame = re.search(r'<iframe class="frame" src="(/replies/\w+/html)"', page)
    assert frame
    assert "Kami hadir &lt;b&gt;besok&lt;/b&gt;." in officer.get(frame[1]).text
    assert browser(office, "manager").get(frame[1]).status == 404  # a draft is one's own
    sent = officer.act(path, {**form, "do": "send"})
    told = officer.get(sent.location).text
    undo = re.search(r'action="(/replies/\w+/recall)" data-undo', told)
    assert undo
    assert "Menunggu dikirim" in officer.get(f"/threads/{id_}").text
    back = officer.act(undo[1])
    assert value(office, select(s.outbox.c.state).where(s.outbox.c.kind == "reply")) == "cancelled"
    assert fields(officer.get(back.location).text, path)["text"] == form["text"]


def test_a_second_click_on_send_sends_nothing_more(office: Service) -> None:
    officer = browser(office, "officer")
    id_, key = waiting(office)
    path = f"/threads/{id_}/reply"
    form = {**fields(officer.get(f"{path}?message={key}").text, path), "do": "send"}
    assert officer.act(path, form).status == 303
    again = officer.act(path, form)
    assert again.status == 409
    assert "dua kali" in again.text
    with office.engine.connect() as connection:
        assert len(connection.execute(select(s.outbox.c.id).where(s.outbox.c.kind == "reply")).all()) == 1


def test_what_was_typed_into_an_expired_session_is_kept_as_a_draft(office: Service) -> None:
    stranger = Browser(build(office))
    id_, key = waiting(office)
    path = f"/threads/{id_}/reply"
    with office.engine.connect() as connection:
        draft = drafts.next_id(connection, "officer@karsabahari.example", key)
    typed = {
        "draft": draft,
        "message": key,
        "to": "rina@pemkot.example",
        "text": "Isi yang lama ditulis",
        "do": "save",
        "csrf": "old",
    }
    lost = stranger.post(path, typed)
    keep = re.search(r'name="keep" value="([^"]+)"', lost.text)
    assert lost.status == 401
    assert keep
    form = {"address": "officer@karsabahari.example", "password": PASSWORD, "keep": unescape(keep[1]), "next": path}
    again = stranger.post("/sign-in", form).text
    stranger.post(path, {k: unescape(v) for k, v in re.findall(r'name="(\w+)" value="([^"]*)"', again)})
    assert "Isi yang lama ditulis" in stranger.get(f"{path}?message={key}").text


def test_others_see_that_somebody_writes_but_not_what(office: Service) -> None:
    officer, manager = browser(office, "officer"), browser(office, "manager")
    id_, key = waiting(office)
    path = f"/threads/{id_}/reply"
    form = fields(officer.get(f"{path}?message={key}").text, path)
    officer.act(path, {**form, "to": "a@b.example", "text": "rahasia dulu", "do": "keep"})
    seen = manager.get(f"/threads/{id_}").text + manager.get(f"{path}?message={key}").text
    assert "Dewi Anggraini juga sedang menulis" in seen
    assert "rahasia dulu" not in seen
    assert "Lanjutkan menulis" in officer.get(f"/threads/{id_}").text
    officer.act(path, {**form, "do": "discard"})
    assert "Lanjutkan menulis" not in officer.get(f"/threads/{id_}").text


def test_without_a_sending_account_the_mail_program_answers(here: Service) -> None:
    id_, _ = waiting(here)
    page = browser(here, "officer").get(f"/threads/{id_}").text
    assert "/reply" not in page
    assert 'href="mailto:' in page


def test_a_viewer_writes_nothing(office: Service) -> None:
    id_, key = waiting(office)
    viewer = browser(office, "viewer")
    assert viewer.get(f"/threads/{id_}/reply").status == 403
    assert viewer.act(f"/threads/{id_}/reply", {"message": key, "text": "x"}).status == 403


@pytest.mark.parametrize(("decided", "opens"), [("Yth. Ibu Sari", "Yth. Ibu Sari,"), ("Ibu", "Yth. Ibu "), (None, "")])
def test_an_answer_opens_with_the_salutation_an_officer_decided_written_once(
    office: Service, decided: str | None, opens: str
) -> None:
    officer = browser(office, "officer")
    id_, key = waiting(office)
    sender = value(office, select(s.message.c.sender).where(s.message.c.key == key))
    with writing(office.engine) as connection:
        told = {"salutation": decided, "language": "id", "name": "Sari Utama" if decided else "Andi Wijaya"}
        connection.execute(s.contact.update().where(s.contact.c.address == sender).values(told))
    text = fields(officer.get(f"/threads/{id_}/reply?message={key}").text, f"/threads/{id_}/reply")["text"].strip()
    assert text.startswith(opens)
    assert text.count("Yth.") == (1 if decided else 0)
