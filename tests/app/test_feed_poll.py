"""A published calendar, polled into the store: its items are meetings; what is no whole calendar changes nothing."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import Engine

from liaison_sync.app.certify import certify
from liaison_sync.app.poll import Polled, poll
from liaison_sync.app.rebuild import rebuild
from liaison_sync.app.service import Mailbox
from liaison_sync.config import ConfigInvalid, load
from liaison_sync.formats.wording import say
from liaison_sync.sources.feed import FeedSource
from liaison_sync.store import schema as s
from tests.peers.ca import Authority
from tests.peers.feed import PATH, FakeFeed, feed_settings, vevent
from tests.peers.graph_wire import Reply, Request
from tests.rig import Rig, difference, rig, rows, tables

US, OWNER = "humas@kantor.example", "agenda@pemkot.example"
UID = "rapat-7@pemkot.example"
TIMES = ("DTSTART;TZID=Asia/Jakarta:20261123T100000", "DTEND;TZID=Asia/Jakarta:20261123T113000")
DIRECTORY = {
    "own": {"domains": ["kantor.example"], "addresses": [US]},
    "partners": [{"id": "pemkot", "name": "Pemkot", "domains": ["pemkot.example"]}],
    "contacts": [],
}


@pytest.fixture
def fake(authority: Authority) -> Iterator[FakeFeed]:
    with FakeFeed(authority.issue()) as made:
        yield made
        assert made.wrong == []


@pytest.fixture
def owner() -> str:
    """Whose word the calendar is."""
    return OWNER


@pytest.fixture
def here(owner: str, engine: Engine, fake: FakeFeed, authority: Authority) -> Rig:
    settings = feed_settings(fake, authority)
    box = Mailbox("agenda", US, lambda: FeedSource("agenda", settings), page_messages=5, owner=owner)
    return rig(engine, [box], directory=DIRECTORY, address=US)


either = pytest.mark.parametrize("owner", ["", OWNER], ids=["sighting", "owner"])


def passed(here: Rig) -> Polled:
    here.clock.turn(minutes=15)
    return poll(here.service, here.service.mailboxes[0])


def polled(here: Rig) -> None:
    found = passed(here)
    assert found.failure is None, found.failure


def meeting(here: Rig, uid: str = UID) -> dict[str, Any]:
    e = s.engagement.c
    (row,) = rows(here.engine, e.status, e.title, e.document, where=(e.uid == uid) & e.recurrence_id.is_(None))
    return {"status": row.status, "title": row.title, **row.document}


def flags(here: Rig, uid: str = UID) -> list[str]:
    return list(meeting(here, uid).get("flags", ()))


def test_a_published_meeting_is_known_and_a_second_pass_writes_nothing(here: Rig, fake: FakeFeed) -> None:
    fake.events = {str(n): vevent(f"r{n}@pemkot.example", "SUMMARY:Rapat", *TIMES) for n in range(12)}
    polled(here)
    assert len(rows(here.engine, s.engagement.c.uid)) == 12
    before = tables(here.engine)
    polled(here)
    assert difference(before, tables(here.engine)) == {}
    assert fake.asked == [200, 304]


def test_a_producer_that_stamps_every_answer_anew_tells_nothing_new(here: Rig, fake: FakeFeed) -> None:
    fake.stamped = False
    fake.events["a"] = vevent(UID, "SUMMARY:Rapat", *TIMES)
    polled(here)
    before = tables(here.engine)
    fake.events["a"] = vevent(UID, "SUMMARY:Rapat", *TIMES, stamp="20261110T031500Z")
    polled(here)
    assert difference(before, tables(here.engine)) == {}


@either
def test_the_word_of_the_owner_counts_and_the_last_reading_is_the_true_one(here: Rig, fake: FakeFeed) -> None:
    titles = ["Rapat", "Rapat baru", "Rapat"]  # with one and the same DTSTAMP
    for title in titles:
        fake.events["a"] = vevent(UID, f"SUMMARY:{title}", *TIMES)
        polled(here)
        found = meeting(here)
        assert found["title"] == title
        assert "conflict" not in flags(here)
    owned = here.service.mailboxes[0].owner == OWNER
    assert (found["status"] == "unverified") is not owned


@either
def test_what_leaves_the_feed_is_told_not_cancelled_and_may_come_back_as_it_was(here: Rig, fake: FakeFeed) -> None:
    fake.events["a"] = vevent(UID, "SUMMARY:Rapat", *TIMES)
    fake.events["b"] = vevent("lain@pemkot.example", "SUMMARY:Lain", *TIMES)
    polled(here)
    event = fake.events.pop("a")
    polled(here)
    assert "left_calendar" in flags(here)
    assert "left_calendar" not in flags(here, "lain@pemkot.example")
    assert meeting(here)["status"] != "cancelled"
    fake.events["a"] = event
    polled(here)
    assert "left_calendar" not in flags(here)


def html(_: Request) -> Reply:
    return Reply(200, b"<!DOCTYPE html><html><body>Silakan masuk</body></html>", {"Content-Type": "text/html"})


def gone(_: Request) -> Reply:
    return Reply(404, b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


def elsewhere(_: Request) -> Reply:
    return Reply(302, b"", {"Location": "https://lain.example/agenda.ics?kunci=rahasia"})


def busy(_: Request) -> Reply:
    return Reply(503, b"", {"Retry-After": "120"})


def half(_: Request) -> Reply:
    return Reply(200, f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{vevent('x@y.example', *TIMES)}".encode())


ANSWERS: tuple[tuple[Callable[[Request], Reply | None], str], ...] = (
    (html, "feed_not_calendar"),
    (gone, "feed_gone"),
    (elsewhere, "feed_moved"),
    (busy, "unavailable"),
    (half, "feed_cut_off"),
    (lambda _: Reply(200, b""), "feed_not_calendar"),
    (lambda _: Reply(403, b"<html>"), "feed_refused"),
    (lambda _: None, "dropped"),
)


def test_an_answer_that_is_no_whole_calendar_changes_nothing_and_says_what_to_do(here: Rig, fake: FakeFeed) -> None:
    fake.events["a"] = vevent(UID, "SUMMARY:Rapat", *TIMES)
    polled(here)
    before = tables(here.engine)
    for instead, key in ANSWERS:
        fake.instead = instead
        failure = passed(here).failure
        assert failure is not None
        assert failure.key == key
        assert difference(before, tables(here.engine)).keys() == {"mailbox"}  # it is red
        for language in ("id", "en"):
            said = [say(language, f"errors.{key}.{part}", **failure.params) for part in ("cause", "next")]
            assert "rahasia" not in "".join(said)
    fake.instead = None
    polled(here)
    assert "left_calendar" not in flags(here)


def test_a_series_is_one_item_with_its_exceptions_in_whatever_order_they_stand(here: Rig, fake: FakeFeed) -> None:
    series = vevent(UID, "SUMMARY:Rutin", "RRULE:FREQ=WEEKLY;COUNT=4", *TIMES)
    moved = vevent(UID, "SUMMARY:Rutin", "RECURRENCE-ID;TZID=Asia/Jakarta:20261130T100000",
                   "DTSTART;TZID=Asia/Jakarta:20261201T140000", "DTEND;TZID=Asia/Jakarta:20261201T150000")  # fmt: skip
    fake.events = {"b": moved, "a": series}
    polled(here)
    assert len(rows(here.engine, s.sighting.c.locator)) == 1
    starts = [row.start.isoformat() for row in rows(here.engine, s.occurrence.c.start)]
    assert "2026-12-01T07:00:00+00:00" in starts
    assert "2026-11-30T03:00:00+00:00" not in starts
    before = tables(here.engine)
    fake.events = {"a": series, "b": moved}
    polled(here)
    assert difference(before, tables(here.engine)).keys() <= {"folder"}


def test_a_rebuild_keeps_what_was_read(here: Rig, fake: FakeFeed) -> None:
    fake.events["a"] = vevent(UID, "SUMMARY:Rapat", *TIMES)
    polled(here)
    before = tables(here.engine)
    for _ in rebuild(here.service, anew=True):
        pass
    assert difference(before, tables(here.engine)).keys() <= {"job", "journal"}


def test_an_item_nobody_can_read_is_set_aside_beside_the_others(here: Rig, fake: FakeFeed) -> None:
    fake.events["a"] = vevent("", "SUMMARY:Tanpa nomor", *TIMES)
    fake.events["b"] = vevent(UID, "SUMMARY:Rapat", *TIMES)
    polled(here)
    assert meeting(here)["title"] == "Rapat"
    assert rows(here.engine, s.quarantine.c.reason) == [("event_unreadable",)]


def test_a_calendar_is_not_certified_and_says_why(here: Rig) -> None:
    done = certify(here.service, here.service.mailboxes[0])
    assert done.certificate is not None
    assert (done.certificate.standing, done.certificate.reason) == ("uncertified", "calendar_only")


def test_another_address_is_read_from_the_beginning_without_doubles(
    here: Rig, fake: FakeFeed, authority: Authority
) -> None:
    fake.events = {name: vevent(f"{name}@pemkot.example", "SUMMARY:Rapat", *TIMES) for name in "ab"}
    polled(here)
    before = rows(here.engine, s.fact.c.id)
    settings = feed_settings(fake, authority, url=fake.url + "?kunci=baru")
    box = here.service.mailboxes[0]
    again = here.but(
        mailboxes=(Mailbox("agenda", US, lambda: FeedSource("agenda", settings), owner=box.owner),),
    )
    del fake.events["b"]
    polled(again)
    assert "left_calendar" in flags(again, "b@pemkot.example")
    assert len(rows(here.engine, s.fact.c.id)) == len(before) + 1


def test_the_doctor_counts_the_meetings(fake: FakeFeed, authority: Authority) -> None:
    with FeedSource("agenda", feed_settings(fake, authority)) as source:
        assert [one.key for one in source.findings()][-2:] == ["doctor.tls", "doctor.feed_empty"]
        fake.events["a"] = vevent(UID, *TIMES)
        found = source.findings()
        assert (found[-1].key, found[-1].params["number"]) == ("doctor.feed", "1")
        fake.instead = gone
        assert source.findings()[-1].key == "errors.feed_gone"


def locked(fake: FakeFeed) -> None:
    """From now on only who signs in may read, also after it was sent on."""

    def gate(request: Request) -> Reply | None:
        if request.headers.get("Authorization") != f"Basic {b64encode('humas:käbut:1'.encode()).decode()}":
            return Reply(401, b"", {"WWW-Authenticate": 'Basic realm="agenda"'})
        if request.path == PATH:
            return Reply(302, b"", {"Location": "/lagi.ics"})
        return Reply(200, fake.content, {"Content-Type": "text/calendar"})

    fake.instead = gate


def test_an_address_that_wants_a_sign_in_gets_it_and_says_so_where_it_refuses(
    fake: FakeFeed, authority: Authority
) -> None:
    fake.events["a"] = vevent(UID, *TIMES)
    locked(fake)
    for given, last in (
        ({"username": "humas", "password": SecretStr("käbut:1")}, "doctor.feed"),
        ({"username": "humas", "password": SecretStr("basi")}, "errors.feed_sign_in_refused"),
        ({}, "errors.feed_refused"),
    ):
        with FeedSource("agenda", feed_settings(fake, authority, **given)) as source:
            found = source.findings()
        assert found[-1].key == last
        assert "basi" not in repr(found)
        for language in ("id", "en"):
            assert say(language, f"{last}.cause", **found[-1].params)


def test_a_password_goes_to_no_other_place(fake: FakeFeed, authority: Authority) -> None:
    heard: list[object] = []
    with FakeFeed(authority.issue()) as other:
        other.instead = lambda request: heard.append(request.headers.get("Authorization"))
        fake.instead = lambda _: Reply(302, b"", {"Location": other.url})
        settings = feed_settings(fake, authority, username="humas", password=SecretStr("rahasia"))
        with FeedSource("agenda", settings) as source:
            assert source.findings()[-1].key == "errors.feed_moved"
    assert heard == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"username": "humas"}, "name_and_password"),
        ({"password": SecretStr("x")}, "name_and_password"),
        ({"username": "hu:mas", "password": SecretStr("x")}, "basic_name"),
        ({"username": "hu\r\nmas", "password": SecretStr("x")}, "basic_name"),
    ],
)
def test_a_sign_in_that_cannot_be_is_refused(
    fake: FakeFeed, authority: Authority, changes: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        feed_settings(fake, authority, **changes)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("https://kalender.example/rahasia/a.ics", True),
        ("webcal://kalender.example/rahasia/a.ics", True),
        ("http://kalender.example/rahasia/a.ics", False),
        ("https://nama@kalender.example/rahasia/a.ics", False),
        ("https://kalender.example:99999/rahasia", False),
        ("rahasia/agenda.ics", False),
    ],
)
def test_a_feed_is_configured_by_an_https_address_that_is_never_printed(url: str, fits: bool, tmp_path: Path) -> None:
    config = tmp_path / "liaison.toml"
    config.write_text(
        f'[organisation]\nname = "K"\n[[mailboxes]]\nname = "agenda"\naddress = "{US}"\n[mailboxes.feed]\n'
        f"url = {json.dumps(url)}\n",
        "utf-8",
    )
    if fits:
        found = load(config)
        assert "rahasia" not in repr(found)
        assert found.mailboxes[0].owner == ""
    else:
        with pytest.raises(ConfigInvalid) as problem:
            load(config)
        assert [one.path for one in problem.value.problems] == ["mailboxes.0.feed.url"]
        assert "rahasia" not in problem.value.problems[0].text
