"""A meeting of ours: planned, reviewed with its letters, sent once, taken back while it waits."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journey.visitor import word


@pytest.mark.parametrize("wide", [1280, 390])
def test_an_invitation_is_reviewed_sent_and_taken_back(page: Page, language: str, wide: int) -> None:
    page.set_viewport_size({"width": wide, "height": 900})
    page.goto("/agenda")
    page.click("a[href='/invitations/new']")
    page.fill("#title", f"Rapat uji {language} {wide}")
    page.fill("#day", "2027-03-10")
    page.fill("#hour", "10:00")
    page.fill("#people", "Rina <rina@pemkot.example>")
    page.fill("#place", "Ruang Garuda")
    page.click("button[value=review]")
    expect(page.locator("section[aria-labelledby=seen] h3")).to_contain_text(f"Rapat uji {language} {wide}")
    expect(page.locator("section[aria-labelledby=seen] .letter")).to_contain_text("Ruang Garuda")
    page.click("button[value=send]")
    expect(page.get_by_role("status")).to_contain_text(word(language, "told.invite_queued", seconds=1))
    page.get_by_role("status").locator("button").first.click()
    expect(page.get_by_role("status")).to_contain_text(word(language, "told.invite_recalled"))
