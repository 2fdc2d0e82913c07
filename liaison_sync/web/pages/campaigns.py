"""Campaigns: the list, and the form of one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from urllib.parse import quote

from starlette.responses import Response

from liaison_sync.app import policy
from liaison_sync.app.act.campaigns import problem
from liaison_sync.domain.commands.campaigns import PutCampaign
from liaison_sync.domain.in_force import KeptCampaign
from liaison_sync.domain.partner_id import free_id
from liaison_sync.store import enrolments, projects
from liaison_sync.web.page import Ask, NotFound, Page

_BLANK = PutCampaign("", "", (0, 5, 10))


def show(ask: Ask) -> Response:
    taking = Counter(one.campaign for one in enrolments.listed(ask.connection) if not one.left)
    return ask.page("campaigns.html", campaigns=policy.campaigns(ask.connection, ask.service), taking=taking)


def new(ask: Ask) -> Response:
    return _form(ask, None, replace(_BLANK, project=ask.query.get("project")), _text(_BLANK.waits))


def edit(ask: Ask) -> Response:
    known = own(ask)
    one = known.campaign
    typed = PutCampaign(one.id, one.name, one.waits, one.owner, one.project, one.until)
    return _form(ask, known, typed, _text(one.waits))


def _form(ask: Ask, known: KeptCampaign | None, typed: PutCampaign, waits: str, wrong: str = "") -> Response:
    return ask.page(
        "campaign_form.html",
        status=422 if wrong else 200,
        one=known,
        typed=typed,
        waits=waits,
        problem=ask.say(f"refused.campaign_{wrong}") if wrong else "",
        officers=ask.service.officers,
        projects=projects.choices(ask.connection, chosen=typed.project),
    )


def create(ask: Ask) -> Response:
    taken = [one.campaign.id for one in policy.campaigns(ask.connection, ask.service)]
    return _saved(ask, None, free_id(ask.text("name", limit=200), [*taken, "new"], otherwise="kampanye"))


def save(ask: Ask) -> Response:
    known = own(ask)
    return _saved(ask, known, known.campaign.id)


def _saved(ask: Ask, known: KeptCampaign | None, id_: str) -> Response:
    said = ask.text("waits", limit=200)
    typed = PutCampaign(
        id_,
        " ".join(ask.text("name", limit=200).split()),
        _waits(said),
        ask.text("owner", limit=254) or None,
        ask.text("project", limit=100) or None,
        _day(ask.text("until")),
    )
    wrong = problem(typed)
    if wrong:
        return _form(ask, known, typed, said, wrong)
    ask.act(typed)
    return ask.go(f"/campaigns/{quote(id_)}", "campaigns.saved")


def own(ask: Ask) -> KeptCampaign:
    """The one of the address, where it may be edited here: those of the configuration are edited there."""
    id_ = ask.arg("id")
    if any(one.id == id_ for one in ask.service.policy.campaigns):
        raise NotFound
    return found(ask)


def found(ask: Ask) -> KeptCampaign:
    """The one of the address."""
    every = policy.campaigns(ask.connection, ask.service)
    one = next((one for one in every if one.campaign.id == ask.arg("id")), None)
    if one is None:
        raise NotFound
    return one


def _text(waits: tuple[int, ...]) -> str:
    return ", ".join(str(days) for days in waits)


def _waits(text: str) -> tuple[int, ...]:
    """Days between commas or spaces; () where anything else stands there."""
    words = text.replace(",", " ").replace(";", " ").split()
    return tuple(int(one) for one in words) if all(one.isascii() and one.isdigit() for one in words) else ()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


PAGES = (
    Page("/campaigns", show),
    Page("/campaigns/new", new, deed="manage"),
    Page("/campaigns/{id}/edit", edit, deed="manage"),
    Page("/campaigns", create, "POST", "manage"),
    Page("/campaigns/{id}/edit", save, "POST", "manage"),
)
