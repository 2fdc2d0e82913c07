"""A headless Chromium and an office for it, once a session; each journey gets a visitor who speaks its language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, ViewportSize, sync_playwright

from tests.journey.visitor import ARGUMENTS, CHROMIUM, sign_in
from tests.journey.world import USERS, World, world
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


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, office: World) -> dict[str, StorageState]:
    """What a browser keeps of somebody who has signed in, by the language they read."""
    kept = {}
    for language in USERS:
        with chromium.new_context(base_url=office.url) as context:
            sign_in(context.new_page(), language)
            kept[language] = context.storage_state()
    return kept


@pytest.fixture
def page(chromium: Browser, office: World, language: str, signed_in: dict[str, StorageState]) -> Iterator[Page]:
    """A window of somebody who has signed in and reads `language`, open on Today."""
    size: ViewportSize = {"width": 1280, "height": 900}
    context = chromium.new_context(base_url=office.url, viewport=size, storage_state=signed_in[language])
    context.set_default_timeout(10_000)
    made = context.new_page()
    made.goto("/")
    yield made
    context.close()
