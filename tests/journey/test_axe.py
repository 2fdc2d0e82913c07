"""Each page of the console for readers of any kind: no axe-core violation, nothing wider than a phone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy import select

from liaison_sync.app.tokens import hashed
from liaison_sync.domain import changes as c
from liaison_sync.domain.changes.feedback import TokenKind
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import writing
from liaison_sync.web.pages import PAGES
from tests.journey.addresses import BARE, FRAMED, MOVED, addresses
from tests.journey.visitor import sign_in
from tests.journey.world import World

READ = tuple(one.path for one in PAGES if one.method == "GET")
OF_COLOUR = ("color-contrast",)  # nothing but colours is otherwise in the dark
Look = tuple[int, str, tuple[str, ...]]  # the width, the scheme, the rules: none for all
LOOKS: tuple[Look, ...] = ((1280, "light", ()), (1280, "dark", OF_COLOUR), (390, "light", ()))
NARROW = (390, 320)
KINDS: tuple[TokenKind, ...] = ("feedback", "unsubscribe")
AXE = Axe().axe_script
# What a closed <details> holds keeps a place; axe takes it for what lies over the text that stands there.
FOLDED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("details:not([open]) > :not(summary) { display: none }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
RUN = """async rules => {
  const options = {resultTypes: ["violations"], ...(rules.length ? {runOnly: {type: "rule", values: rules}} : {})};
  const node = one => one.html.slice(0, 160) + " (" + (one.any.length ? one.any[0].message : "") + ")";
  return (await axe.run(options)).violations.map(one => one.id + ": " + one.nodes.slice(0, 3).map(node).join(", "));
}"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module", params=["id", "en"])
def reader(request: pytest.FixtureRequest, chromium: Browser, office: World) -> Any:
    context = chromium.new_context(base_url=office.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, request.param)
    yield page
    context.close()


@pytest.fixture(scope="module")
def found(office: World) -> dict[str, tuple[str, ...]]:
    return addresses(office)


def test_every_page_one_can_read_is_among_those_looked_at(found: dict[str, tuple[str, ...]]) -> None:
    assert {*found, *BARE, *FRAMED, *MOVED} == set(READ)


@pytest.mark.parametrize("path", [one for one in READ if one not in {*BARE, *FRAMED, *MOVED}])
def test_a_page_has_no_violation_and_fits(path: str, reader: Page, found: dict[str, tuple[str, ...]]) -> None:
    wrong = []
    for address in found[path]:
        answer = reader.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        wrong += [f"{address} {one}" for one in (*_violations(reader), *_overflows(reader))]
    assert wrong == []


def test_the_sign_in_page_has_no_violation_and_fits(chromium: Browser, office: World) -> None:
    for locale in ("id-ID", "en-GB"):
        context = chromium.new_context(base_url=office.url, locale=locale)
        page = context.new_page()
        page.goto("/sign-in")
        assert page.locator("html").get_attribute("lang") == locale[:2]
        assert [*_violations(page), *_overflows(page)] == []
        context.close()


def test_the_pages_partners_open_have_no_violation_and_fit(chromium: Browser, office: World) -> None:
    engine, wrong = office.playing.service.engine, []
    context = chromium.new_context(base_url=office.url)
    page = context.new_page()
    with writing(engine) as connection:
        (asked,) = connection.execute(select(s.followup.c.id).order_by(s.followup.c.id).limit(1)).scalars()
        now = office.playing.service.clock.now()
        letters = [(kind, language, f"{kind}-{language}") for kind in KINDS for language in ("id", "en")]
        tokens = [
            c.LetterToken(hashed(token), kind, asked, f"{language}@x.example", language, now, None)
            for kind, language, token in letters
        ]
        apply(connection, [c.LetterRefrozen("ob-none", b"", tuple(tokens))])
    for kind, language, token in letters:
        page.goto(f"/{kind}/{token}")
        assert page.locator("html").get_attribute("lang") == language
        wrong += [*_violations(page), *_overflows(page)]
    page.goto("/feedback/feedback-id")
    page.get_by_role("radio").first.check()
    page.get_by_role("button").click()
    assert page.get_by_role("button").count() == 0
    wrong += [*_violations(page), *_overflows(page)]
    context.close()
    assert wrong == []


def _violations(page: Page) -> list[str]:
    said = []
    page.evaluate(AXE)
    page.evaluate(FOLDED)
    for width, scheme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        said += [f"{width} {scheme}: {one}" for one in page.evaluate(RUN, list(rules))]
    page.emulate_media(color_scheme="light")
    return said


def _overflows(page: Page) -> list[str]:
    said = []
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 900})
        if (by := page.evaluate(TOO_WIDE)) > 0:
            said.append(f"{width}: {by} px too wide")
    return said
