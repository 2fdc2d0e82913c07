"""Follow-ups: the queue by what a person has to do."""

from __future__ import annotations

from typing import get_args

from starlette.responses import Response

from liaison_sync.app.act import Refused
from liaison_sync.domain.commands import ApproveFollowUp, CancelFollowUp
from liaison_sync.domain.triggers import TRIGGERS
from liaison_sync.store import followups, threads
from liaison_sync.store.followups import SHOWS, Show
from liaison_sync.web import snooze
from liaison_sync.web.page import Ask, Page

_MOST = 50  # letters one form may approve or cancel


def show(ask: Ask) -> Response:
    wanted = ask.query.get("show", "waiting")
    chosen: Show = next((one for one in get_args(Show) if one == wanted), "waiting")
    partner, trigger = ask.query.get("partner", ""), ask.query.get("trigger", "")
    return ask.page(
        "followups.html",
        show=chosen,
        shows=SHOWS,
        counts=followups.counts(ask.connection, partner=partner, trigger=trigger),
        slice=followups.listed(
            ask.connection, chosen, partner=partner, trigger=trigger, after=ask.query.get("after", "")
        ),
        triggers=[trigger.name for trigger in TRIGGERS],
        trigger=trigger,
        partner=threads.partner_name(ask.connection, partner) if partner else "",
        choices=snooze.CHOICES,
    )


def many(ask: Ask) -> Response:
    """Approve or cancel those whose boxes are ticked; what moved on meanwhile is left as it is and counted."""
    picked = [str(one) for one in ask.form.getlist("followup")[:_MOST]]
    cancel = ask.text("deed") == "cancel"
    reason = ask.text("reason") or ask.say("followups_page.no_reason")
    done = 0
    for id_ in picked:
        try:
            ask.act(CancelFollowUp(id_, reason) if cancel else ApproveFollowUp(id_))
            done += 1
        except Refused:
            continue
    if not picked:
        return ask.go("/followups", "nothing_picked")
    return ask.go(
        "/followups", "followups_cancelled" if cancel else "followups_approved", detail=f"{done}/{len(picked)}"
    )


PAGES = (
    Page("/followups", show),
    Page("/followups/many", many, "POST", "work"),
)
