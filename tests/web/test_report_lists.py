"""The list behind a figure of a report says of each thing what it is, with whom, and when it is due."""

from __future__ import annotations

from html import unescape

import pytest

from liaison_sync.app import reporting
from liaison_sync.domain.report.blocks import figures
from liaison_sync.store import evidence
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.app.season_store import NOW
from tests.web.conftest import LivedIn

WEEK, MONTH = "weekly/2026-W48", "monthly/2026-11"


def page(lived_in: LivedIn, report: str, figure: str) -> str:
    answer = lived_in.browser.get(f"/reports/{report}/{figure}")
    assert answer.status == 200
    return unescape(answer.text)


@pytest.mark.parametrize(("report", "called"), [(WEEK, "Tujuh hari ke depan"), (MONTH, "Tiga puluh hari ke depan")])
def test_a_list_is_called_as_its_report_calls_the_figure(lived_in: LivedIn, report: str, called: str) -> None:
    assert f"<title>{called}" in page(lived_in, report, "meetings.upcoming")


def test_follow_ups_are_listed_by_their_kind_and_partner_and_not_by_a_key(lived_in: LivedIn) -> None:
    report = reporting.preview_snapshot(lived_in.service, NOW, "2026-11", "monthly")
    assert figures(report)["followups.sent"].value
    shown = page(lived_in, MONTH, "followups.sent")
    assert "Menunggu balasan kita</a>" in shown
    assert not [one for one in ("no_reply", "we_owe") if f">{one}<" in shown]
    assert "· Kementerian Wisata Bahari</span>" in shown


def test_letters_threads_and_meetings_are_listed_with_their_partner(lived_in: LivedIn) -> None:
    report = reporting.preview_snapshot(lived_in.service, NOW, "2026-11", "monthly")
    for id_ in ("correspondence.in", "turns.ours", "meetings.planned"):
        counted = figures(report)[id_].evidence
        with reading(lived_in.service.engine) as connection:
            rows = evidence.opened(connection, counted.kind, counted.keys)
        assert [one.key for one in rows] == list(counted.keys)
        named = {one.whose for one in rows}
        assert "Kementerian Wisata Bahari" in named, id_
        shown = page(lived_in, MONTH, id_)
        assert all(f"· {name}</span>" in shown for name in named if name)


def test_a_promise_is_listed_with_its_meeting_and_its_deadline(lived_in: LivedIn) -> None:
    report = reporting.preview_snapshot(lived_in.service, NOW, "2026-11", "monthly")
    counted = figures(report)["actions.made"].evidence
    with reading(lived_in.service.engine) as connection:
        rows = evidence.opened(connection, counted.kind, counted.keys)
    assert {one.text for one in rows} == {"Kirim denah", "Kirim logo"}
    assert all(one.whose for one in rows)
    shown = page(lived_in, MONTH, "actions.made")
    assert shown.count("tenggat 20 Nov 2026") == sum(one.at is not None for one in rows) > 0
    assert f"· {rows[0].whose}</span>" in shown


def test_what_was_said_of_a_meeting_is_listed_with_its_score_and_the_meeting(lived_in: LivedIn) -> None:
    report = reporting.preview_snapshot(lived_in.service, NOW, "2026-11", "monthly")
    meeting = figures(report)["meetings.planned"].evidence.keys[0]
    said = [("f1", 2, "Ruangan panas"), ("f2", 5, ""), ("f3", None, "Terima kasih")]
    with lived_in.service.engine.connect() as connection:
        (met,) = evidence.opened(connection, "occurrence", [meeting])
        for id_, score, text in said:
            row = {"id": id_, "followup": "x", "meeting": meeting, "contact": "a@b.example", "at": NOW}
            connection.execute(s.feedback.insert().values(**row, score=score, text=text, state="recorded"))
        rows = evidence.opened(connection, "feedback", [id_ for id_, _, _ in said])
        connection.rollback()
    assert [one.text for one in rows] == ["2/5 · Ruangan panas", "5/5", "Terima kasih"]
    assert {(one.whose, one.path) for one in rows} == {(met.text, f"/agenda/{meeting}#feedback")}
