"""Answers that are late by policy, on either side."""

from __future__ import annotations

from collections.abc import Iterator

from liaison_sync.domain.report.blocks import say
from liaison_sync.domain.report.problems.problem import Problem
from liaison_sync.domain.report.turns import doubtful, waiting
from liaison_sync.domain.report.view import ReportView


def unanswered(view: ReportView) -> Iterator[Problem]:
    """Waiting longer than policy allows, for us and for them; nobody should answer what may be forged."""
    for one in waiting(view):
        if one.late and not (one.side == "ours" and doubtful(one.thread)):
            subject = one.thread.subject or say("no_subject")
            detail = say(f"problem_detail.unanswered_{one.side}", subject=subject, days=one.waited)
            yield Problem(f"unanswered_{one.side}", one.partner, detail, ("thread", one.thread.thread))
