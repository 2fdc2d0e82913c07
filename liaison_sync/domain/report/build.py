"""Reports: sections are pure functions of a ReportView, each in its own file; tuples are orders of pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from liaison_sync.domain.report import (
    actions,
    correspondence,
    feedback,
    followups,
    freshness,
    letters,
    meetings,
    newcomers,
    problems,
    profile,
    summary,
    turns,
    workload,
)
from liaison_sync.domain.report.blocks import Column, Section, Snapshot, Table, say, without
from liaison_sync.domain.report.naming import WEEKLY, About, about
from liaison_sync.domain.report.scope import narrowed
from liaison_sync.domain.report.view import ReportView

_Sections = tuple[Callable[[ReportView], Section], ...]

_PARTNER = Column(say("column.partner"))

SECTIONS: _Sections = (
    summary.section,
    correspondence.section,
    turns.section,
    meetings.section,
    actions.section,
    followups.section,
    problems.section,
    feedback.section,
    letters.section,
    workload.projects,
    workload.officers,
    newcomers.section,
    freshness.section,
)
OF_ONE: _Sections = (
    summary.section,
    turns.section,
    meetings.section,
    actions.section,
    correspondence.section,
    followups.section,
    problems.section,
    feedback.section,
    letters.section,
    freshness.section,
)


def build(view: ReportView, *, name: str = WEEKLY, url: str = "") -> Snapshot:
    """The report of that name on the view's period; `url` is the console's address, for the links of its figures.

    Raises ValueError (no such name).
    """
    of = about(name)
    mine = narrowed(view, of)
    return Snapshot(
        name=name,
        period=view.period.name,
        zone=view.period.zone,
        start=view.period.start,
        end=view.period.end,
        made_at=view.now,
        organisation=view.policy.organisation,
        url=url,
        sections=tuple(_of_one(one, of) for section in _sections(of) if (one := section(mine)).blocks),
        skipped=view.skipped,
        about=_called(view, of),
    )


def _sections(of: About) -> _Sections:
    if of.scope == "all":
        return SECTIONS
    return (profile.section_of(of.whose), *OF_ONE) if of.scope == "partner" else OF_ONE


def _of_one(section: Section, of: About) -> Section:
    """A dossier need not say in every row whom it is about."""
    if of.scope != "partner":
        return section
    blocks = tuple(without(one, _PARTNER) if isinstance(one, Table) else one for one in section.blocks)
    return replace(section, blocks=blocks)


def _called(view: ReportView, of: About) -> str:
    """What the project, partner or officer is called now; its id where nobody knows it any more."""
    match of.scope:
        case "all":
            return ""
        case "project":
            return view.projects.get(of.whose, of.whose)
        case "partner":
            return view.partner_name(of.whose) or of.whose
        case "officer":
            return view.person(of.whose)
