"""Inviting from the console: reviewed first, sent once, changed and cancelled under one UID; a partner's answered."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from icalendar import Calendar
from recurring_ical_events import of
from sqlalchemy import select

from liaison_sync.app.inspect.steps import read_step
from liaison_sync.app.service import Sender, Service
from liaison_sync.domain.workdays import Calendars, Holiday
from liaison_sync.formats import ical, mime
from liaison_sync.ports import Delivery
from liaison_sync.store import people
from liaison_sync.store import schema as s
from liaison_sync.store.engine import writing
from liaison_sync.web.app import build
from tests.app.season_store import HUMAS, NOW
from tests.itip_tables import faults
from tests.web.browser import Browser
from tests.web.conftest import LivedIn

RINA, HADI = "rina@pemkot.example", "hadi@bank.example"
PLAN = {
    "title": "Rapat persiapan; tahap 2",
    "day": "2026-12-10",
    "hour": "10:00",
    "minutes": "90",
    "zone": "Asia/Makassar",
    "people": f"Rina Wulandari <{RINA}>, {HADI}",
    "place": "Ruang Rapat, Lantai 3",
    "link": "https://meet.example/abc",
    "text": "1. Panggung\n2. Undangan",
}


def nowhere() -> Delivery:
    raise AssertionError("nothing is sent here")


@dataclass
class Ticking:
    """A clock that goes on a second each time somebody looks."""

    instant: datetime = NOW

    def now(self) -> datetime:
        self.instant += timedelta(seconds=1)
        return self.instant


@pytest.fixture
def office(here: Service) -> Service:
    sender = Sender(HUMAS, "Humas Karsa Bahari", nowhere)
    calendars = Calendars({"ID": {date(2026, 12, 25): Holiday("Hari Raya Natal")}})
    return replace(here, sender=sender, clock=Ticking(), calendars=calendars)


@pytest.fixture
def officer(office: Service) -> Browser:
    with writing(office.engine) as connection:
        people.begin(connection, "officer@karsabahari.example", "officer-token", "officer-csrf", NOW)
    return Browser(build(office), {"liaison": "officer-token"})


def opened(officer: Browser, path: str = "/invitations/new") -> str:
    found = re.search(r'name="uid" value="([^"]+)"', officer.get(path).text)
    assert found
    return unescape(found[1])


def letters(office: Service, uid: str) -> list[Any]:
    o = s.outbox.c
    with office.engine.connect() as connection:
        query = select(s.outbox).where(o.kind == "invitation", o.about == uid).order_by(o.queued_at, o.id)
        return list(connection.execute(query))


def calendar_of(row: Any) -> tuple[str, str]:
    """The method and text of the one calendar a letter carries."""
    message = mime.parse(row.frozen).message
    (file,) = [one for one in message.attachments if one.name.endswith(".ics")]
    assert (file.name, file.type) == ("invite.ics", "application/ics")
    walked = _parts(row.frozen)
    kinds = [kind for kind, _, _ in walked]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    (method, inline), (_, attached) = walked[4][1:], walked[5][1:]
    assert inline == attached
    return method, inline


def _parts(raw: bytes) -> list[tuple[str, str, str]]:
    import email
    from email import policy

    found = []
    for part in email.message_from_bytes(raw, policy=policy.default).walk():
        body = part.get_payload(decode=True) if not part.is_multipart() else b""
        method = str(part.get_param("method") or "")
        found.append((part.get_content_type(), method, bytes(body or b"").decode()))
    return found


def send(officer: Browser, uid: str, **changed: str) -> Any:
    return officer.act("/invitations/review", {**PLAN, "uid": uid, "key": "", "do": "send", **changed})


def test_a_review_shows_the_letters_and_what_stands_against_the_time_and_sends_nothing(
    office: Service, officer: Browser
) -> None:
    uid = opened(officer)
    page = unescape(officer.act("/invitations/review", {**PLAN, "uid": uid, "key": "", "do": "review"}).text)
    assert "Undangan: Rapat persiapan; tahap 2, Kamis, 10 Desember 2026, 10.00–11.30 WITA" in page
    assert "Tempat: Ruang Rapat, Lantai 3" in page
    assert 'value="send"' in page
    assert letters(office, uid) == []
    holiday = {**PLAN, "day": "2026-12-25", "uid": uid, "key": "", "do": "review"}
    assert "hari libur" in unescape(officer.act("/invitations/review", holiday).text)


def test_an_invitation_leaves_once_is_right_by_the_tables_and_read_by_others(office: Service, officer: Browser) -> None:
    uid = opened(officer)
    assert send(officer, uid).status == 303
    again = send(officer, uid)
    assert again.status == 409
    rows = letters(office, uid)
    assert sorted(row.recipients[0]["address"] for row in rows) == [HADI, RINA]
    for row in rows:
        method, text = calendar_of(row)
        assert method == "REQUEST"
        assert faults(text, method="REQUEST", recipient=row.recipients[0]["address"]) == []
        (event,) = of(Calendar.from_ical(text)).between((2026, 12, 1), (2027, 1, 1))
        assert event["DTSTART"].dt.isoformat() == "2026-12-10T10:00:00+08:00"
        assert str(event["SUMMARY"]) == "Rapat persiapan; tahap 2"
        (read,) = ical.read(text.encode()).invitations
        assert (read.uid, read.organizer and read.organizer.address) == (uid, HUMAS)
        assert {who.address for who in read.attendees} == {RINA, HADI}


def test_a_change_and_a_cancellation_keep_the_uid_and_raise_the_sequence(office: Service, officer: Browser) -> None:
    uid = opened(officer)
    send(officer, uid, people=RINA)
    assert send(officer, uid, people=RINA, hour="13:00").status == 303
    assert officer.act("/invitations/cancel", {"uid": uid}).status == 303
    told = sorted((calendar_of(row) for row in letters(office, uid)), key=lambda one: _sequence(one[1]))
    assert [(method, _sequence(text)) for method, text in told] == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]
    assert len({str(_event(text)["UID"]) for _, text in told}) == 1
    assert str(_event(told[2][1])["STATUS"]) == "CANCELLED"
    assert officer.act("/invitations/cancel", {"uid": uid}).status == 409
    facts = [
        fact
        for row in letters(office, uid)
        for fact in read_step(row.frozen, None, NOW, "inbox", own=(RINA,), authserv_id=None).facts
    ]
    assert {fact.uid for fact in facts} == {uid}


def _event(text: str) -> Any:
    return next(one for one in Calendar.from_ical(text).subcomponents if one.name == "VEVENT")


def _sequence(text: str) -> int:
    return int(_event(text)["SEQUENCE"])


def test_who_is_dropped_is_told_and_who_stays_is_not_asked_again(office: Service, officer: Browser) -> None:
    uid = opened(officer)
    send(officer, uid)
    send(officer, uid, people=HADI)
    found = [(row.recipients[0]["address"], calendar_of(row)[0]) for row in letters(office, uid)]
    assert found.count((RINA, "CANCEL")) == 1
    assert found.count((HADI, "REQUEST")) == 2


def test_what_has_not_left_is_taken_back_and_may_be_sent_again(office: Service, officer: Browser) -> None:
    uid = opened(officer)
    send(officer, uid)
    assert officer.act(f"/invitations/{uid}/recall").status == 303
    assert {row.state for row in letters(office, uid)} == {"cancelled"}
    assert officer.act(f"/invitations/{uid}/recall").status == 409
    assert send(officer, uid).status == 303
    assert [row.state for row in letters(office, uid)].count("queued") == 2


@pytest.mark.parametrize(
    "changed",
    [{"title": " "}, {"people": ""}, {"hour": "99:00"}, {"zone": "Mars/Utopia"}, {"minutes": "0"}, {"people": "Rina"}],
)
def test_what_cannot_be_sent_says_why_and_keeps_what_was_typed(
    changed: dict[str, str], office: Service, officer: Browser
) -> None:
    uid = opened(officer)
    page = officer.act("/invitations/review", {**PLAN, "uid": uid, "key": "", "do": "review", **changed})
    assert 'role="alert"' in page.text
    assert "Ruang Rapat, Lantai 3" in page.text
    assert letters(office, uid) == []


def asked(office: Service) -> tuple[str, str]:
    """(occurrence, uid) of a partner's invitation still to come that names us."""
    o, e = s.occurrence.c, s.engagement.c
    query = (
        select(o.key, o.uid, e.document)
        .join(s.engagement, o.engagement == e.key)
        .where(o.start > NOW, o.status.in_(("proposed", "confirmed", "tentative")))
        .order_by(o.start)
    )
    own = set(office.own.addresses)
    with office.engine.connect() as connection:
        for key, uid, said in connection.execute(query):
            names = {who["address"] for who in said["attendees"]}
            if said["organizer"] not in own and names & own and not said.get("rrule"):
                return key, uid
    raise AssertionError("the season holds no such invitation")


def test_a_partners_invitation_is_answered_with_a_word_and_answered_anew(office: Service, officer: Browser) -> None:
    key, uid = asked(office)
    assert f'action="/agenda/{key}/answer"' in unescape(officer.get(f"/agenda/{key}").text)
    answers = ("ACCEPTED", "DECLINED", "ACCEPTED")
    for partstat in answers:
        assert officer.act(f"/agenda/{key}/answer", {"partstat": partstat, "comment": "Terima kasih"}).status == 303
    assert officer.act(f"/agenda/{key}/answer", {"partstat": "ACCEPTED", "comment": "Terima kasih"}).status == 409
    found = letters(office, uid)
    assert len(found) == len(answers)
    for row in found:
        method, text = calendar_of(row)
        assert faults(text, method="REPLY", recipient=row.recipients[0]["address"]) == []
        assert (method, str(_event(text)["COMMENT"])) == ("REPLY", "Terima kasih")
        assert "Terima kasih" in mime.parse(row.frozen).message.text


def test_a_meeting_of_ours_opens_with_what_was_sent_last(lived_in: LivedIn) -> None:
    (path,) = lived_in.addresses["/agenda/{key}/invitation"]
    meeting = path.removesuffix("/invitation")
    assert f'href="{path}"' in lived_in.browser.get(meeting).text
    page = lived_in.browser.get(path).text
    assert re.search(r'name="title" value="[^"]+"', page)
    assert re.search(r'name="day" type="date" value="2026-12-\d\d"', page)
    assert "@" in page.partition('name="people"')[2].partition("</textarea>")[0]


def test_an_invitation_greets_the_one_it_is_for_and_guesses_nothing(office: Service, officer: Browser) -> None:
    uid = opened(officer)
    people = f"Rina Wulandari <{RINA}>, Andi Wijaya <andi@lain.example>, tu@lain.example, x1@lain.example"
    asked = {**PLAN, "uid": uid, "key": "", "do": "review", "people": people}
    page = unescape(officer.act("/invitations/review", asked).text)
    for said in (
        "Yth. Ibu Rina Wulandari,", "mengundang Ibu menghadiri", "Yth. Bapak/Ibu Andi Wijaya,", "Yth. Tata Usaha,",
        "Yth. Bapak/Ibu,", "mengundang Bapak/Ibu menghadiri",
    ):  # fmt: skip
        assert said in page


def test_a_zone_is_offered_by_the_name_of_its_clock(officer: Browser) -> None:
    page = officer.get("/invitations/new").text
    for zone, told in (
        ("Asia/Jakarta", "WIB (Asia/Jakarta)"),
        ("Asia/Jayapura", "WIT (Asia/Jayapura)"),
        ("UTC", "UTC"),
    ):
        assert re.search(rf'<option value="{zone}"(?: selected)?>{re.escape(told)}</option>', page)


def test_an_address_that_is_none_is_named_and_nothing_typed_is_lost(officer: Browser) -> None:
    typed = {**PLAN, "people": f"{RINA}, salah@", "uid": opened(officer), "key": "", "do": "review"}
    page = officer.act("/invitations/review", typed).text
    (told,) = re.findall(r'role="alert">([^<]+)<', page)
    assert unescape(told).endswith(": salah@")
    assert PLAN["title"] in unescape(page)
