"""Partners: who owes whom, by partner."""

from __future__ import annotations

from starlette.responses import Response

from liaison_sync.store import partners
from liaison_sync.web import lateness
from liaison_sync.web.page import Ask, Page


def show(ask: Ask) -> Response:
    words, owner = ask.query.get("q", "")[:200], ask.query.get("owner", "")
    owes = ask.query.get("owes", "")
    return ask.page(
        "partners.html",
        slice=partners.listed(
            ask.connection, lateness.of(ask), words=words, owner=owner, owes=owes, after=ask.query.get("after", "")
        ),
        words=words,
        owner=owner,
        owes=owes,
        officers=ask.service.officers,
    )


PAGES = (Page("/partners", show),)
