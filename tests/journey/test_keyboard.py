"""Hands on the keyboard alone, from signing in to an approved reminder."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.journey.approving import left_in_its_thread, subject_shown
from tests.journey.visitor import word
from tests.journey.world import PASSWORD, USERS, World

THREADS = {"id": "riset-mahasiswa", "en": "akreditasi-tv"}


def walk_to(page: Page, address: str) -> None:
    """j moves down the rows until the one that leads to `address` has the focus."""
    for _ in range(40):
        page.keyboard.press("j")
        if page.evaluate("document.activeElement.getAttribute('href')") == address:
            return
    raise AssertionError(f"no row leads to {address}")


def test_the_palette_opens_pages_and_searches_without_a_mouse(page: Page, language: str) -> None:
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette input")).to_be_focused()
    page.keyboard.type(word(language, "nav.agenda").lower())
    page.keyboard.press("Enter")
    page.wait_for_url("**/agenda")
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    page.keyboard.type("festival bahari")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=festival%20bahari")
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()


def test_help_lists_the_keys_of_the_page_one_is_on(page: Page, language: str) -> None:
    page.goto("/followups")
    page.wait_for_load_state()
    page.keyboard.press("?")
    here = page.locator("[data-keys-here]")
    expect(here).to_contain_text(word(language, "act.cancel"))
    assert {"y", "e", "s", "x"} <= set(here.locator("kbd").all_inner_texts())


def test_a_reminder_is_approved_with_keys_alone(chromium: Browser, office: World, language: str) -> None:
    thread = THREADS[language]
    followup, asked = office.reminder(thread), office.last_heard(thread)
    context = chromium.new_context(base_url=office.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto("/")
    expect(page.locator("#address")).to_be_focused()
    page.keyboard.type(USERS[language])
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(word(language, "nav.today"))
    page.wait_for_load_state()  # the keys are the script's, and that comes after the page
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page.locator("h1")).to_have_text(word(language, "nav.followups"))
    if office.list_of(followup) == "held":
        page.goto("/followups?show=held")
    page.wait_for_load_state()
    walk_to(page, f"/followups/{followup}")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/followups/{followup}")
    page.wait_for_load_state()
    subject = subject_shown(page)
    page.keyboard.press("y")
    expect(page.locator("[role=status] [data-undo] button")).to_be_visible()
    left_in_its_thread(office, page, language, subject, asked)
    context.close()
