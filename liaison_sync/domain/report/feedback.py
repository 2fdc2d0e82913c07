"""Feedback: what partners said of meetings when asked: how many, the average, and the lowest with its words."""

from __future__ import annotations

from collections.abc import Sequence

from liaison_sync.domain.feedback_answer import LOW
from liaison_sync.domain.report.blocks import (
    Block,
    Column,
    Day,
    Evidence,
    Figures,
    Row,
    Say,
    Section,
    Table,
    Text,
    count,
    evidence,
    say,
)
from liaison_sync.domain.report.period import Period
from liaison_sync.domain.report.view import Comment, ReportView

_SHOWN = 8
_LONGEST = 300
_NAMES = ("meeting", "partner", "score", "comment", "day")
_COLUMNS = tuple(Column(say(f"column.{name}"), numeric=name == "score") for name in _NAMES)


def given(view: ReportView, period: Period | None = None) -> list[Comment]:
    """The answers of the period, the lowest score first, those without one last."""
    mine = (one for one in view.comments if view.within(one.at, period))
    return sorted(mine, key=lambda one: (one.score is None, one.score, one.at, one.id))


def low(view: ReportView) -> list[Comment]:
    return [one for one in given(view) if one.score is not None and one.score <= LOW]


def section(view: ReportView) -> Section:
    """Who asks nobody need not read that nobody answered."""
    found = given(view)
    if not found:
        return Section("feedback", ())
    before = len(given(view, view.period.before)) if view.compares else None
    figures = [count("feedback.answers", _evidence(found), before=before)]
    if low(view):
        figures.append(count("feedback.low", _evidence(low(view)), tone="late"))
    blocks: list[Block] = [Figures(tuple(figures))]
    scored = [one.score for one in found if one.score is not None]
    if scored:
        blocks.append(Text((say("feedback.average", score=_average(scored), count=len(scored)),)))
    rows = tuple(_row(view, one) for one in found[:_SHOWN])
    blocks.append(Table("feedback", say("table.feedback"), _COLUMNS, rows, more=len(found) - len(rows)))
    return Section("feedback", tuple(blocks))


def _average(scores: Sequence[int]) -> Say:
    """To a tenth, halves up: 3.25 is 3.3; its two figures, for each language to put its own mark between."""
    tenths = (20 * sum(scores) + len(scores)) // (2 * len(scores))
    return say("feedback.number", whole=tenths // 10, tenth=tenths % 10)


def _evidence(found: Sequence[Comment]) -> Evidence:
    return evidence("feedback", [one.id for one in found])


def _row(view: ReportView, one: Comment) -> Row:
    words = one.text if len(one.text) <= _LONGEST else one.text[: _LONGEST - 1] + "…"
    cells = (one.title or say("no_title"), view.partner_name(one.partner), one.score, words, Day(one.at))
    return Row(cells, ("occurrence", one.occurrence))
