"""A figure of the weekly report opens into as many rows as it says, and a row into the message it counts."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def test_a_figure_opens_down_to_a_message(page: Page) -> None:
    page.click("nav a[href='/reports']")
    page.locator("main li a[href^='/reports/']").first.click()
    document = page.frame_locator("iframe.document")
    figure = document.locator("a.value[href*='/correspondence.in']").first
    told = int(figure.inner_text())
    figure.click()
    page.wait_for_url(re.compile(r"/reports/weekly/[^/]+/[^/]+$"))
    rows = page.locator("main li[data-row]")
    expect(rows).to_have_count(told)
    rows.locator("a").first.click()
    expect(page.locator("article.said .letter").first).to_be_visible()
