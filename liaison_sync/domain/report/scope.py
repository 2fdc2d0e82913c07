"""What of the whole view belongs to one project, partner or officer: sections read it as they read everything."""

from __future__ import annotations

from dataclasses import replace

from liaison_sync.domain.report.naming import About
from liaison_sync.domain.report.view import Comment, Met, Nudge, Promise, Registered, ReportView
from liaison_sync.domain.view import Correspondence


def narrowed(view: ReportView, about: About) -> ReportView:
    """The view of that report. Mailboxes and the directory stay whole: they say what the figures rest on."""
    if about.scope == "all":
        return view
    threads = tuple(one for one in view.threads if _talk(view, one, one.project, about))
    meetings = tuple(one for one in view.meetings if _talk(view, one, view.meeting_projects.get(one.key), about))
    known = {one.thread for one in threads}
    met = {one.key for one in meetings}
    return replace(
        view,
        about=about,
        reported=None,
        threads=threads,
        meetings=meetings,
        promises=tuple(one for one in view.promises if _promise(one, about, met)),
        nudges=tuple(one for one in view.nudges if _nudge(view, one, about, known, met)),
        elsewhere=view.heard,
        rhythms={one: heard for one, heard in view.rhythms.items() if _partner(view, one, about)},
        comments=tuple(one for one in view.comments if _comment(view, one, about, met)),
        letters=tuple(one for one in view.letters if _letter(one, about, known)),
    )


def _talk(view: ReportView, one: Correspondence | Met, project: str | None, about: About) -> bool:
    match about.scope:
        case "project":
            return project == about.whose
        case "partner":
            return one.partner == about.whose
        case _:
            return view.responsible(one.owner, one.partner) == about.whose


def _partner(view: ReportView, partner: str, about: About) -> bool:
    """Whose silence a report tells; a project's partners may well write about something else."""
    if about.scope == "partner":
        return partner == about.whose
    return about.scope == "officer" and view.responsible(None, partner) == about.whose


def _promise(one: Promise, about: About, met: set[str]) -> bool:
    match about.scope:
        case "project":
            return one.occurrence in met
        case "partner":
            return one.partner == about.whose
        case _:
            return one.owner == about.whose or (not one.owner and one.occurrence in met)


def _nudge(view: ReportView, one: Nudge, about: About, threads: set[str], met: set[str]) -> bool:
    match about.scope:
        case "project":
            return one.thread in threads or one.meeting in met
        case "partner":
            return one.partner == about.whose
        case _:
            return about.whose in one.to or view.responsible(None, one.partner) == about.whose


def _comment(view: ReportView, one: Comment, about: About, met: set[str]) -> bool:
    match about.scope:
        case "project":
            return view.meeting_projects.get(one.occurrence) == about.whose
        case "partner":
            return one.partner == about.whose
        case _:
            return one.occurrence in met or view.responsible(None, one.partner) == about.whose


def _letter(one: Registered, about: About, threads: set[str]) -> bool:
    return one.partner == about.whose if about.scope == "partner" else one.thread in threads
