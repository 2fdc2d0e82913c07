"""A meeting: a plain answer counted before it; after it outcome, minutes, files, an action item."""

from __future__ import annotations

import re

from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import select

from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.journey.test_axe import _overflows, _violations
from tests.journey.visitor import word
from tests.journey.world import World
from tests.web.test_meeting_letters import wrote

MINUTES = {"id": "Panggung dipasang H-2, uji suara H-1.", "en": "The stage is built two days ahead."}
FILES = ("Daftar hadir.pdf", "Denah panggung.pdf")
ACTION = {"id": "Kirim denah panggung final", "en": "Send the final stage plan"}


def asked_for(page: Page) -> int:
    """How many meetings Today says wait for their outcome."""
    page.goto("/")
    row = page.locator("a[href='/agenda?show=outcome']")
    return int((re.search(r"\d+", row.inner_text()) or ["0"])[0]) if row.count() else 0


def test_a_meeting_with_outcome_and_minutes_leaves_today(page: Page, language: str) -> None:
    before = asked_for(page)
    page.click("a[href='/agenda?show=outcome']")
    expect(page.locator("li[data-row]")).to_have_count(before)
    page.locator("li[data-row] a[href^='/agenda/']").first.click()
    meeting = page.url
    page.check("input[name=held][value=yes]")
    page.locator("select[name^='presence.']").first.select_option("present")
    page.click("form[action$='/outcome'] button")
    expect(page.get_by_role("status")).to_contain_text(word(language, "told.outcome_recorded"))
    expect(page.locator("section[aria-labelledby=outcome] li").first).to_contain_text(
        word(language, "agenda.presence.present")
    )
    page.fill("#m-discussion", MINUTES[language])
    page.click("form[action$='/minutes'] button")
    expect(page.get_by_role("status")).to_contain_text(word(language, "told.minutes_recorded"))
    expect(page.locator("section[aria-labelledby=minutes] dd.letter").first).to_have_text(MINUTES[language])
    files = page.locator("section[aria-labelledby=files]")
    files.locator("input[type=file]").set_input_files(
        [FilePayload(name=name, mimeType="application/pdf", buffer=name.encode()) for name in FILES]
    )
    files.locator("form[action$='/files'] button").click()
    expect(page.get_by_role("status")).to_contain_text(word(language, "meeting_files.told.added"))
    minutes = page.locator("section[aria-labelledby=minutes] dl")
    expect(minutes.locator("a")).to_have_text(list(FILES))
    page.locator("section[aria-labelledby=files] li.row form[action$='/remove'] button").first.click()
    expect(minutes.locator("a")).to_have_text([FILES[1]])
    page.get_by_role("status").locator("button").click()  # undo
    expect(minutes.locator("a")).to_have_text(list(FILES))
    with page.expect_download() as got:
        minutes.locator("a").first.click()
    assert got.value.path().read_bytes() == FILES[0].encode()
    assert [*_violations(page), *_overflows(page)] == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("section[aria-labelledby=actions] summary").click()
    page.fill("#a-text", ACTION[language])
    page.fill("#a-due", "2026-11-24")
    page.click("form[action$='/actions'] button")
    expect(page.locator("section[aria-labelledby=actions] li")).to_contain_text([ACTION[language]])
    assert asked_for(page) == before - 1
    page.goto("/agenda?show=outcome")
    path = meeting.partition("/agenda/")[2].partition("#")[0]
    expect(page.locator(f"a[href='/agenda/{path}']")).to_have_count(0)


def unanswered(office: World) -> tuple[str, str, str]:
    """A meeting of ours to come with somebody who has not answered: its key, UID, their address."""
    o, e, service = s.occurrence.c, s.engagement.c, office.playing.service
    query = select(o.key, e.uid, e.document).join(s.engagement, o.engagement == e.key)
    with reading(service.engine) as connection:
        rows = connection.execute(query.where(e.ours, o.start > service.clock.now()).order_by(o.start, o.key)).all()
    for row in rows:
        for who in row.document["attendees"]:
            if who.get("partstat", "NEEDS-ACTION") == "NEEDS-ACTION" and who["address"] not in service.own.addresses:
                return row.key, row.uid, who["address"]
    raise AssertionError("everybody has answered")


def test_a_plain_answer_counts_by_one_click_and_is_taken_back(page: Page, office: World, language: str) -> None:
    key, uid, address = unanswered(office)
    wrote(office.playing.service, uid, address, {"kind": "accepted"}, hours={"id": 1, "en": 2}[language])
    page.goto(f"/agenda/{key}")
    offer = page.locator("form[action$='/answers'] button")
    expect(offer).to_have_count(1)
    offer.click()
    expect(page.get_by_role("status")).to_contain_text(word(language, "told.answer_recorded"))
    who = page.locator("section[aria-labelledby=people] li.row").filter(has_text=address)
    expect(who.locator(".tag.ok")).to_have_count(1)
    expect(offer).to_have_count(0)
    who.locator("form[action$='/take-back'] button").click()
    expect(page.get_by_role("status")).to_contain_text(word(language, "told.answer_taken_back"))
    expect(who.locator(".tag.ok")).to_have_count(0)
