"""Promises whose day has passed, ours and theirs."""

from __future__ import annotations

from collections.abc import Iterator

from liaison_sync.domain.report.actions import overdue
from liaison_sync.domain.report.blocks import say
from liaison_sync.domain.report.problems.problem import Problem
from liaison_sync.domain.report.view import ReportView


def promises_overdue(view: ReportView) -> Iterator[Problem]:
    """Action items past their deadline, the oldest first."""
    for one in overdue(view):
        side = "ours" if one.ours else "theirs"
        owner = view.person(one.owner) if one.owner else say("nobody")
        detail = say(f"problem_detail.promise_{side}", text=one.text, owner=owner, due=one.due)
        yield Problem(f"promise_{side}", one.partner, detail, ("action", one.id))
