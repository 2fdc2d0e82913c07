"""One project: who takes part, whose turn it is, what comes and what was held, what is still to be done."""

from __future__ import annotations

from typing import get_args
from urllib.parse import quote

from starlette.responses import Response

from liaison_sync.app.policy import by_entered
from liaison_sync.domain import in_force
from liaison_sync.domain.commands import projects as p
from liaison_sync.domain.project import Project
from liaison_sync.formats.meeting_words import flag_text
from liaison_sync.store import (
    directory,
    engagement,
    feeds,
    project_meetings,
    project_work,
    projects,
    threads,
)
from liaison_sync.store.policy_kept import kept
from liaison_sync.store.project_meetings import WHENS
from liaison_sync.web import lateness
from liaison_sync.web.meeting_names import called, said_of
from liaison_sync.web.meeting_view import own_zone, tags
from liaison_sync.web.page import Ask, NotFound, Page

_TOP = 6  # of each list; the lists hold all
NONE, AS_THREAD = "-", ""  # what a choice of project may say beside a project's id


def show(ask: Ask) -> Response:
    found, entered, id_ = _found(ask), kept(ask.connection), ask.arg("id")
    late = lateness.of(ask, by_entered(ask.service, entered))
    own = frozenset(ask.service.own.addresses)
    choices = directory.choices(ask.connection)
    names = dict(choices)
    campaigns = [
        one for one in in_force.campaigns(ask.service.policy, entered.campaigns) if one.campaign.project == id_
    ]
    meetings = project_meetings.nearest(ask.connection, id_, ask.now, own, _TOP)
    return ask.page(
        "project.html",
        project=found,
        figures=project_work.figures(ask.connection, found, late),
        threads=threads.first(ask.connection, "all", late, _TOP, project=id_),
        meetings=meetings,
        whens=WHENS,
        actions=project_work.first_actions(ask.connection, id_, _TOP),
        letters=project_work.latest_letters(ask.connection, id_, _TOP),
        partners=projects.partners(ask.connection, id_, names),
        choices=choices,
        campaigns=campaigns,
        names=names,
        feeds=feeds.of(ask.connection, "project", id_),
        late=late,
        age=lambda since: lateness.age(ask, since),
        tags=tags,
        own_zone=own_zone,
        flag_text=flag_text,
        called=called(ask.service, {}, said_of((*meetings["coming"], *meetings["past"]))),
        officers=ask.service.officers,
        today=ask.now.date(),
    )


def meetings(ask: Ask) -> Response:
    """All meetings to come, or all that are over."""
    found, own = _found(ask), frozenset(ask.service.own.addresses)
    which = next((one for one in WHENS if one == ask.query.get("show")), WHENS[0])
    after = ask.query.get("after", "")
    slice_ = project_meetings.listed(ask.connection, found.id, which, ask.now, own, after=after)
    flagged = {flag.partition(":")[2] for one in slice_.rows for flag in one.flags if "@" in flag}
    people = engagement.people(ask.connection, flagged) if flagged else {}
    figures = project_work.figures(ask.connection, found, lateness.of(ask))
    return ask.page(
        "project_meetings.html",
        project=found,
        slice=slice_,
        shown=which,
        whens=WHENS,
        counts={"coming": figures.coming, "past": figures.past},
        names=directory.names(ask.connection, {one.partner for one in slice_.rows if one.partner}),
        tags=tags,
        own_zone=own_zone,
        flag_text=flag_text,
        called=called(ask.service, people, said_of(slice_.rows)),
    )


def actions(ask: Ask) -> Response:
    """All action items still open."""
    found = _found(ask)
    slice_ = project_work.actions(ask.connection, found.id, after=ask.query.get("after", ""))
    return ask.page("project_actions.html", project=found, slice=slice_, today=ask.now.date())


def _found(ask: Ask) -> Project:
    found = projects.one(ask.connection, ask.arg("id"))
    if found is None:
        raise NotFound
    return found


# --- acts --------------------------------------------------------------------------------------------------------


def close(ask: Ask) -> Response:
    ask.act(p.CloseProject(ask.arg("id")))
    return _done(ask, "projects.closed", undo="reopen")


def reopen(ask: Ask) -> Response:
    ask.act(p.ReopenProject(ask.arg("id")))
    return _done(ask, "projects.reopened")


def join(ask: Ask) -> Response:
    partner = ask.text("partner", limit=200)
    if not partner:
        return _done(ask, "nothing_picked")
    ask.act(p.JoinProject(ask.arg("id"), partner))
    return _done(ask, "projects.joined", undo=f"partners/{quote(partner)}/leave")


def rejoin(ask: Ask) -> Response:
    ask.act(p.JoinProject(ask.arg("id"), ask.arg("partner")))
    return _done(ask, "projects.joined")


def leave(ask: Ask) -> Response:
    partner = ask.arg("partner")
    ask.act(p.LeaveProject(ask.arg("id"), partner))
    return _done(ask, "projects.left", undo=f"partners/{quote(partner)}/join")


def _done(ask: Ask, told: str, undo: str = "") -> Response:
    path = f"/projects/{quote(ask.arg('id'))}"
    return ask.go(path, told, **({"undo": f"{path}/{undo}"} if undo else {}))


def group_thread(ask: Ask) -> Response:
    """The choice on a thread's page; the way back goes to what it was, as the form's address says."""
    id_, chosen = ask.arg("id"), ask.text("project", limit=100)
    return _grouped(ask, id_, chosen, ask.text("was", limit=100))


def regroup_thread(ask: Ask) -> Response:
    return _grouped(ask, ask.arg("id"), ask.arg("project"), "")


def _grouped(ask: Ask, id_: str, chosen: str, was: str) -> Response:
    ask.act(p.GroupThread(id_, None if chosen in {NONE, ""} else chosen))
    told = "projects.ungrouped" if chosen in {NONE, ""} else "projects.grouped"
    undo = {"undo": f"/threads/{quote(id_)}/project/{quote(was)}"} if was and was != chosen else {}
    return ask.go(f"/threads/{quote(id_)}", told, **undo)


def group_meeting(ask: Ask) -> Response:
    key, chosen = ask.arg("key"), ask.text("project", limit=100)
    scope: p.Scope = next((one for one in get_args(p.Scope) if one == ask.text("scope")), "series")
    as_thread = chosen == AS_THREAD
    ask.act(p.GroupMeeting(key, None if chosen in {NONE, AS_THREAD} else chosen, scope, as_thread))
    told = "as_thread" if as_thread else "meeting_ungrouped" if chosen == NONE else "meeting_grouped"
    return ask.go(f"/agenda/{quote(key)}", f"projects.{told}")


PAGES = (
    Page("/projects/{id}", show),
    Page("/projects/{id}/meetings", meetings),
    Page("/projects/{id}/actions", actions),
    Page("/projects/{id}/close", close, "POST", "work"),
    Page("/projects/{id}/reopen", reopen, "POST", "work"),
    Page("/projects/{id}/partners", join, "POST", "work"),
    Page("/projects/{id}/partners/{partner}/join", rejoin, "POST", "work"),
    Page("/projects/{id}/partners/{partner}/leave", leave, "POST", "work"),
    Page("/threads/{id}/project", group_thread, "POST", "work"),
    Page("/threads/{id}/project/{project}", regroup_thread, "POST", "work"),
    Page("/agenda/{key}/project", group_meeting, "POST", "work"),
)
