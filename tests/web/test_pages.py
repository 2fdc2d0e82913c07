"""Today, correspondence, threads, follow-ups and partners over the season: counts, acts, both languages, cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Select, event, select, update

from liaison_sync.app.act import HANDLERS
from liaison_sync.app.service import Service
from liaison_sync.domain.workdays import Calendars
from liaison_sync.formats.wording import catalogue
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.followups import SHOWS as FOLLOWUP_SHOWS
from liaison_sync.store.threads import SHOWS
from liaison_sync.web import lateness, render, snooze
from liaison_sync.web.app import build
from tests.app.season_store import NOW
from tests.rig import HandClock, tables
from tests.web.browser import Browser
from tests.web.conftest import LivedIn, SignedIn
from tests.web.lived_in import sending

SESSION = {"session": frozenset({"seen_at"})}


def value(here: Service, query: Select[Any]) -> str:
    with reading(here.engine) as connection:
        found = connection.execute(query).scalar()
    assert found is not None
    return str(found)


def paths(here: Service) -> list[str]:
    thread = value(here, select(s.thread.c.id).where(s.thread.c.messages > 2, s.thread.c.partner.is_not(None)))
    html = value(here, select(s.message.c.key).join(s.message_text, s.message_text.c.n == s.message.c.n)
                 .where(s.message_text.c.rest.is_not(None), s.message.c.attachments > 0))  # fmt: skip
    followups = [value(here, select(s.followup.c.id).where(s.followup.c.state == one)) for one in ("drafted", "held")]
    return [
        "/", "/threads", "/threads?show=all", f"/threads/{thread}", f"/messages/{html}", f"/messages/{html}?html=1",
        "/followups", "/followups?show=all", "/partners", "/partners?owes=ours", "/partners/cakra",
        "/partners/cakra?kind=meeting", *(f"/followups/{one}" for one in followups),
    ]  # fmt: skip


@contextmanager
def counted(here: Service) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(here.engine, "before_cursor_execute", note)
    yield said
    event.remove(here.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_renders_in_both_languages_within_its_queries(
    here: Service, signed_in: SignedIn, language: str
) -> None:
    browser = signed_in("officer")
    browser.act("/language", {"language": language})
    for path in paths(here):
        with counted(here) as queries:
            answer = browser.get(path)
        assert answer.status == 200, path
        assert f'<html lang="{language}"' in answer.text
        look = [one for one in queries if one.startswith("SELECT")]
        assert len(look) <= 15, (path, len(look))


def test_no_get_changes_anything(here: Service, signed_in: SignedIn) -> None:
    browser = signed_in("admin")
    before = tables(here.engine, SESSION)
    for path in paths(here):
        browser.get(path)
    assert tables(here.engine, SESSION) == before


def _walked(browser: Browser, path: str, link: str) -> list[str]:
    found: list[str] = []
    while path:
        text = browser.get(path).text
        found += re.findall(link, text)
        following = re.search(r'href="([^"]+)" rel="next"', text)
        path = following[1].replace("&amp;", "&") if following else ""
    return found


@pytest.mark.parametrize("show", SHOWS)
def test_a_count_equals_its_list_of_threads(signed_in: SignedIn, show: str) -> None:
    browser = signed_in("viewer")
    chip = re.search(rf'href="/threads\?show={show}"[^>]*>[^<]*<span>(\d+)', browser.get("/threads").text)
    rows = _walked(browser, f"/threads?show={show}", r'<h3><a href="/threads/(\w+)"')
    assert chip
    assert len(rows) == len(set(rows)) == int(chip[1])


@pytest.mark.parametrize("show", FOLLOWUP_SHOWS)
def test_a_count_equals_its_list_of_followups(signed_in: SignedIn, show: str) -> None:
    browser = signed_in("viewer")
    chip = re.search(rf'href="/followups\?show={show}"[^>]*>[^<]*<span>(\d+)', browser.get("/followups").text)
    rows = _walked(browser, f"/followups?show={show}", r'<h3><a href="/followups/([\w-]+)"')
    assert chip
    assert len(rows) == len(set(rows)) == int(chip[1])


@pytest.mark.parametrize("show", ["sent", "cancelled"])
def test_what_is_over_stands_in_the_order_of_the_times_its_list_shows(lived_in: LivedIn, show: str) -> None:
    page = lived_in.browser.get(f"/followups?show={show}").text
    shown = re.findall(r'<span class="mut at"><time datetime="([^"]+)"', page)
    assert len(shown) > 1
    assert shown == sorted(shown, reverse=True)


def test_a_follow_up_for_nobody_points_at_nobody_and_says_what_to_do(here: Service, signed_in: SignedIn) -> None:
    f = s.followup.c
    with writing(here.engine) as connection:
        row = connection.execute(select(f.id, f.document).where(f.trigger == "we_owe").limit(1)).one()
        nobody = {**row.document["followup"], "to": [], "state": "held", "chain": [{"key": "no_owner", "params": []}]}
        values = {"state": "held", "document": {**row.document, "followup": nobody}}
        connection.execute(update(s.followup).where(f.id == row.id).values(**values))
    page = signed_in("officer").get("/followups?show=held&trigger=we_owe").text
    (heading,) = re.findall(rf'<a href="/followups/{row.id}" data-open>([^<]+)</a>', page)
    assert heading.strip() == "Menunggu balasan kita"
    assert "policy.default_owner" in page


def test_todays_figures_are_those_of_the_lists_they_link_to(signed_in: SignedIn) -> None:
    browser = signed_in("viewer")
    figures = re.findall(r'<dd><a href="(/threads[^"]+)">(\d+)</a>', browser.get("/").text)
    assert len(figures) == 3
    for path, figure in figures:
        assert f'<span class="mut">{figure} baris</span>' in browser.get(path).text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", ("Jam di teks berbeda dengan undangan", "Jawaban atas undangan lama: Tuti Amelia")),
        ("en", ("The text names another time than the invitation", "Answer to an older version: Tuti Amelia")),
    ],
)
def test_today_tells_what_does_not_fit_in_a_meeting(
    here: Service, signed_in: SignedIn, language: str, words: tuple[str, ...]
) -> None:
    browser, o, e = signed_in("viewer"), s.occurrence.c, s.engagement.c
    browser.act("/language", {"language": language, "back": "/"})
    day = (o.start >= NOW.replace(hour=0), o.start < NOW.replace(hour=10), o.status.not_in(("candidate", "cancelled")))
    query = select(o.engagement, e.document).join(s.engagement, o.engagement == e.key)
    with writing(here.engine) as connection:
        key, document = connection.execute(query.where(*day).limit(1)).one()
        guest = {"address": "tamu@mitra.example", "name": "Tuti Amelia"}
        told = {**document, "flags": ["text_conflict:time", "outdated_answer:tamu@mitra.example"]}
        told["attendees"] = [*document["attendees"], guest]
        connection.execute(s.engagement.update().where(e.key == key).values(document=told))
    text = browser.get("/").text
    assert all(one in text for one in words)


def test_a_thread_is_closed_reopened_assigned_put_off_and_noted(here: Service, signed_in: SignedIn) -> None:
    browser, t = signed_in("officer"), s.thread.c
    id_ = value(here, select(t.id).where(t.ball == "ours").order_by(t.id))

    def here_is(column: ColumnElement[Any]) -> str:
        return value(here, select(column).where(t.id == id_))

    closed = browser.act(f"/threads/{id_}/close")
    assert (closed.status, here_is(t.ball)) == (303, "nobody")
    assert f'action="/threads/{id_}/reopen"' in browser.get(closed.location).text
    browser.act(f"/threads/{id_}/reopen")
    assert here_is(t.ball) == "ours"
    browser.act(f"/threads/{id_}/assign", {"owner": "officer@karsabahari.example"})
    assert here_is(t.owner) == "officer@karsabahari.example"
    assert browser.act(f"/threads/{id_}/assign", {"owner": "stranger@x.example"}).status == 404
    browser.act(f"/threads/{id_}/snooze", {"until": "tomorrow"})
    assert here_is(t.snoozed_until).startswith("2026-11-25 01:00")
    browser.act(f"/threads/{id_}/note", {"text": "<b>Telepon</b> Bu Sari"})
    assert "&lt;b&gt;Telepon&lt;/b&gt; Bu Sari" in browser.get(f"/threads/{id_}").text
    assert value(here, select(s.journal.c.actor).order_by(s.journal.c.n.desc())) == "officer@karsabahari.example"


def test_the_time_to_undo_is_told_as_the_office_has_it(here: Service, signed_in: SignedIn) -> None:
    policy = replace(here.policy, sending=replace(here.policy.sending, undo_seconds=45))
    browser, f = signed_in("officer"), s.followup.c
    browser.app = build(replace(here, policy=policy))
    id_ = value(here, select(f.id).where(f.state == "drafted", f.audience == "partner"))
    browser.act(f"/followups/{id_}/approve", {"back": "/"})
    page = browser.get("/").text
    assert 'data-undo="45"' in page
    assert "45 detik" in page


def test_an_approval_can_be_undone_and_a_stale_one_is_a_conflict(here: Service, signed_in: SignedIn) -> None:
    browser, f = signed_in("officer"), s.followup.c
    id_ = value(here, select(f.id).where(f.state == "drafted", f.audience == "partner"))

    def state() -> str:
        return value(here, select(f.state).where(f.id == id_))

    done = browser.act(f"/followups/{id_}/approve", {"back": "/"})
    assert (done.location, state()) == ("/", "approved")
    assert f'action="/followups/{id_}/undo"' in browser.get("/").text
    assert "data-undo" not in browser.get("/").text  # said once
    browser.act(f"/followups/{id_}/undo")
    assert state() == "drafted"
    typed = {"subject": "Salam", "text": "Isi <b>sementara</b>"}
    assert 'formtarget="written"' in browser.get(f"/followups/{id_}?edit=1").text
    assert "Isi &lt;b&gt;sementara&lt;/b&gt;" in browser.act(f"/followups/{id_}/preview", typed).text
    assert browser.act(f"/followups/{id_}/preview", {"subject": "", "text": ""}).status == 404
    assert "sementara" not in browser.get(f"/followups/{id_}").text  # shown, not kept
    final = {"subject": "Salam", "text": "Isi <b>baru</b>"}
    as_written = browser.act(f"/followups/{id_}/preview", final).text
    browser.act(f"/followups/{id_}/edit", final)
    assert browser.get(f"/followups/{id_}/html").text == as_written
    assert "Isi &lt;b&gt;baru&lt;/b&gt;" in browser.get(f"/followups/{id_}").text
    browser.act(f"/followups/{id_}/cancel", {"reason": "sudah ditelepon"})
    assert state() == "cancelled"
    assert "sudah ditelepon" in browser.get(f"/followups/{id_}").text
    stale = browser.act(f"/followups/{id_}/edit", {"subject": "Salam", "text": "yang saya ketik"})
    assert stale.status == 409
    assert "<strong>Dewi Anggraini</strong> · membatalkan tindak lanjut" in stale.text
    assert "10.00 WIB" in stale.text
    assert "yang saya ketik" in stale.text


def test_of_many_threads_those_that_are_gone_are_left_out_and_counted(here: Service, signed_in: SignedIn) -> None:
    browser, t = signed_in("officer"), s.thread.c
    with reading(here.engine) as connection:
        open_ = list(connection.execute(select(t.id).where(t.ball == "ours", t.closed.is_(False)).limit(2)).scalars())
    told = browser.follow("/threads/many", thread=[open_[0], "t-joined-meanwhile", open_[1]], do="close")
    assert "2/3" in told


@pytest.mark.parametrize(("trigger", "stays"), [("no_reply", True), ("we_owe", False)])
def test_the_subject_of_a_reply_is_that_of_its_thread_and_not_written_in_vain(
    trigger: str, stays: bool, here: Service, signed_in: SignedIn
) -> None:
    browser, f = signed_in("officer"), s.followup.c
    browser.app = build(sending(here))
    id_ = value(here, select(f.id).where(f.state.in_(("drafted", "approved")), f.trigger == trigger))
    page = browser.get(f"/followups/{id_}?edit=1").text
    assert (' readonly aria-describedby="subject-hint"' in page) is stays
    browser.act(f"/followups/{id_}/edit", {"subject": "Lain sama sekali", "text": "Yth. Ibu"})
    assert ("Lain sama sekali" not in browser.get(f"/followups/{id_}").text) is stays


def test_a_letter_about_a_meeting_is_handed_to_a_colleague_with_its_thread(here: Service, signed_in: SignedIn) -> None:
    browser, f = signed_in("officer"), s.followup.c
    waiting = (f.meeting.is_not(None), f.thread.is_not(None), f.state.in_(("drafted", "held")))
    with reading(here.engine) as connection:
        row = connection.execute(select(f.id, f.thread).where(*waiting)).first()
    assert row is not None
    assert f'action="/threads/{row.thread}/assign"' in browser.get(f"/followups/{row.id}").text


@pytest.mark.parametrize(("language", "words"), [("id", "ini diputuskan aturan"), ("en", "a rule decided this")])
def test_what_a_rule_stopped_offers_no_undo_and_says_why(
    here: Service, signed_in: SignedIn, language: str, words: str
) -> None:
    browser, f = signed_in("officer"), s.followup.c
    browser.act("/language", {"language": language})
    document = select(f.id, f.document).where(f.state == "cancelled")
    with reading(here.engine) as connection:
        rows = connection.execute(document).all()
    last = {row.id: row.document["followup"]["chain"][-1]["key"] for row in rows}
    stopped = next(id_ for id_, key in last.items() if key != "cancelled_by")
    page = browser.get(f"/followups/{stopped}").text
    assert "data-undo-here" not in page
    assert "/assign" not in page  # nor is what is over handed to anybody
    assert words in page
    refused = browser.act(f"/followups/{stopped}/undo")
    assert refused.status == 409
    assert words in refused.text
    assert value(here, select(f.state).where(f.id == stopped)) == "cancelled"


def test_a_stale_edit_tells_who_changed_what_in_the_readers_language_and_never_a_bare_key(
    here: Service, signed_in: SignedIn
) -> None:
    assert [one for one in HANDLERS if f"console.deed.{one.__name__}" not in catalogue("en")] == []
    browser, f = signed_in("officer"), s.followup.c
    browser.act("/language", {"language": "en"})
    id_ = value(here, select(f.id).where(f.state == "cancelled"))
    stale = browser.act(f"/followups/{id_}/edit", {"subject": "Hello", "text": "what I typed"})
    assert stale.status == 409
    assert "what I typed" in stale.text
    assert "liaison-sync</strong> · withdrew the follow-up" in stale.text


def test_undo_stands_for_thirty_seconds_from_the_act_not_from_the_page(here: Service, signed_in: SignedIn) -> None:
    token = signed_in("officer").cookies
    clock = HandClock(NOW)
    browser, f = Browser(build(replace(here, clock=clock)), dict(token)), s.followup.c
    id_ = value(here, select(f.id).where(f.state == "drafted"))
    browser.act(f"/followups/{id_}/snooze", {"until": "week"})
    clock.turn(seconds=12)
    assert 'data-undo="18"' in browser.get("/").text
    browser.act(f"/followups/{id_}/undo")
    browser.act(f"/followups/{id_}/cancel", {"reason": "x"})
    clock.turn(seconds=31)
    assert "data-undo" not in browser.get("/").text


def test_the_menu_speaks_the_language_one_chose(signed_in: SignedIn) -> None:
    browser = signed_in("viewer")
    assert "<h1>Hari ini</h1>" in browser.get("/").text
    assert browser.act("/language", {"language": "en", "back": "/partners"}).location == "/partners"
    assert "<h1>Today</h1>" in browser.get("/").text


def test_late_means_that_many_working_hours_ago() -> None:
    calendar, now = Calendars().of(), datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    came = lateness.came_by(calendar, now, 8.0)
    assert calendar.working_hours_between(came, now) >= 8.0
    assert calendar.working_hours_between(came + timedelta(minutes=1), now) < 8.0


def test_snoozing_offers_opening_hours_and_refuses_the_past() -> None:
    calendar, friday = Calendars().of(), datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
    assert snooze.until(calendar, friday, "tomorrow") == datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
    assert snooze.until(calendar, friday, "2026-11-28") == datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
    assert snooze.until(calendar, friday, "2026-11-27") is None
    assert snooze.until(calendar, friday, "besok") is None


def test_the_script_and_the_stylesheet_stay_small() -> None:
    assert (render.STATIC / "liaison.js").stat().st_size <= 15 * 1024
    assert (render.STATIC / "liaison.css").stat().st_size <= 18 * 1024
