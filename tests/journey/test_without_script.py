"""Where a browser runs no script, the same main task is done with forms alone."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.journey.approving import left_in_its_thread, subject_shown
from tests.journey.visitor import sign_in, word
from tests.journey.world import World

THREADS = {"id": "strategi-cakra", "en": "embargo"}


def test_a_reminder_is_approved_without_script(chromium: Browser, office: World, language: str) -> None:
    thread = THREADS[language]
    followup, asked = office.reminder(thread), office.last_heard(thread)
    context = chromium.new_context(base_url=office.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, language)
    page.locator("nav a[href='/followups']").click()
    page.click(f".chip[href*='{office.list_of(followup)}']")
    page.click(f"h3 a[href='/followups/{followup}']")
    subject = subject_shown(page)
    page.click("form[action$='/approve'] button")
    expect(page.locator("[role=status]")).to_contain_text(word(language, "told.followup_approved", seconds=1))
    left_in_its_thread(office, page, language, subject, asked)
    context.close()
