"""Correspondence: the list of threads by whose turn it is."""

from __future__ import annotations

from typing import get_args

from starlette.responses import Response

from liaison_sync.domain.commands import AssignThread, CloseThread
from liaison_sync.store import threads
from liaison_sync.store.threads import SHOWS, Show
from liaison_sync.web import lateness
from liaison_sync.web.page import Ask, Page

_MOST = 100  # threads one form may close or assign


def show(ask: Ask) -> Response:
    wanted = ask.query.get("show", "ours")
    chosen: Show = next((one for one in get_args(Show) if one == wanted), "ours")
    late = lateness.of(ask)
    partner, owner = ask.query.get("partner", ""), ask.query.get("owner", "")
    return ask.page(
        "threads.html",
        show=chosen,
        shows=SHOWS,
        counts=threads.counts(ask.connection, late, partner=partner, owner=owner),
        slice=threads.listed(
            ask.connection, chosen, late, partner=partner, owner=owner, after=ask.query.get("after", "")
        ),
        late=late,
        age=lambda since: lateness.age(ask, since),
        owner=owner,
        partner=threads.partner_name(ask.connection, partner) if partner else "",
        officers=ask.service.officers,
    )


def many(ask: Ask) -> Response:
    """Close or assign the threads whose boxes are ticked."""
    picked = [str(one) for one in ask.form.getlist("thread")[:_MOST]]
    owner = ask.text("owner")
    for thread in picked:
        ask.act(AssignThread(thread, owner) if owner else CloseThread(thread))
    done = "threads_assigned" if owner else "threads_closed"
    return ask.go("/threads", done if picked else "nothing_picked", detail=str(len(picked)) if picked else "")


PAGES = (
    Page("/threads", show),
    Page("/threads/many", many, "POST", "work"),
)
