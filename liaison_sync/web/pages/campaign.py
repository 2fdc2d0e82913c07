"""One campaign: its letters, who takes part, what went to each of them and what comes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from urllib.parse import quote, urlencode

from starlette.responses import Response

from liaison_sync.app.campaign_list import places, standing
from liaison_sync.domain.commands import campaigns as g
from liaison_sync.store import directory, partners, projects
from liaison_sync.web.page import Ask, Page
from liaison_sync.web.pages.campaigns import found

_MOST = 200  # contacts of one form
_LONGEST = 1500  # characters of the way back: a cookie keeps it


def show(ask: Ask) -> Response:
    kept, id_ = found(ask), ask.arg("id")
    here = places(ask.connection, ask.service, campaign=id_)
    partner = ask.query.get("partner", "")
    choices = directory.choices(ask.connection)
    names = dict(choices)
    inside = {one.contact for one in here}
    picked = partners.one(ask.connection, partner) if partner in names else None
    return ask.page(
        "campaign.html",
        kept=kept,
        campaign=kept.campaign,
        configured=any(one.id == id_ for one in ask.service.policy.campaigns),
        sent=Counter(n for one in here for n in range(1, one.sent + 1)),
        ahead=Counter(one.ahead.step for one in here if one.ahead),
        places=[(one, standing(one, ask.language, ask.zone)) for one in here],
        project=projects.one(ask.connection, kept.campaign.project) if kept.campaign.project else None,
        officers=ask.service.officers,
        choices=choices,
        names=names,
        partner=partner if picked else "",
        offered=[one for one in picked.contacts if one.address not in inside and not one.until] if picked else [],
    )


# --- acts --------------------------------------------------------------------------------------------------------


def stop(ask: Ask) -> Response:
    ask.act(g.StopCampaign(ask.arg("id")))
    return _done(ask, "campaigns.was_stopped", "resume")


def resume(ask: Ask) -> Response:
    ask.act(g.ResumeCampaign(ask.arg("id")))
    return _done(ask, "campaigns.resumed", "")


def add(ask: Ask) -> Response:
    return _each(ask, g.EnrolContact, "campaigns.added", "remove")


def remove(ask: Ask) -> Response:
    return _each(ask, g.LeaveCampaign, "campaigns.removed", "return")


def put_back(ask: Ask) -> Response:
    return _each(ask, g.ReturnToCampaign, "campaigns.returned", "")


def _each(ask: Ask, command: Callable[[str, str], g.CampaignCommand], told: str, undo: str) -> Response:
    """The contacts of the form; of the undo button those of its address."""
    said = ask.form.getlist("contact") or ask.query.getlist("contact")
    addresses = list(dict.fromkeys(str(one).strip().lower() for one in said if str(one).strip()))[:_MOST]
    if not addresses:
        return ask.go(_path(ask), "nothing_picked")
    for address in addresses:
        ask.act(command(ask.arg("id"), address))
    back = f"{undo}?{urlencode([('contact', one) for one in addresses])}" if undo else ""
    return _done(ask, told, back if len(back) <= _LONGEST else "")


def _path(ask: Ask) -> str:
    return f"/campaigns/{quote(ask.arg('id'))}"


def _done(ask: Ask, told: str, undo: str) -> Response:
    return ask.go(_path(ask), told, **({"undo": f"{_path(ask)}/{undo}"} if undo else {}))


PAGES = (
    Page("/campaigns/{id}", show),
    Page("/campaigns/{id}/stop", stop, "POST", "manage"),
    Page("/campaigns/{id}/resume", resume, "POST", "manage"),
    Page("/campaigns/{id}/add", add, "POST", "work"),
    Page("/campaigns/{id}/remove", remove, "POST", "work"),
    Page("/campaigns/{id}/return", put_back, "POST", "work"),
)
