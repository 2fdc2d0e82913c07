"""After a meeting: outcome, who was there, minutes, an action item; then Today asks for it no more."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journey.visitor import word

MINUTES = {"id": "Panggung dipasang H-2, uji suara H-1.", "en": "The stage is built two days ahead."}
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
    page.locator("section[aria-labelledby=actions] summary").click()
    page.fill("#a-text", ACTION[language])
    page.fill("#a-due", "2026-11-24")
    page.click("form[action$='/actions'] button")
    expect(page.locator("section[aria-labelledby=actions] li")).to_contain_text([ACTION[language]])
    assert asked_for(page) == before - 1
    page.goto("/agenda?show=outcome")
    path = meeting.partition("/agenda/")[2].partition("#")[0]
    expect(page.locator(f"a[href='/agenda/{path}']")).to_have_count(0)
