"""The language is switched on any page, stays on that page, and is remembered at the next sign-in."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journey.visitor import sign_in, word

OTHER = {"id": "en", "en": "id"}


def test_the_language_is_switched_and_kept(page: Page, language: str) -> None:
    other = OTHER[language]
    page.context.clear_cookies()
    sign_in(page, language)  # a session of their own to sign out of
    try:
        page.click("nav a[href='/agenda']")
        expect(page.locator("h1")).to_have_text(word(language, "nav.agenda"))
        page.click(f"button[name=language][value={other}]")
        expect(page.locator("html")).to_have_attribute("lang", other)
        assert page.url.endswith("/agenda")
        expect(page.locator("nav a[href='/followups']")).to_contain_text(word(other, "nav.followups"))
        page.click("form[action='/sign-out'] button")
        sign_in(page, language)
        expect(page.locator("h1")).to_have_text(word(other, "nav.today"))
    finally:
        page.goto("/")
        page.click(f"button[name=language][value={language}]")
