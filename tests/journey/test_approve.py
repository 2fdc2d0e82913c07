"""The main task: a person approves a reminder, and it reaches the partner in the thread it belongs to."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journey.approving import left_in_its_thread, subject_shown
from tests.journey.visitor import word
from tests.journey.world import World

THREADS = {"id": "gerai-aruna", "en": "osaki-photo"}


def test_an_approved_reminder_reaches_the_partner_in_its_thread(page: Page, office: World, language: str) -> None:
    thread = THREADS[language]
    followup, asked = office.reminder(thread), office.last_heard(thread)
    page.locator("nav a[href='/followups']").click()
    page.click(f".chip[href*='{office.list_of(followup)}']")
    page.click(f"h3 a[href='/followups/{followup}']")
    subject = subject_shown(page)
    page.click("form[action$='/approve'] button")
    expect(page.locator("[role=status] [data-undo] button")).to_contain_text(word(language, "act.undo"))
    left_in_its_thread(office, page, language, subject, asked)
