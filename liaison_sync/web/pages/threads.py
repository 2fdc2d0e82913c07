"""Correspondence: the list of threads by whose turn it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from starlette.responses import Response

from liaison_sync.app.act import Refused
from liaison_sync.domain.commands import AssignThread, CloseThread, Command
from liaison_sync.domain.commands.projects import GroupThread
from liaison_sync.store import projects, threads
from liaison_sync.store.threads import SHOWS, Show
from liaison_sync.web import lateness
from liaison_sync.web.page import Ask, Page
from liaison_sync.web.pages.project import NONE

_MOST = 100  # threads one form may close or assign


def show(ask: Ask) -> Response:
    wanted = ask.query.get("show", "ours")
    chosen: Show = next((one for one in get_args(Show) if one == wanted), "ours")
    late = lateness.of(ask)
    partner, owner, project = (ask.query.get(name, "") for name in ("partner", "owner", "project"))
    choices = projects.choices(ask.connection, chosen=project or None)
    return ask.page(
        "threads.html",
        show=chosen,
        shows=SHOWS,
        counts=threads.counts(ask.connection, late, partner=partner, owner=owner, project=project),
        slice=threads.listed(
            ask.connection,
            chosen,
            late,
            partner=partner,
            owner=owner,
            project=project,
            after=ask.query.get("after", ""),
        ),
        late=late,
        age=lambda since: lateness.age(ask, since),
        owner=owner,
        partner=threads.partner_name(ask.connection, partner) if partner else "",
        project=project,
        projects=choices,
        officers=ask.service.officers,
    )


def many(ask: Ask) -> Response:
    """Close, assign, or put into a project the threads whose boxes are ticked; what was joined meanwhile is counted."""
    picked = [str(one) for one in ask.form.getlist("thread")[:_MOST]]
    wanted = _wanted(ask)
    if wanted is None or not picked:
        return ask.go("/threads", "nothing_picked")
    does, done = wanted
    carried_out = 0
    for thread in picked:
        try:
            ask.act(does(thread))
            carried_out += 1
        except Refused:  # somebody was faster
            continue
    return ask.go("/threads", done, detail=f"{carried_out}/{len(picked)}")


def _wanted(ask: Ask) -> tuple[Callable[[str], Command], str] | None:
    """What the pressed button asks for of each thread, and what is told then; None where nothing was chosen."""
    pressed, owner, project = ask.text("do"), ask.text("owner"), ask.text("project", limit=100)
    if pressed == "project":
        if project == NONE:
            return lambda thread: GroupThread(thread, None), "projects.ungrouped_many"
        return (lambda thread: GroupThread(thread, project), "projects.grouped_many") if project else None
    if pressed == "assign" or (owner and not pressed):
        return (lambda thread: AssignThread(thread, owner), "threads_assigned") if owner else None
    return CloseThread, "threads_closed"


PAGES = (
    Page("/threads", show),
    Page("/threads/many", many, "POST", "work"),
)
