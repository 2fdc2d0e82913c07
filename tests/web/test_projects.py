"""Projects in the console: entered, filled from threads and meetings, looked through, closed."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

import pytest
from sqlalchemy import select

from liaison_sync.app.service import Service
from liaison_sync.store import project_meetings
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.app.season_store import NOW
from tests.rig import rows
from tests.web.browser import Answer, Browser
from tests.web.conftest import LivedIn, SignedIn
from tests.web.test_feeds import asked, made, revoked, shown

FORM = {"name": "Festival Bahari 2026", "code": "FB26", "starts": "2026-11-28", "ends": "2026-11-30"}
HERE = "/projects/festival-bahari-2026"


@pytest.fixture
def officer(signed_in: SignedIn) -> Browser:
    browser = signed_in("officer")
    assert browser.act("/projects", FORM).location == HERE
    return browser


def dated(here: Service) -> tuple[str, str]:
    """A meeting that stands in a thread, and this thread."""
    o, e = s.occurrence.c, s.engagement.c
    joined = select(o.key, e.thread).join(s.engagement, o.engagement == e.key)
    real = joined.where(e.thread.is_not(None), o.status == "confirmed", o.start > NOW).order_by(o.start, o.key)
    with reading(here.engine) as connection:
        row = connection.execute(real).first()
    assert row
    return str(row.key), str(row.thread)


def projects(here: Service) -> dict[str, str | None]:
    return {row.id: row.project for row in rows(here.engine, s.thread.c.id, s.thread.c.project)}


def undo(browser: Browser, answer: Answer) -> str:
    """Where the undo button leads that the next page shows, once."""
    button = re.search(r'action="([^"]+)" data-undo', browser.get(answer.location).text)
    assert button
    return unescape(button[1])


def test_a_project_is_entered_found_corrected_and_closed(here: Service, officer: Browser) -> None:
    page = officer.get(HERE).text
    assert "<h1>Festival Bahari 2026</h1>" in page
    assert "FB26 · 28–30 November 2026" in page
    assert "Festival Bahari 2026" in officer.get("/projects?q=fb26").text
    assert "Festival Bahari 2026" not in officer.get("/projects?q=pameran").text
    officer.act("/projects", FORM)
    assert {row.id for row in rows(here.engine, s.project.c.id)} == {
        "festival-bahari-2026",
        "festival-bahari-2026-2",
    }
    assert (
        officer.act(f"{HERE}/edit", {**FORM, "name": "Pesta Laut", "owner": "officer@karsabahari.example"}).status
        == 303
    )
    page = officer.get(HERE).text
    assert "<h1>Pesta Laut</h1>" in page
    assert "Penanggung jawab: Dewi Anggraini" in page
    back = undo(officer, officer.act(f"{HERE}/close"))
    assert "Pesta Laut" not in officer.get("/projects").text
    assert "Pesta Laut" in officer.get("/projects?show=closed").text
    officer.act(back)
    assert "Pesta Laut" in officer.get("/projects").text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"name": " "}, "Proyek perlu nama."), ({"ends": "2026-11-27"}, "Tanggal selesai mendahului tanggal mulai.")],
)
@pytest.mark.parametrize("path", ["/projects", f"{HERE}/edit"])
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    path: str, wrong: dict[str, str], told: str, officer: Browser
) -> None:
    answer = officer.act(path, {**FORM, "code": "KODE-LAIN", **wrong})
    assert answer.status == 422
    assert told in answer.text
    assert 'value="KODE-LAIN"' in answer.text


def test_a_project_called_new_has_an_address_of_its_own(officer: Browser) -> None:
    assert officer.act("/projects", {"name": "New"}).location == "/projects/new-2"
    assert officer.act("/projects", {"name": "海"}).location == "/projects/proyek"


def test_a_thread_brings_its_meetings_and_its_partner_and_leaves_again(here: Service, officer: Browser) -> None:
    key, thread = dated(here)
    back = undo(officer, officer.act(f"/threads/{thread}/project", {"project": "festival-bahari-2026", "was": "-"}))
    assert projects(here)[thread] == "festival-bahari-2026"
    page = officer.get(HERE).text
    assert f'href="/agenda/{key}"' in page
    assert "Dari utas atau pertemuan" in page
    assert f'href="{HERE}"' in officer.get(f"/threads/{thread}").text
    meeting = officer.get(f"/agenda/{key}").text
    assert f'href="{HERE}"' in meeting
    assert "Mengikuti utasnya." in meeting
    officer.act(back)
    assert projects(here)[thread] is None
    assert f'href="/agenda/{key}"' not in officer.get(HERE).text


def test_a_meetings_own_word_wins_until_it_follows_its_thread_again(here: Service, officer: Browser) -> None:
    officer.act("/projects", {"name": "Kampanye"})
    key, thread = dated(here)
    officer.act(f"/threads/{thread}/project", {"project": "festival-bahari-2026"})
    officer.act(f"/agenda/{quote(key)}/project", {"project": "kampanye"})
    assert f'href="/agenda/{key}"' in officer.get("/projects/kampanye").text
    assert f'href="/agenda/{key}"' not in officer.get(HERE).text
    officer.act(f"/agenda/{quote(key)}/project", {"project": "-", "scope": "meeting"})
    assert f'href="/agenda/{key}"' not in officer.get("/projects/kampanye").text
    for scope in ("meeting", "series"):
        officer.act(f"/agenda/{quote(key)}/project", {"project": "", "scope": scope})
    assert f'href="/agenda/{key}"' in officer.get(HERE).text
    officer.act("/projects/kampanye/close")
    assert officer.act(f"/agenda/{quote(key)}/project", {"project": "kampanye"}).status == 409


def test_many_threads_are_put_into_a_project_at_once(here: Service, officer: Browser) -> None:
    ticked = sorted(projects(here))[:3]
    form = {"thread": ticked, "do": "project", "project": "festival-bahari-2026"}
    assert officer.act("/threads/many", form).status == 303
    assert {thread for thread, project in projects(here).items() if project} == set(ticked)
    assert "3 baris" in officer.get("/threads?project=festival-bahari-2026&show=all").text
    assert officer.act("/threads/many", {**form, "project": ""}).status == 303
    assert len([one for one in projects(here).values() if one]) == 3
    officer.act("/threads/many", {**form, "project": "-"})
    assert set(projects(here).values()) == {None}


def test_the_button_pressed_decides_what_becomes_of_the_ticked_threads(here: Service, officer: Browser) -> None:
    ticked = sorted(projects(here))[:2]
    officer.act("/threads/many", {"thread": ticked, "do": "assign", "owner": ""})
    officer.act("/threads/many", {"thread": ticked, "do": "close", "project": "festival-bahari-2026"})
    found = rows(here.engine, s.thread.c.id, s.thread.c.closed, s.thread.c.project)
    assert {row.id for row in found if row.closed} == set(ticked)
    assert [row for row in found if row.project] == []
    officer.act("/threads/many", {"thread": ticked, "do": "assign", "owner": "officer@karsabahari.example"})
    owned = rows(here.engine, s.thread.c.id, s.thread.c.owner)
    assert {row.id for row in owned if row.owner} == set(ticked)


def test_a_partner_joins_and_leaves(officer: Browser) -> None:
    back = undo(officer, officer.act(f"{HERE}/partners", {"partner": "osaki"}))
    page = officer.get(HERE).text
    assert 'href="/partners/osaki"' in page
    officer.act(back)
    assert 'href="/partners/osaki"' not in officer.get(HERE).text
    assert officer.act(f"{HERE}/partners", {"partner": "nobody"}).status == 409
    assert officer.act(f"{HERE}/partners", {"partner": ""}).status == 303


def test_every_number_on_the_page_is_as_long_as_the_list_behind_it(lived_in: LivedIn) -> None:
    page = lived_in.browser.get("/projects/festival").text
    links = re.findall(r'<dd><a href="([^"]+)">(\d+)</a>', page) + re.findall(
        r'<a href="([^"]+)">Lihat semua \((\d+)\)</a>', page
    )
    assert len(links) >= 6
    for address, number in links:
        answer = lived_in.browser.get(unescape(address)).text
        counted = re.search(r"(\d+) baris", answer)
        assert int(counted[1] if counted else 0) == int(number), address


def test_whoever_may_only_look_sees_the_project_and_may_change_nothing(here: Service, officer: Browser,
                                                                       signed_in: SignedIn) -> None:  # fmt: skip
    key, thread = dated(here)
    viewer = signed_in("viewer")
    for path in ("/projects", HERE, f"{HERE}/meetings", f"{HERE}/actions"):
        text = viewer.get(path).text
        assert "Festival Bahari 2026" in text
        assert not re.search(r'action="/projects/|href="/projects/new"|/edit"', text), path
    for path in (f"/threads/{thread}/project", f"/agenda/{quote(key)}/project", f"{HERE}/close", f"{HERE}/feeds"):
        assert viewer.act(path, {"project": "festival-bahari-2026"}).status == 403
    for path in (f"/threads/{thread}", f"/agenda/{quote(key)}"):
        assert 'name="project"' not in viewer.get(path).text


def test_a_projects_feed_shows_its_meetings_names_nobody_and_ends_when_revoked(here: Service, officer: Browser) -> None:
    key, thread = dated(here)
    address = made(officer, HERE)
    assert shown(asked(here, address)) == []
    officer.act(f"/threads/{thread}/project", {"project": "festival-bahari-2026"})
    answer = asked(here, address)
    with reading(here.engine) as connection:
        mine = select(s.occurrence.c.key).where(*project_meetings.of("festival-bahari-2026"))
        keys = list(connection.execute(mine).scalars())
    assert key in keys
    assert {str(one["UID"]) for one in shown(answer)} <= {f"{one}@liaison-sync" for one in keys}
    assert f"{key}@liaison-sync" in {str(one["UID"]) for one in shown(answer)}
    assert "X-WR-CALNAME:Proyek Festival Bahari 2026" in answer.text
    assert "DESCRIPTION" not in answer.text
    assert "ATTENDEE" not in answer.text
    assert asked(here, address, if_none_match=answer.headers["etag"]).status == 304
    officer.act(f"/threads/{thread}/project", {"project": "-"})
    assert shown(asked(here, address)) == []
    revoked(officer, HERE)
    assert asked(here, address).status == 404


def test_the_letters_register_is_narrowed_to_a_project(here: Service, officer: Browser) -> None:
    m = s.message.c
    with reading(here.engine) as connection:
        numbered = select(m.thread, s.letter.c.number).join(s.message, m.key == s.letter.c.message)
        row = connection.execute(numbered.order_by(s.letter.c.at)).first()
    assert row
    officer.act(f"/threads/{row.thread}/project", {"project": "festival-bahari-2026"})
    page = officer.get("/letters?project=festival-bahari-2026").text
    assert row.number in page
    assert len(re.findall("<tr data-row>", page)) < len(re.findall("<tr data-row>", officer.get("/letters").text))
    assert row.number in officer.get(HERE).text
