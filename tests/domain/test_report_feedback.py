"""Feedback in the report: how many, the average, the lowest first with its words, and what needs a decision."""

from __future__ import annotations

from dataclasses import replace

from liaison_sync.domain.report.blocks import Section, Table, Text, figures, say
from liaison_sync.domain.report.build import build
from liaison_sync.domain.report.naming import About
from liaison_sync.domain.report.problems import problems
from liaison_sync.domain.report.scope import narrowed
from liaison_sync.domain.report.summary import decisions
from liaison_sync.domain.report.view import Comment, ReportView
from tests.domain.test_report_sections import DAY, MONDAY, view

SAID = (
    Comment("f1", MONDAY, 5, "Lancar", "m1", "aruna", "Rapat A"),
    Comment("f2", MONDAY + DAY, 2, "Ruangan\npanas", "m2", "pemkot", "Rapat B"),
    Comment("f3", MONDAY + DAY, None, "Terima kasih", "m1", "aruna", "Rapat A"),
    Comment("f4", MONDAY + 2 * DAY, 3, "x" * 900, "m1", "aruna", "Rapat A"),
    Comment("f5", MONDAY - 7 * DAY, 1, "Pekan lalu", "m0", "aruna", "Rapat 0"),
)


def of(*said: Comment) -> ReportView:
    return replace(view(), comments=said)


def section(seen: ReportView) -> Section | None:
    return next((one for one in build(seen).sections if one.key == "feedback"), None)


def test_each_figure_is_the_length_of_its_list_and_the_lowest_score_comes_first() -> None:
    found = figures(build(of(*SAID)))
    assert found["feedback.answers"].evidence.keys == ("f2", "f4", "f1", "f3")
    assert (found["feedback.answers"].value, found["feedback.answers"].before) == (4, 1)
    assert found["feedback.low"].evidence.keys == ("f2",)
    said = section(of(*SAID))
    assert said is not None
    (text,) = [one for one in said.blocks if isinstance(one, Text)]
    assert text.sentences == (say("feedback.average", score=say("feedback.number", whole=3, tenth=3), count=3),)
    (table,) = [one for one in said.blocks if isinstance(one, Table)]
    assert [row.cells[2] for row in table.rows] == [2, 3, 5, None]
    assert [row.about for row in table.rows] == [("occurrence", key) for key in ("m2", "m1", "m1", "m1")]
    assert [row.cells[0] for row in table.rows] == ["Rapat B", "Rapat A", "Rapat A", "Rapat A"]  # what it opens
    assert all(len(str(row.cells[3])) <= 300 for row in table.rows)


def test_who_was_told_nothing_reads_no_section_and_no_low_score_no_problem() -> None:
    assert section(of()) is None
    assert "feedback.low" not in figures(build(of(SAID[0])))
    assert [one for one in problems(of(SAID[0], SAID[4])) if one.kind == "low_score"] == []


def test_a_low_score_is_a_problem_with_its_words_and_asks_for_a_decision() -> None:
    (one,) = [one for one in problems(of(*SAID)) if one.kind == "low_score"]
    assert (one.partner, one.about) == ("pemkot", ("feedback", "f2"))
    assert one.detail == say("problem_detail.low_score", title="Rapat B", score=2, text="Ruangan panas")
    assert [one.key for one in decisions(of(*SAID))][:1] == ["decision.low_score"]


def test_a_dossier_holds_what_its_partner_said_and_nothing_else() -> None:
    mine = narrowed(of(*SAID), About("month", "partner", "pemkot"))
    assert [one.id for one in mine.comments] == ["f2"]
    project = replace(of(*SAID), meeting_projects={"m2": "expo"})
    assert [one.id for one in narrowed(project, About("week", "project", "expo")).comments] == ["f2"]
