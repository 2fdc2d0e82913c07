"""Chromium as the journeys start it, and what every visitor does first."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from liaison_sync.web import render
from tests.journey.world import PASSWORD, USERS

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


def sign_in(page: Page, language: str) -> None:
    """Through the form, by mouse; ends on Today."""
    page.goto("/")
    page.fill("#address", USERS[language])
    page.fill("#password", PASSWORD)
    page.click("button.pri")
    page.wait_for_url("**/")


def word(language: str, key: str, **values: object) -> str:
    """What the console calls it."""
    return render.say(language, key, **values)
