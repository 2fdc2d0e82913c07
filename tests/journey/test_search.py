"""Search from any page: by words, by filter, by the key that leads there."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journey.world import World

TO = {"id": "kepada", "en": "to"}


def test_a_word_finds_the_mail_that_holds_it_and_opens_its_thread(page: Page, office: World, language: str) -> None:
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("akreditasi")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=akreditasi")
    found = page.locator("section[aria-labelledby=mail] li[data-row]")
    everything = found.count()
    assert everything > 1
    page.fill("#words", f"akreditasi {TO[language]}:suaranusatv.example")
    page.locator("main form[role=search] button").click()
    page.wait_for_url("**suaranusatv**")
    assert 0 < found.count() < everything
    found.locator("a").first.click()
    page.wait_for_url(f"**/threads/{office.playing.threads['akreditasi-tv']}*")


def test_a_partner_is_found_by_name(page: Page) -> None:
    page.fill("#q", "Kopi Tanjung")
    page.press("#q", "Enter")
    page.locator("section[aria-labelledby=who] a[href='/partners/kopitanjung']").click()
    expect(page.locator("h1")).to_contain_text("Kopi Tanjung")
