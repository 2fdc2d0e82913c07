"""The console on a phone: the page one is on stands within the bar of pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

INSIDE = """() => {
  const bar = document.querySelector('.side nav').getBoundingClientRect();
  const here = document.querySelector('.side nav [aria-current]').getBoundingClientRect();
  return [bar.left <= here.left + 1, here.right <= bar.right + 1, window.scrollY];
}"""


@pytest.mark.parametrize("path", ["/", "/agenda", "/reports", "/mailboxes"])
def test_the_bar_of_pages_shows_the_one_that_is_open(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(path, wait_until="networkidle")
    assert page.evaluate(INSIDE) == [True, True, 0]
