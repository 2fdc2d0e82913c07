"""Reports: sections are pure functions of a ReportView, each in its own file; SECTIONS is the order of the page."""

from __future__ import annotations

from collections.abc import Callable

from liaison_sync.domain.report import (
    actions,
    correspondence,
    followups,
    freshness,
    meetings,
    newcomers,
    problems,
    summary,
    turns,
)
from liaison_sync.domain.report.blocks import Section, Snapshot
from liaison_sync.domain.report.view import ReportView

WEEKLY = "weekly"

SECTIONS: tuple[Callable[[ReportView], Section], ...] = (
    summary.section,
    correspondence.section,
    turns.section,
    meetings.section,
    actions.section,
    followups.section,
    problems.section,
    newcomers.section,
    freshness.section,
)


def build(view: ReportView, *, name: str = WEEKLY, url: str = "") -> Snapshot:
    """The report on the view's period; `url` is the console's address, for the links of its figures."""
    return Snapshot(
        name=name,
        period=view.period.name,
        zone=view.period.zone,
        start=view.period.start,
        end=view.period.end,
        made_at=view.now,
        organisation=view.policy.organisation,
        url=url,
        sections=tuple(section(view) for section in SECTIONS),
        skipped=view.skipped,
    )
