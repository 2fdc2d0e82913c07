"""A report's opening words can be written anew until it is sent; its figures and its own words stay."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest
from sqlalchemy import select

from liaison_sync.app import reporting
from liaison_sync.app.service import ReportPlan, Service
from liaison_sync.domain.report.blocks import Snapshot, figures
from liaison_sync.formats.report_words import own_narrative
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from liaison_sync.web.app import build
from tests.rig import rows
from tests.web.browser import Browser
from tests.web.conftest import SignedIn
from tests.web.lived_in import sending

WEEK = "/reports/weekly/2026-W47"
READERS = {"id": ("direktur@karsabahari.example",), "en": ("board@karsabahari.example",)}


@pytest.fixture
def office(here: Service) -> Service:
    return replace(sending(here), report=ReportPlan(recipients=READERS, approval="review"), mailboxes=())


@pytest.fixture
def manager(office: Service, signed_in: SignedIn) -> Browser:
    return Browser(build(office), dict(signed_in("manager").cookies))


def snapshot(here: Service) -> Snapshot:
    with reading(here.engine) as connection:
        found = reporting.snapshot(connection, "weekly", "2026-W47")
    assert found
    return found


def test_both_languages_are_written_anew_kept_with_the_report_and_sent(office: Service, manager: Browser) -> None:
    reporting.queue_due(office)
    before = snapshot(office)
    assert own_narrative(before, "en").split(".")[0] in unescape(manager.get(f"{WEEK}/narrative").text)
    manager.act(f"{WEEK}/narrative", {"text_id": "Pekan <b>tenang</b>.\r\n\r\nDua  rapat.", "text_en": "A calm week."})
    after = snapshot(office)
    assert {one.language: one.text for one in after.narratives} == {
        "id": "Pekan <b>tenang</b>.\n\nDua rapat.",
        "en": "A calm week.",
    }
    assert replace(after, narratives=()) == before  # the original is kept
    assert figures(after) == figures(before)
    shown = {language: reporting.render(after, language, office) for language in READERS}
    assert "Pekan &lt;b&gt;tenang&lt;/b&gt;." in shown["id"].html
    assert ("Dua rapat." in shown["id"].text, "A calm week." in shown["en"].text) == (True, True)
    assert "A calm week." not in shown["id"].text
    manager.act(f"{WEEK}/send")
    with reading(office.engine) as connection:
        o = s.outbox.c
        sent = connection.execute(select(o.frozen).where(o.id.startswith("ob-r"), ~o.id.startswith("ob-rr"))).scalars()
        assert [b"A calm week." in one for one in sent].count(True) == 1
    assert manager.get(f"{WEEK}/narrative").status == 404
    assert manager.act(f"{WEEK}/narrative", {"text_id": "Lain."}).status == 409
    assert rows(office.engine, s.journal.c.actor, where=s.journal.c.action == "report.reworded") == [
        ("manager@karsabahari.example",)
    ]


def test_a_preview_that_is_edited_is_frozen_and_not_mailed_by_that(office: Service, manager: Browser) -> None:
    manager.act(f"{WEEK}/narrative", {"text_id": "Pekan tenang.", "text_en": ""})
    assert [one.language for one in snapshot(office).narratives] == ["id"]
    ((queued,),) = rows(office.engine, s.report.c.queued_at)
    assert queued is None
    assert "Pekan tenang." in manager.get(f"{WEEK}/document").text
    manager.act(f"{WEEK}/narrative", {"text_id": " ", "text_en": ""})
    assert snapshot(office).narratives == ()


def test_words_left_as_they_were_are_no_edit_and_a_running_week_has_none(
    office: Service, manager: Browser, signed_in: SignedIn
) -> None:
    reporting.queue_due(office)
    own = {f"text_{language}": own_narrative(snapshot(office), language) for language in READERS}
    manager.act(f"{WEEK}/narrative", own)
    assert snapshot(office).narratives == ()
    assert manager.get("/reports/weekly/2026-W48/narrative").status == 404
    assert manager.act("/reports/weekly/2026-W48/narrative", {"text_id": "x"}).status == 409
    assert signed_in("officer").act(f"{WEEK}/narrative", {"text_id": "x"}).status == 403
