"""A headless Chromium and an office for it, once a session; each journey gets a visitor who speaks its language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journey.visitor import ARGUMENTS, CHROMIUM, sign_in
from tests.journey.world import World, world
from tests.peers import unprivileged

Visit = Callable[[str], Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        unprivileged.absent("Chromium is not installed (Debian: chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("office")
    with world(folder) as made:
        yield made


@pytest.fixture(params=["id", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(chromium: Browser, office: World, language: str) -> Iterator[Page]:
    """A window of somebody who has signed in and reads `language`."""
    context = chromium.new_context(base_url=office.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    made = context.new_page()
    sign_in(made, language)
    yield made
    context.close()
