"""Partners whom a meeting disappointed: evidence for a decision."""

from __future__ import annotations

from collections.abc import Iterator

from liaison_sync.domain.report import feedback
from liaison_sync.domain.report.blocks import say
from liaison_sync.domain.report.problems.problem import Problem
from liaison_sync.domain.report.view import ReportView

_LONGEST = 200


def low_score(view: ReportView) -> Iterator[Problem]:
    """Each low score of the period with its words, the lowest first."""
    for one in feedback.low(view):
        title = one.title or say("no_title")
        key = "problem_detail.low_score" if one.text else "problem_detail.low_score_alone"
        more = {"text": " ".join(one.text.split())[:_LONGEST]} if one.text else {}
        yield Problem("low_score", one.partner, say(key, title=title, score=one.score, **more), ("feedback", one.id))
