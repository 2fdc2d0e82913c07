"""Calendar feeds as the people who make them and the programs that ask for them meet them."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import icalendar
import pytest
import recurring_ical_events
from sqlalchemy import event, select, update

from liaison_sync.app.service import Service
from liaison_sync.domain.feed import horizon
from liaison_sync.domain.view import Meeting
from liaison_sync.store import agenda
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing
from liaison_sync.web.app import build
from tests.app.season_store import NOW
from tests.web.browser import Answer, Browser
from tests.web.conftest import SignedIn

PARTNER = "kemenmarin"


def made(browser: Browser, path: str) -> str:
    """The address a form gives, as the page after it shows it once."""
    answer = browser.act(f"{path}/feeds")
    assert answer.status == 303, answer.text
    shown = re.search(r'readonly value="([^"]+)"', browser.get(answer.location).text)
    assert shown
    assert "readonly" not in browser.get(answer.location).text
    return unescape(shown[1])


def revoked(browser: Browser, path: str) -> None:
    form = re.search(rf'action="({path}/feeds/[^"]+/revoke)"', browser.get(path).text)
    assert form
    assert browser.act(form[1]).status == 303


def asked(here: Service, address: str, **headers: str) -> Answer:
    return Browser(build(here)).get(address, **headers)


def shown(answer: Answer) -> list[Any]:
    """The occurrences a client draws."""
    calendar = icalendar.Calendar.from_ical(answer.octets)
    return list(recurring_ical_events.of(calendar, keep_recurrence_attributes=True).between(*horizon(NOW)))


def told(here: Service, partner: str = "") -> list[Meeting]:
    """What the agenda shows."""
    with reading(here.engine) as connection:
        return agenda.between(connection, *horizon(NOW), NOW, frozenset(here.own.addresses), partner=partner)


def answer_for(here: Service, address: str) -> None:
    """Whoever has no owner yet is this officer's."""
    with writing(here.engine) as connection:
        connection.execute(update(s.partner).values(owner=address))


def test_a_partners_feed_shows_the_occurrences_of_the_agenda_and_names_nobody(
    here: Service, signed_in: SignedIn
) -> None:
    answer = asked(here, made(signed_in("officer"), f"/partners/{PARTNER}"))
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    meetings = told(here, PARTNER)
    assert meetings
    assert {str(one["UID"]) for one in shown(answer)} == {f"{one.key}@liaison-sync" for one in meetings}
    names = {who.name or who.address for one in meetings for who in one.participants if who.name != "Humas"}
    text = answer.text.replace("\r\n ", "")
    assert names
    assert [one for one in names if f"{one}," in text or f"{one}\r" in text] == []
    assert "ATTENDEE" not in text
    assert "DESCRIPTION" not in text


def test_an_officers_feed_shows_the_meetings_that_officer_answers_for_at_their_times(
    here: Service, signed_in: SignedIn
) -> None:
    address = made(signed_in("officer"), "/account")
    before = shown(asked(here, address))
    answer_for(here, "officer@karsabahari.example")
    meetings = [one for one in told(here) if one.partner]
    events = {str(one["UID"]): one for one in shown(asked(here, address))}
    assert len(before) < len(events)
    timed = [one for one in meetings if not one.all_day and one.end]
    assert set(events) == {f"{one.key}@liaison-sync" for one in meetings}
    assert [(events[f"{one.key}@liaison-sync"].start, events[f"{one.key}@liaison-sync"].end) for one in timed] == [
        (one.start, one.end) for one in timed
    ]
    cancelled = {f"{one.key}@liaison-sync" for one in meetings if one.status in ("cancelled", "uninvited")}
    assert cancelled
    assert {uid for uid, one in events.items() if one.get("STATUS") == "CANCELLED"} == cancelled
    assert any("Peserta: " in str(one.get("DESCRIPTION", "")) for one in events.values())


def test_whoever_may_only_look_has_a_feed_without_names_and_may_make_none_of_a_partner(
    here: Service, signed_in: SignedIn
) -> None:
    viewer = signed_in("viewer")
    answer_for(here, "viewer@karsabahari.example")
    answer = asked(here, made(viewer, "/account"))
    assert shown(answer)
    assert "DESCRIPTION" not in answer.text
    assert viewer.act(f"/partners/{PARTNER}/feeds").status == 403
    made(signed_in("officer"), f"/partners/{PARTNER}")
    assert "/revoke" not in viewer.get(f"/partners/{PARTNER}").text


def test_what_only_a_letter_names_is_in_no_feed(here: Service, signed_in: SignedIn) -> None:
    address = made(signed_in("officer"), f"/partners/{PARTNER}")
    key = told(here, PARTNER)[0].key
    for status in ("candidate", "tombstone"):
        with writing(here.engine) as connection:
            connection.execute(update(s.occurrence).where(s.occurrence.c.key == key).values(status=status))
        assert f"{key}@liaison-sync" not in asked(here, address).text.replace("\r\n ", "")


def test_a_calendar_that_did_not_change_is_not_sent_again(here: Service, signed_in: SignedIn) -> None:
    address = made(signed_in("officer"), f"/partners/{PARTNER}")
    tag = asked(here, address).headers["etag"]
    for given in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = asked(here, address, if_none_match=given)
        assert (again.status, again.octets, again.headers["etag"]) == (304, b"", tag)
    with writing(here.engine) as connection:
        connection.execute(update(s.engagement).values(title="Judul baru"))
    changed = asked(here, address, if_none_match=tag)
    assert changed.status == 200
    assert changed.headers["etag"] != tag


@pytest.mark.parametrize("path", ["/account", f"/partners/{PARTNER}"])
def test_a_revoked_address_answers_as_one_that_never_was(path: str, here: Service, signed_in: SignedIn) -> None:
    browser = signed_in("officer")
    address = made(browser, path)
    assert asked(here, address).status == 200
    revoked(browser, path)
    gone, unknown = asked(here, address), asked(here, "/feeds/never-was.ics")
    assert (gone.status, gone.octets, gone.headers) == (404, unknown.octets, unknown.headers)
    assert asked(here, f"/feeds/{'x' * 5000}.ics").octets == unknown.octets


def test_a_feed_ends_with_its_makers_account(here: Service, signed_in: SignedIn) -> None:
    address = made(signed_in("officer"), "/account")
    with writing(here.engine) as connection:
        connection.execute(update(s.user).where(s.user.c.role == "officer").values(disabled=True))
    assert asked(here, address).status == 404


def test_nobody_ends_anothers_feed_and_nobody_makes_more_than_five(here: Service, signed_in: SignedIn) -> None:
    officer, admin = signed_in("officer"), signed_in("admin")
    address = made(officer, "/account")
    with reading(here.engine) as connection:
        id_ = connection.execute(select(s.feed.c.id)).scalar_one()
    assert admin.act(f"/account/feeds/{id_}/revoke").status == 409
    assert admin.act(f"/partners/{PARTNER}/feeds/{id_}/revoke").status == 409
    assert asked(here, address).status == 200
    assert [officer.act("/account/feeds").status for _ in range(5)] == [303] * 4 + [409]


@contextmanager
def _logged() -> Iterator[list[str]]:
    """Everything any logger says."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def test_the_token_stands_in_no_table_and_in_no_log_and_the_journal_tells_who_made_it(
    here: Service, signed_in: SignedIn, capfd: pytest.CaptureFixture[str]
) -> None:
    with _logged() as said:
        address = made(signed_in("officer"), f"/partners/{PARTNER}")
        asked(here, address)
        revoked(signed_in("officer"), f"/partners/{PARTNER}")
        asked(here, address)
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert len(token) == 43
    said += capfd.readouterr()
    assert [one for one in said if token in one] == []
    with reading(here.engine) as connection:
        for table in s.metadata.sorted_tables:
            assert token not in repr(connection.execute(select(table)).all()), table.name
        j = s.journal.c
        acts = connection.execute(select(j.action, j.actor).where(j.action.in_(("MakeFeed", "RevokeFeed")))).all()
        assert token not in json.dumps([list(one) for one in acts])
    assert [tuple(one) for one in acts] == [
        ("MakeFeed", "officer@karsabahari.example"),
        ("RevokeFeed", "officer@karsabahari.example"),
    ]


def test_a_feed_asks_few_questions_of_the_store(here: Service, signed_in: SignedIn) -> None:
    answer_for(here, "officer@karsabahari.example")
    address, browser, looks = made(signed_in("officer"), "/account"), Browser(build(here)), list[str]()
    event.listen(here.engine, "before_cursor_execute", lambda *a: looks.append(a[2]))
    assert browser.get(address).status == 200
    assert len([one for one in looks if one.startswith(("SELECT", "WITH"))]) <= 4


def test_who_guesses_or_asks_without_end_waits_but_nobody_elses_feed_does(here: Service, signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    address, other, browser = made(officer, "/account"), made(officer, f"/partners/{PARTNER}"), Browser(build(here))
    assert [browser.get(f"/feeds/{n}.ics").status for n in range(31)] == [404] * 30 + [429]
    answers = [browser.get(address) for _ in range(31)]
    assert [one.status for one in answers] == [200] * 30 + [429]
    assert answers[-1].headers["retry-after"] == "300"
    assert browser.get(other).status == 200


@pytest.mark.parametrize(
    ("language", "words"), [("id", ("Akun", "Buat alamat")), ("en", ("Account", "Make an address"))]
)
def test_pages_and_calendars_speak_the_makers_language(
    language: str, words: tuple[str, ...], here: Service, signed_in: SignedIn
) -> None:
    officer = signed_in("officer")
    officer.act("/language", {"language": language, "back": "/account"})
    text = officer.get("/account").text
    assert [one for one in words if one not in text] == []
    names = {"id": "X-WR-CALNAME:Pertemuan Dewi Anggraini\r\n", "en": "X-WR-CALNAME:Meetings: Dewi Anggraini\r\n"}
    assert names[language] in asked(here, made(officer, "/account")).text


def test_a_merged_partners_feed_goes_on_with_the_one_it_became(here: Service, signed_in: SignedIn) -> None:
    admin = signed_in("admin")
    address = made(admin, "/partners/osaki")
    alone = len(shown(asked(here, address)))
    assert admin.act(f"/directory/partners/{PARTNER}/merge", {"gone": "osaki"}).status == 303
    answer = asked(here, address)
    assert {str(one["UID"]) for one in shown(answer)} == {f"{one.key}@liaison-sync" for one in told(here, PARTNER)}
    assert len(shown(answer)) > alone
    revoked(admin, f"/partners/{PARTNER}")
    assert asked(here, address).status == 404
