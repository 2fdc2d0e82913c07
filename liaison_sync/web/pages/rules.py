"""What is otherwise for one partner or one project: patience, approval, language; whether at all."""

from __future__ import annotations

from typing import Literal, get_args
from urllib.parse import quote, urlencode

from starlette.responses import Response

from liaison_sync.app import policy
from liaison_sync.domain.commands.rules import DropOverride, PutOverride
from liaison_sync.domain.overriding import applying
from liaison_sync.domain.policy import TRIGGER_SETTINGS, Approval, Override
from liaison_sync.domain.special_rule import BOUNDS, problem
from liaison_sync.formats.wording import LANGUAGES
from liaison_sync.store import partners, projects
from liaison_sync.web.page import Ask, NotFound, Page

Kind = Literal["partner", "project"]
_FIELDS = ("trigger", "enabled", "approval", "language", *BOUNDS)


def of_partner(ask: Ask) -> Response:
    return _page(ask, "partner", Override(partner=ask.arg("id")))


def of_project(ask: Ask) -> Response:
    return _page(ask, "project", Override(project=ask.arg("id")))


def _page(ask: Ask, kind: Kind, typed: Override, wrong: str = "", said: dict[str, str] | None = None) -> Response:
    """`typed` is what the form starts with; a rule to be changed is named by its trigger in the address."""
    id_ = ask.arg("id")
    name, configured = _name(ask, kind, id_), ask.service.policy.overrides
    here = (id_, None) if kind == "partner" else (None, id_)
    known = applying(policy.in_force(ask.connection, ask.service), *here)
    chosen = ask.query.get("change")
    start = next((one for one in known if chosen is not None and (one.trigger or "") == chosen), typed)
    return ask.page(
        "rules.html",
        status=422 if wrong else 200,
        kind=kind,
        name=name,
        id=id_,
        action=f"/{kind}s/{quote(id_)}/rules",
        rules=[(one, one in configured) for one in known],
        said=said or _words(start),
        problem=ask.say(f"refused.rule_{wrong}") if wrong else "",
        triggers=TRIGGER_SETTINGS,
        languages=LANGUAGES,
        approvals=get_args(Approval),
        bounds=BOUNDS,
    )


def _name(ask: Ask, kind: Kind, id_: str) -> str:
    if kind == "partner":
        whole = partners.one(ask.connection, id_)
        found = whole.row.name if whole else None
    else:
        project = projects.one(ask.connection, id_)
        found = project.name if project else None
    if found is None:
        raise NotFound
    return str(found)


def save_partner(ask: Ask) -> Response:
    return _saved(ask, "partner")


def save_project(ask: Ask) -> Response:
    return _saved(ask, "project")


def _saved(ask: Ask, kind: Kind) -> Response:
    said = _said(ask)
    rule = _rule(kind, ask.arg("id"), said)
    wrong = "bounds" if rule is None else problem(rule)
    if rule is None or wrong:
        return _page(ask, kind, Override(partner=ask.arg("id")), wrong or "bounds", said)
    ask.act(PutOverride(rule))
    return _done(ask, kind, "rules.saved")


def drop_partner(ask: Ask) -> Response:
    return _dropped(ask, "partner")


def drop_project(ask: Ask) -> Response:
    return _dropped(ask, "project")


def _dropped(ask: Ask, kind: Kind) -> Response:
    """The way back holds the whole rule: what it said is entered again."""
    id_, trigger = ask.arg("id"), ask.text("trigger", limit=40) or None
    whose = {"partner": id_} if kind == "partner" else {"project": id_}
    here = (id_, None) if kind == "partner" else (None, id_)
    known = applying(policy.in_force(ask.connection, ask.service), *here)
    last = next((one for one in reversed(known) if one.trigger == trigger), None)
    ask.act(DropOverride(**whose, trigger=trigger))
    words = {name: value for name, value in _words(last).items() if value} if last else {}
    return _done(ask, kind, "rules.dropped", f"?{urlencode(words)}" if words else "")


def _done(ask: Ask, kind: Kind, told: str, undo: str = "") -> Response:
    path = f"/{kind}s/{quote(ask.arg('id'))}/rules"
    return ask.go(path, told, **({"undo": path + undo} if undo else {}))


def _said(ask: Ask) -> dict[str, str]:
    """What the form says; of the undo button what its address says."""
    return {name: ask.text(name, limit=40) or ask.query.get(name, "")[:40] for name in _FIELDS}


def _words(rule: Override) -> dict[str, str]:
    """A rule as the form says it."""
    found = {name: getattr(rule, name) for name in _FIELDS}
    return {name: _written(value) for name, value in found.items()}


def _written(value: object) -> str:
    if value is None:
        return ""
    return ("no", "yes")[value] if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)


def _rule(kind: Kind, id_: str, said: dict[str, str]) -> Override | None:
    """None where a number is none."""
    approval: Approval | None = next((one for one in get_args(Approval) if one == said["approval"]), None)
    language: Literal["id", "en"] | None = next((one for one in ("id", "en") if one == said["language"]), None)
    try:
        whole = {name: int(said[name]) for name in BOUNDS if name != "working_hours" and said[name]}
        hours = float(said["working_hours"].replace(",", ".")) if said["working_hours"] else None
    except ValueError:
        return None
    return Override(
        partner=id_ if kind == "partner" else None,
        project=id_ if kind == "project" else None,
        trigger=said["trigger"] if said["trigger"] in TRIGGER_SETTINGS else None,
        enabled={"yes": True, "no": False}.get(said["enabled"]),
        approval=approval,
        language=language,
        working_hours=hours,
        **whole,
    )


PAGES = (
    Page("/partners/{id}/rules", of_partner),
    Page("/projects/{id}/rules", of_project),
    Page("/partners/{id}/rules", save_partner, "POST", "manage"),
    Page("/projects/{id}/rules", save_project, "POST", "manage"),
    Page("/partners/{id}/rules/drop", drop_partner, "POST", "manage"),
    Page("/projects/{id}/rules/drop", drop_project, "POST", "manage"),
)
