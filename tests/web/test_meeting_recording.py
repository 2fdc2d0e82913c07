"""The page of a meeting that is over: outcome, attendance, minutes, action items, its end."""

from __future__ import annotations

import re
from datetime import timedelta
from email.utils import format_datetime
from html import unescape
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.store import agenda
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing
from tests.app.season_store import HUMAS, NOW, deliver
from tests.web.browser import Browser
from tests.web.conftest import SignedIn
from tests.web.lived_in import an_ended


@pytest.fixture
def browser(signed_in: SignedIn) -> Browser:
    return signed_in("admin")


def test_a_meeting_that_has_just_begun_has_no_outcome_to_correct_yet(browser: Browser, here: Service) -> None:
    o = s.occurrence.c
    with writing(here.engine) as connection:
        key = connection.execute(select(o.key).where(o.status == "confirmed", o.start > NOW).limit(1)).scalar_one()
        begun = NOW - timedelta(minutes=5)
        connection.execute(update(s.occurrence).where(o.key == key).values(start=begun, end=NOW + timedelta(hours=1)))
    page = browser.get(f"/agenda/{key}").text
    assert "<summary>Catat hasil</summary>" in page
    assert "Perbaiki hasil" not in page


def test_outcome_minutes_and_action_items_are_recorded_by_plain_forms(browser: Browser, here: Service) -> None:
    page = f"/agenda/{an_ended(here)}"
    text = browser.follow(f"{page}/outcome", held="yes", **{"person.1": "a@b.example", "presence.1": "present"})
    assert "Hasil pertemuan sudah dicatat" in text
    assert "Terlaksana" in text
    text = browser.follow(f"{page}/minutes", discussion="Denah <b>panggung</b>", decisions="Disewa", internal="x")
    assert "Denah <b>panggung</b>" in text  # unescaped once: the page itself holds &lt;b&gt;
    assert "Denah <b>" not in browser.get(page).text
    text = browser.follow(f"{page}/actions", text="Kirim denah", owner="Dewi", due="2026-11-20")
    assert "Kirim denah" in text
    assert "Lewat tenggat" in text
    item = re.search(r'action="(/actions/[^"]+/finish)"', text)
    assert item
    assert "Selesai" in browser.follow(item[1], done="yes", back=page)


def test_a_deadline_may_be_said_in_working_days_and_what_says_no_day_is_refused(
    browser: Browser, here: Service
) -> None:
    page = f"/agenda/{an_ended(here)}"
    browser.follow(f"{page}/actions", text="Kirim denah", owner="Dewi", within="3 hari kerja")
    with reading(here.engine) as connection:
        items = connection.execute(select(s.action_item.c.due).where(s.action_item.c.text == "Kirim denah")).scalars()
        assert [f"{one}" for one in items] == ["2026-11-27"]
    assert re.findall(r"tenggat (\d+ \w+ \d+)", unescape(browser.get(page).text)) == ["27 Nov 2026"] * 2
    refused = browser.act(f"{page}/actions", {"text": "Kirim lagi", "within": "secepatnya"})
    assert refused.status != 303
    assert "3 hari kerja" in unescape(refused.text)


def test_a_held_meeting_is_followed_up_and_closed_and_opened_again(browser: Browser, here: Service) -> None:
    page = f"/agenda/{an_ended(here)}"
    browser.follow(f"{page}/outcome", held="no", reason="postponed")
    assert browser.act(f"{page}/conduct", {"to": "closed"}).status != 303  # what was not held counts as held nowhere
    browser.follow(f"{page}/outcome", held="yes")
    browser.follow(f"{page}/minutes", discussion="Denah", decisions="Disewa")
    states = []
    for to in ("followed_up", "closed", "open"):
        browser.follow(f"{page}/conduct", to=to)
        with reading(here.engine) as connection:
            states.append(
                connection.execute(select(s.conduct.c.state).where(s.conduct.c.occurrence == page[8:])).scalar()
            )
    assert states == ["followed_up", "closed", "minuted"]


@pytest.mark.parametrize(("language", "word"), [("id", "Keputusan"), ("en", "Decisions")])
def test_the_minutes_are_downloaded_as_pdf_without_internal_notes(
    browser: Browser, here: Service, language: str, word: str
) -> None:
    page = f"/agenda/{an_ended(here)}"
    browser.follow(f"{page}/outcome", held="yes")
    text = browser.follow(f"{page}/minutes", discussion="Denah panggung", decisions="Disewa", internal="Rahasia besar")
    assert f"{page}/minutes.pdf?lang={language}" in text
    answer = browser.get(f"{page}/minutes.pdf?lang={language}")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    drawn = "".join(one.extract_text() for one in PdfReader(BytesIO(answer.octets)).pages)
    assert word in drawn
    assert "Denah panggung" in drawn
    assert "Rahasia besar" not in drawn
    assert browser.get("/agenda/nothing/minutes.pdf").status == 404


def test_attendance_is_offered_from_the_answers_but_nobody_unsure_is_taken_for_present(
    browser: Browser, here: Service
) -> None:
    o, e = s.occurrence.c, s.engagement.c
    query = select(o.key, e.document).join(s.engagement, o.engagement == e.key).where(o.end < NOW)
    with reading(here.engine) as connection:
        unsure = next(
            row.key
            for row in connection.execute(query)
            if any(one["partstat"] == "TENTATIVE" for one in row.document["attendees"])
        )
    text = browser.get(f"/agenda/{unsure}").text
    chosen = re.findall(r'<select name="presence[^>]*>.*?</select>', text, re.DOTALL)
    assert any('value="present" selected' in one for one in chosen)
    assert any("selected" not in one for one in chosen)


def test_a_letter_of_thanks_suggests_that_a_meeting_was_held_and_one_click_records_it(
    browser: Browser, here: Service
) -> None:
    o, e, x = s.occurrence.c, s.engagement.c, s.contact.c
    with reading(here.engine) as connection:
        joined = s.occurrence.join(s.engagement, o.engagement == e.key).join(s.contact, x.partner == e.partner)
        query = select(o.key, o.start, x.address).select_from(joined).where(*agenda.awaiting(NOW))
        key, start, address = connection.execute(query.order_by(o.start.desc()).limit(1)).one()
    date = format_datetime(start + timedelta(hours=3))
    head = (
        f"From: <{address}>\r\nTo: <{HUMAS}>\r\nSubject: Terima kasih\r\nDate: {date}\r\nMessage-ID: <thanks@x.example>"
    )
    mail = f"{head}\r\n\r\nYth. Ibu,\r\n\r\nTerima kasih atas pertemuan tadi.\r\n".encode()
    deliver(here, [Placed(HUMAS, "INBOX", start + timedelta(hours=3), mail)])
    page = unescape(browser.get(f"/agenda/{key}").text)
    assert "Terima kasih atas pertemuan tadi" in page
    assert "Catat sebagai terlaksana" in unescape(browser.get("/agenda?show=outcome").text)
    assert "Untuk 1 di antaranya, surat sudah menyebut hasilnya." in unescape(browser.get("/").text)
    with reading(here.engine) as connection:
        assert connection.execute(select(s.conduct).where(s.conduct.c.occurrence == key)).first() is None
    letter = re.search(r'name="letter" value="([^"]+)"', page)
    assert letter
    browser.follow(f"/agenda/{key}/outcome", held="yes", letter=letter[1])
    with reading(here.engine) as connection:
        told = (
            connection.execute(select(s.journal.c.document).where(s.journal.c.about == f"meeting:{key}"))
            .scalars()
            .all()
        )
        state = connection.execute(select(s.conduct.c.state).where(s.conduct.c.occurrence == key)).scalar_one()
    assert state == "held"
    assert any(one.get("letter") == letter[1] for one in told)
