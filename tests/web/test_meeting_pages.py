"""The meeting, directory, mailbox, search and report pages over the season, as a browser without script sees them."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import pytest
from sqlalchemy import Text, event, select, type_coerce, update

from liaison_sync.app.service import Service
from liaison_sync.demo.placed import Placed
from liaison_sync.formats import ical
from liaison_sync.formats.meeting_words import flag_text
from liaison_sync.store import agenda, unknown
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing
from tests.app.season_store import EVENT, HUMAS, NOW, deliver
from tests.web.browser import Browser
from tests.web.conftest import SignedIn
from tests.web.lived_in import an_ended

PATHS = (
    *("/agenda", "/agenda?view=day&date=2026-11-24", "/agenda?show=outcome", "/agenda?show=flagged", "/directory"),
    *("/directory?q=hendra", "/directory/partners/new", "/directory/contacts/new", "/unknown", "/mailboxes", "/search"),
    *("/search?q=rapat", "/search?q=dari:bank+ada:lampiran", "/reports", "/reports/weekly/2026-W47"),
    *("/reports/monthly", "/reports/monthly/2026-11"),
)


@pytest.fixture
def browser(signed_in: SignedIn) -> Browser:
    return signed_in("admin")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("path", PATHS)
def test_every_page_opens_in_both_languages_with_few_queries(
    path: str, language: str, browser: Browser, here: Service
) -> None:
    browser.follow("/language", language=language, back="/agenda")
    asked: list[str] = []
    event.listen(here.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    answer = browser.get(path)
    assert answer.status == 200
    assert f'<html lang="{language}"' in answer.text
    assert " style=" not in answer.text
    assert "|safe" not in answer.text
    assert sum(one.startswith(("SELECT", "WITH")) for one in asked) <= 15


def test_a_meetings_page_asks_few_questions_of_the_store(browser: Browser, here: Service) -> None:
    page, asked = f"/agenda/{an_ended(here)}", list[str]()
    event.listen(here.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    assert browser.get(page).status == 200
    assert len([one for one in asked if one.startswith("SELECT")]) <= 15


def test_a_letters_meeting_is_taken_or_dismissed_and_not_answered(browser: Browser, here: Service) -> None:
    with reading(here.engine) as connection:
        o = s.occurrence.c
        key = connection.execute(select(o.key).where(o.status == "candidate")).scalar_one()
    page = browser.get(f"/agenda/{key}").text
    assert page.count("/confirm") == 1
    assert "/dismiss" in page
    assert f'action="/agenda/{key}/answer"' not in page


def test_the_history_tells_in_words_how_a_series_repeats(browser: Browser, here: Service) -> None:
    o, e = s.occurrence.c, s.engagement.c
    with reading(here.engine) as connection:
        joined = s.occurrence.join(s.engagement, o.engagement == e.key)
        series = select(o.key).select_from(joined).where(type_coerce(e.document, Text).contains('"rrule":"FREQ=WEEKLY'))
        key = connection.execute(series.order_by(o.start).limit(1)).scalar_one()
    text = unescape(browser.get(f"/agenda/{key}").text)
    history = text[text.index("Aturan berulang") :][:300]
    assert "setiap" in history
    assert "FREQ=" not in history


def test_an_unknown_sender_becomes_a_partner_with_its_whole_domain(browser: Browser, here: Service) -> None:
    with reading(here.engine) as connection:
        before = unknown.count(connection)
    text = browser.follow(
        "/unknown/register",
        address="cahyo.widodo@bahterajaya.example",
        name="Bahtera Jaya",
        kind="company",
        whole="yes",
    )
    assert "Mitra baru terdaftar" in text
    with reading(here.engine) as connection:
        assert unknown.count(connection) == before - 1
        row = connection.execute(select(s.message).where(s.message.c.sender == "cahyo.widodo@bahterajaya.example"))
        assert {one.partner for one in row} == {"bahtera-jaya"}


def test_counts_equal_their_lists(here: Service) -> None:
    own = frozenset(here.own.addresses)
    with reading(here.engine) as connection:
        waiting = agenda.waiting(connection, NOW, own, limit=1000)
        assert agenda.waiting_count(connection, NOW) == len(waiting) > 0
        assert unknown.count(connection) == len(unknown.senders(connection, limit=1000)) > 0


def test_a_viewer_sees_but_is_not_offered_and_not_allowed_to_act(signed_in: SignedIn, here: Service) -> None:
    guest = signed_in("viewer")
    page = f"/agenda/{an_ended(here)}"
    assert "/outcome" not in guest.get(page).text
    assert guest.act(f"{page}/outcome", {"held": "yes"}).status == 403


def test_hostile_words_in_a_search_stay_words(browser: Browser) -> None:
    answer = browser.get("/search?" + urlencode({"q": '"><script>alert(1)</script> OR 1=1 -- "'}))
    assert answer.status == 200
    assert "<script>alert" not in answer.text


def test_what_is_not_there_answers_404(browser: Browser) -> None:
    for path in (
        "/agenda/nothing",
        "/directory/partners/nobody",
        "/reports/weekly/2026-W99",
        "/reports/other/2026-W47",
        "/reports/monthly/2026-W47",
        "/reports/monthly:partner:nobody",
        "/reports/weekly:officer:nobody@k.example/2026-W47",
        "/reports/weekly/2026-W47/file/exe",
    ):
        assert browser.get(path).status == 404, path


def test_a_meeting_is_downloaded_as_a_file_that_our_own_reader_reads(signed_in: SignedIn, here: Service) -> None:
    o, e = s.occurrence.c, s.engagement.c
    query = select(o.key, e.uid, e.title).join(s.engagement, o.engagement == e.key).where(o.status == "confirmed")
    with reading(here.engine) as connection:
        rows = connection.execute(query).all()
    viewer = signed_in("viewer")
    assert f'href="/agenda/{rows[0].key}/ics"' in viewer.get(f"/agenda/{rows[0].key}").text
    for row in rows:
        answer = viewer.get(f"/agenda/{row.key}/ics")
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        assert answer.headers["content-disposition"].startswith("attachment; ")
        found = ical.read(answer.octets)
        assert found.problems == ()
        assert {one.uid for one in found.invitations} == {row.uid}
    assert viewer.get("/agenda/nobody/ics").status == 404
    viewer.cookies.clear()
    assert viewer.get(f"/agenda/{rows[0].key}/ics").status == 303


def _organised(here: Service, organizer: str) -> str:
    o, e = s.occurrence.c, s.engagement.c
    query = select(o.key, e.document).join(s.engagement, o.engagement == e.key).order_by(o.start.desc())
    with reading(here.engine) as connection:
        keys: list[str] = [row.key for row in connection.execute(query) if row.document.get("organizer") == organizer]
    return keys[0]


def test_people_of_a_meeting_go_by_their_names_with_the_address_beside(browser: Browser, here: Service) -> None:
    text = unescape(browser.get(f"/agenda/{_organised(here, EVENT)}").text)
    organiser = re.findall(r"<dt>Penyelenggara</dt><dd>(.*?)</dd>", text)[-1]  # before it: as each invitation said
    assert re.fullmatch(rf'[^@<]+<br><span class="mut">{EVENT}</span>', organiser)
    names = [one for one in re.findall(r'<li class="row"><div>\s*<p>([^<]+)', text.partition('id="people"')[2]) if one]
    assert names
    assert not any("@" in one for one in names)
    senders = re.findall(r'<span title="([^"]+@[^"]+)">([^<]+)</span>', text)
    assert senders
    assert all("@" not in name for _, name in senders)


def test_a_flag_names_whom_it_is_about_where_the_name_is_known() -> None:
    flag = "uninvited_guest:tamu@mitra.example"
    assert flag_text(flag, "id", {"tamu@mitra.example": "Tuti Amelia"}) == "Tuti Amelia menjawab tanpa diundang"
    assert flag_text(flag, "id") == "tamu@mitra.example menjawab tanpa diundang"


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF-"), ("xlsx", b"PK"), ("txt", b"Handover")])
def test_a_report_is_downloaded_as_a_file(browser: Browser, kind: str, begins: bytes) -> None:
    known = browser.get("/partners").text
    partner = re.findall(r"href=\"/partners/([a-z0-9-]+)\"", known)[0]
    name = f"monthly:partner:{partner}" if kind == "txt" else "weekly"
    period = "2026-11" if kind == "txt" else "2026-W47"
    answer = browser.get(f"/reports/{name}/{period}/file/{kind}?lang=en")
    assert answer.status == 200
    assert answer.octets.startswith(begins)
    assert f".{kind}" in answer.headers["content-disposition"]


def test_a_contradiction_in_a_meeting_to_come_stands_on_today_and_its_list(browser: Browser, here: Service) -> None:
    o, e = s.occurrence.c, s.engagement.c
    with writing(here.engine) as connection:
        later = select(o.engagement, o.key).where(o.start > NOW + timedelta(days=3), o.status == "confirmed")
        engagement, key = connection.execute(later.order_by(o.start).limit(1)).one()
        said = connection.execute(select(e.document).where(e.key == engagement)).scalar_one()
        flagged = {**said, "flags": ["from_tnef", "text_conflict:time"]}
        connection.execute(update(s.engagement).where(e.key == engagement).values(document=flagged))
    words, told_only = flag_text("text_conflict:time", "id"), flag_text("from_tnef", "id")
    today = unescape(browser.get("/").text)
    assert f"/agenda/{key}" in today
    assert words in today
    assert told_only not in today
    listed = unescape(browser.get("/agenda?show=flagged").text)
    counted = re.search(r"(\d+) pertemuan mendatang perlu diperiksa", today)
    assert counted
    assert f"Jumlah: {counted[1]} pertemuan" in listed
    assert key in listed


def _asked_twice(uid: str) -> Placed:
    ics = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nDTSTAMP:20261120T020000Z\r\nDTSTART:20261202T020000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\n"
        f"SUMMARY:Rapat ganda\r\nORGANIZER:mailto:a@x.example\r\nATTENDEE:mailto:{HUMAS}\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )
    head = (
        f"From: <a@x.example>\r\nTo: <{HUMAS}>\r\nSubject: Rapat ganda\r\nDate: Fri, 20 Nov 2026 09:00:00 +0700\r\n"
        f"Message-ID: <{uid}@x.example>\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n"
    )
    return Placed(HUMAS, "INBOX", NOW - timedelta(hours=1), (head + ics).encode())


def test_two_uids_that_may_be_one_meeting_stand_on_today_and_its_list_once_until_decided(
    browser: Browser, here: Service
) -> None:
    assert "mungkin tercatat dua kali" not in browser.get("/").text
    deliver(here, [_asked_twice("twin-a"), _asked_twice("twin-b")])
    assert "1 pertemuan mendatang mungkin tercatat dua kali" in unescape(browser.get("/").text)
    listed = unescape(browser.get("/agenda?show=twins").text)
    assert "Jumlah: 1 pertemuan" in listed
    key = re.findall(r'href="/agenda/(e[0-9a-f]+)"', listed)[0]
    other = re.search(r'name="other" value="([^"]+)"', browser.get(f"/agenda/{key}").text)
    assert other
    browser.follow(f"/agenda/{key}/same", other=other[1], do="apart")
    assert "mungkin tercatat dua kali" not in browser.get("/").text
    assert "Jumlah: 0 pertemuan" in unescape(browser.get("/agenda?show=twins").text)


def test_a_twin_under_another_uid_is_proposed_joined_and_parted_on_the_page(browser: Browser, here: Service) -> None:
    o, e = s.occurrence.c, s.engagement.c
    with writing(here.engine) as connection:
        ahead = select(s.occurrence).where(o.start > NOW, o.status.in_(("confirmed", "proposed")))
        for one in connection.execute(ahead.order_by(o.start)).all():
            said = connection.execute(select(s.engagement).where(e.key == one.engagement)).one()
            if (
                said.document.get("organizer")
                and len(said.document["attendees"]) > 1
                and not said.document.get("rrule")
            ):
                break
        twin = {**said._mapping, "key": "etwin", "uid": "twin", "document": {**said.document, "uid": "twin"}}
        connection.execute(s.engagement.insert().values(**twin))
        connection.execute(
            s.occurrence.insert().values(**{**one._mapping, "key": "etwin", "uid": "twin", "engagement": "etwin"})
        )
    page = f"/agenda/{one.key}"
    assert "/agenda/etwin" in unescape(browser.get(page).text)
    joined = browser.follow(f"{page}/same", other="twin", do="same")
    assert "/agenda/etwin" not in joined
    assert "Dihitung sebagai pertemuan ini oleh" in joined
    parted = browser.follow(f"{page}/same", other="twin", do="part")
    assert "Dihitung sebagai pertemuan ini" not in parted
