"""Projects: the list, and the form of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import quote

from starlette.responses import Response

from liaison_sync.domain.commands.projects import PutProject
from liaison_sync.domain.partner_id import free_id
from liaison_sync.domain.project import Project, problem
from liaison_sync.store import projects
from liaison_sync.store.projects import SHOWS, Show
from liaison_sync.web import lateness
from liaison_sync.web.page import Ask, NotFound, Page


def show(ask: Ask) -> Response:
    asked = ask.query.get("show", "open")
    chosen: Show = next((one for one in SHOWS if one == asked), "open")
    words, owner = ask.query.get("q", "").strip()[:200], ask.query.get("owner", "")
    after = ask.query.get("after", "")
    return ask.page(
        "projects.html",
        show=chosen,
        shows=SHOWS,
        words=words,
        owner=owner,
        counts=projects.counts(ask.connection, words=words, owner=owner),
        slice=projects.listed(ask.connection, lateness.of(ask), chosen, words=words, owner=owner, after=after),
        officers=ask.service.officers,
    )


def new(ask: Ask) -> Response:
    return _form(ask, None, Project("", ""))


def edit(ask: Ask) -> Response:
    found = _found(ask)
    return _form(ask, found, found)


def _form(ask: Ask, known: Project | None, typed: Project, wrong: str = "") -> Response:
    return ask.page(
        "project_form.html",
        status=422 if wrong else 200,
        one=known,
        typed=typed,
        problem=ask.say(f"projects.problem.{wrong}") if wrong else "",
        officers=ask.service.officers,
    )


def create(ask: Ask) -> Response:
    typed = _typed(ask, Project("", ""))
    wrong = problem(typed)
    if wrong:
        return _form(ask, None, typed, wrong)
    id_ = free_id(typed.name, [*projects.ids(ask.connection), "new"], otherwise="proyek")
    return _put(ask, id_, typed)


def save(ask: Ask) -> Response:
    known = _found(ask)
    typed = _typed(ask, known)
    wrong = problem(typed)
    return _form(ask, known, typed, wrong) if wrong else _put(ask, known.id, typed)


def _found(ask: Ask) -> Project:
    found = projects.one(ask.connection, ask.arg("id"))
    if found is None:
        raise NotFound
    return found


def _typed(ask: Ask, known: Project) -> Project:
    return replace(
        known,
        name=" ".join(ask.text("name", limit=200).split()),
        code=" ".join(ask.text("code", limit=60).split()),
        owner=ask.text("owner", limit=254) or None,
        starts=_day(ask, "starts"),
        ends=_day(ask, "ends"),
        note=ask.text("note"),
    )


def _day(ask: Ask, name: str) -> date | None:
    try:
        return date.fromisoformat(ask.text(name))
    except ValueError:
        return None


def _put(ask: Ask, id_: str, typed: Project) -> Response:
    days = (typed.starts, typed.ends)
    ask.act(PutProject(id_, typed.name, typed.code, typed.owner, *days, typed.language, typed.note))
    return ask.go(f"/projects/{quote(id_)}", "projects.saved")


PAGES = (
    Page("/projects", show),
    Page("/projects/new", new, deed="work"),
    Page("/projects/{id}/edit", edit, deed="work"),
    Page("/projects", create, "POST", "work"),
    Page("/projects/{id}/edit", save, "POST", "work"),
)
