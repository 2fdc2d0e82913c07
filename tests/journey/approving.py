"""What must be true after a person approved a reminder, however they did it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from liaison_sync.formats.wording import say
from tests.journey.world import World


def subject_shown(page: Page) -> str:
    """The subject in the preview of a follow-up."""
    return page.locator("dl.facts dd strong").inner_text()


def left_in_its_thread(office: World, page: Page, language: str, subject: str, asked: str) -> None:
    """One letter left as an answer to `asked`, and the follow-up's page says so."""
    letter = office.sent(subject)
    assert letter["In-Reply-To"] == asked
    assert asked in letter["References"].split()
    page.reload()
    expect(page.locator("main .tag").first).to_have_text(say(language, "followups.state.sent"))
    expect(page.locator("main dl").get_by_text(letter["Message-ID"].strip("<>"))).to_be_visible()
    assert len(office.letters(subject)) == 1
