"""A series of ours: made by simple fields, looked at, sent, and on its meeting's page a plain answer counts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.journey.test_axe import _overflows, _violations
from tests.journey.visitor import word
from tests.journey.world import World


def uid_of(office: World, title: str) -> str:
    """Of the meeting whose letter was queued last under this title."""
    o = s.outbox.c
    with reading(office.playing.service.engine) as connection:
        rows = connection.execute(select(o.about, o.frozen).where(o.kind == "invitation").order_by(o.queued_at.desc()))
        return next(str(row.about) for row in rows if title.encode() in row.frozen)


@pytest.mark.parametrize("wide", [1280, 390])
def test_a_series_is_reviewed_with_all_its_meetings_and_taken_back(
    page: Page, office: World, language: str, wide: int
) -> None:
    title = f"Rangkaian {language} {wide}"
    page.set_viewport_size({"width": wide, "height": 900})
    page.goto("/invitations/new")
    page.fill("#title", title)
    page.fill("#day", "2026-12-11")
    page.fill("#hour", "10:00")
    page.fill("#people", "Rina <rina@pemkot.example>")
    page.select_option("#repeat", "weekly")
    page.locator("details summary").first.click()
    page.fill("#count", "4")
    page.click("button[value=review]")
    seen = page.locator("section[aria-labelledby=seen]")
    expect(seen.locator(".note.warn").first).to_contain_text("25")  # Christmas is one of them
    expect(seen).to_contain_text({"id": "Setiap Jumat, 4 kali", "en": "Every Friday, 4 times"}[language])
    assert [*_violations(page), *_overflows(page)] == []
    page.set_viewport_size({"width": wide, "height": 900})
    page.click("button[value=send]")
    expect(page.get_by_role("status")).to_contain_text(word(language, "told.invite_queued", seconds=1))
    assert uid_of(office, title)
    page.get_by_role("status").locator("button").first.click()
    expect(page.get_by_role("status")).to_contain_text(word(language, "told.invite_recalled"))
