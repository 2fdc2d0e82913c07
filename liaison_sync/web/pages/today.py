"""Today: what a person must see, decide or open first."""

from __future__ import annotations

from starlette.responses import Response

from liaison_sync.web.page import Ask, Page


def show(ask: Ask) -> Response:
    return ask.page("today.html")


PAGES = (Page("/", show),)
