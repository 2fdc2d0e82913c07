"""Feedback on the pages of its meeting and its partner, and what an officer makes of a doubtful letter."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from liaison_sync.app.report_view import made
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.report.blocks import figures
from liaison_sync.domain.report.period import Period
from liaison_sync.store import pictures
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.evidence import opened
from tests.app.season_store import NOW
from tests.web.conftest import SignedIn


def said(here: Service, id_: str, score: int | None, text: str) -> c.FeedbackPut:
    """An answer about a meeting that was held."""
    with reading(here.engine) as connection:
        f = s.followup.c
        row = connection.execute(
            s.followup.select().where(f.meeting.is_not(None), f.partner.is_not(None)).order_by(f.id)
        ).first()
        assert row is not None
    with writing(here.engine) as connection:
        put = c.ConductPut(row.meeting, "held", "", NOW, NOW, "officer@karsabahari.example")
        state = "recorded" if score else "suggested"
        one = c.FeedbackPut(id_, row.id, row.meeting, "rina@x.example", score, 2, text, "form", state, NOW)  # type: ignore[arg-type]
        apply(connection, [put, one])
    return one


def test_it_stands_on_the_meetings_and_the_partners_page_and_an_officer_settles_what_is_doubtful(
    here: Service, signed_in: SignedIn
) -> None:
    one = said(here, "fb-1", 4, "Tempatnya <b>nyaman</b>")
    said(here, "fb-2", None, "Kurang puas, tetapi terima kasih")
    browser, page = signed_in("officer"), f"/agenda/{quote(one.meeting, safe='')}"
    text = browser.get(page).text
    assert "4 dari 5" in text
    assert "Tempatnya &lt;b&gt;nyaman&lt;/b&gt;" in text
    assert re.search(r'<option value="2" selected>', text)
    assert browser.act("/feedback/fb-2/accept", {"score": "9"}).status == 409
    assert browser.act("/feedback/fb-2/accept", {"score": "2"}).location == page
    assert browser.act("/feedback/fb-2/dismiss").status == 409
    assert "Rata-rata 3 dari 5 (2 jawaban)" in browser.get(page).text
    with reading(here.engine) as connection:
        partner = connection.execute(s.followup.select().where(s.followup.c.id == one.followup)).one().partner
    shown = browser.get(f"/partners/{quote(partner, safe='')}").text
    assert "Rata-rata 3 dari 5 (2 jawaban)" in shown
    assert page in shown
    assert signed_in("viewer").act("/feedback/fb-2/accept").status == 403


def test_whoever_was_recorded_as_absent_or_sent_a_substitute_is_absent_in_the_picture(here: Service) -> None:
    one = said(here, "fb-1", 4, "")
    with writing(here.engine) as connection:
        presences = {"a@x.example": "absent", "b@x.example": "substitute:Budi", "c@x.example": "present"}
        apply(connection, [c.AttendancePut(one.meeting, person, "", was) for person, was in presences.items()])
        (found,) = pictures.meetings(connection, NOW, frozenset(), s.occurrence.c.key == one.meeting)
    assert found.absent == ("a@x.example", "b@x.example")


def test_a_report_reads_what_was_recorded_and_each_figure_opens_it(here: Service) -> None:
    said(here, "fb-1", 2, "Ruangan panas")
    said(here, "fb-2", None, "entah")
    today = NOW.astimezone(ZoneInfo(here.policy.zone)).date()
    week = Period(today - timedelta(days=today.weekday()), here.policy.zone)
    with reading(here.engine) as connection:
        figure = figures(made(connection, here, "weekly", week, NOW + timedelta(hours=1)))["feedback.low"]
        (listed,) = opened(connection, figure.evidence.kind, figure.evidence.keys)
    assert (figure.value, listed.text, listed.gone) == (1, "2/5 · Ruangan panas", False)
    assert listed.path.endswith("#feedback")
