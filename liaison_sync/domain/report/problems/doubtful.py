"""Senders who may not be who they say they are."""

from __future__ import annotations

from collections.abc import Iterator

from liaison_sync.domain.report.blocks import say
from liaison_sync.domain.report.problems.problem import Problem
from liaison_sync.domain.report.view import ReportView


def unverified(view: ReportView) -> Iterator[Problem]:
    """Somebody may pretend to be who they are not."""
    for turn in view.turns:
        if turn.trust == "low" and turn.direction == "in" and view.within(turn.at):
            detail = say("problem_detail.unverified", address=turn.sender, subject=turn.subject or say("no_subject"))
            yield Problem("unverified", turn.partner, detail, ("message", turn.key))
