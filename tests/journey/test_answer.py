"""Answering in the thread by keys: what is typed is kept, seen as the partner sees it, sent once."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy import select

from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.journey.visitor import word
from tests.journey.world import World


def waiting(office: World, language: str) -> tuple[str, str]:
    """A thread that waits for us, another for each language, and the Message-ID of what to answer."""
    t, m = s.thread.c, s.message.c
    with reading(office.playing.service.engine) as connection:
        query = select(t.id, m.message_id).join(s.message, m.key == t.ball_because)
        ours = connection.execute(query.where(t.ball == "ours", t.partner.is_not(None)).order_by(t.id)).all()
    found = ours[("id", "en").index(language)]
    return found.id, f"<{found.message_id}>"


def test_an_answer_is_typed_kept_seen_and_sent(office: World, page: Page, language: str) -> None:
    thread, asked = waiting(office, language)
    subject = f"Balasan {language} 17"
    page.goto(f"/threads/{thread}")
    page.wait_for_load_state()
    page.keyboard.press("r")
    page.wait_for_url(f"**/threads/{thread}/reply*")
    page.fill("#subject", subject)
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 204):
        page.fill("#text", "Kami hadir.\n\nHormat kami,\nSari")
    page.reload()
    expect(page.locator("#text")).to_have_value("Kami hadir.\n\nHormat kami,\nSari")
    page.click("button[value=preview]")
    expect(page.frame_locator("iframe.frame").get_by_text("Kami hadir.")).to_be_visible()
    expect(page.locator("dl.facts dd strong")).to_have_text(subject)
    page.click("button.pri[value=send]")
    expect(page.locator("[role=status]")).to_contain_text(word(language, "answering.queued", seconds=1))
    expect(page.locator("[data-undo] button")).to_be_visible()
    letter = office.sent(subject, seconds=60)
    assert letter["In-Reply-To"] == asked
    assert "Kami hadir." in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
