"""An unknown sender is matched to a partner with the whole domain, and what they wrote before stands there too."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from liaison_sync.demo.story import PARTNERS, PEOPLE
from tests.journey.visitor import word
from tests.journey.world import World

STRANGERS = {"id": "cahyo", "en": "thomas"}
PARTNER = "kopitanjung"


def test_a_matched_senders_past_thread_moves_to_the_partner(page: Page, office: World, language: str) -> None:
    stranger = PEOPLE[STRANGERS[language]].address
    page.click("a[href='/unknown']")
    here = page.locator("div[data-row]").filter(has_text=stranger)
    thread = here.locator("a[href^='/threads/']")
    subject, address = thread.inner_text(), str(thread.get_attribute("href"))
    form = here.locator("details").filter(has=page.locator("form[action='/unknown/match']"))
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    form.locator("input[name=partner]").fill(PARTNERS[PARTNER].name)
    form.locator("input[name=whole]").check()
    form.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text(word(language, "told.sender_matched"))
    expect(page.get_by_text(stranger)).to_have_count(0)
    page.goto(f"/partners/{PARTNER}")
    expect(page.locator("h1")).to_have_text(PARTNERS[PARTNER].name)
    expect(page.locator(".top")).to_contain_text(stranger.rpartition("@")[2])
    expect(page.locator(".timeline").get_by_role("link", name=subject)).to_have_attribute(
        "href", re.compile("^" + re.escape(address))
    )
    page.goto(address)
    expect(page.locator(".crumbs")).to_contain_text(PARTNERS[PARTNER].name)
