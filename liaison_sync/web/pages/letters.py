"""The letters register (Buku agenda): official letters in and out by number, as a list to filter, print and export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from starlette.responses import Response

from liaison_sync.formats.date_text import in_zone
from liaison_sync.formats.register_csv import RegisterLine, written
from liaison_sync.store import directory, letters, projects
from liaison_sync.store.letters import SHOWS, Filter, Show
from liaison_sync.web.attachment import attachment
from liaison_sync.web.page import Ask, Page

_FIRST, _LAST = date(1900, 1, 1), date(2200, 1, 1)


def show(ask: Ask) -> Response:
    wanted, since, until = _filter(ask)
    return ask.page(
        "letters.html",
        wanted=wanted,
        since=since,
        until=until,
        shows=SHOWS,
        counts=letters.counts(ask.connection, wanted),
        slice=letters.listed(ask.connection, wanted, after=ask.query.get("after", "")),
        choices=directory.choices(ask.connection),
        export=_export_link(ask),
        project=projects.one(ask.connection, wanted.project) if wanted.project else None,
    )


def export(ask: Ask) -> Response:
    """The whole list with its filters as CSV."""
    wanted, _, _ = _filter(ask)
    content = written(_lines(ask, wanted), ask.language, ask.zone)
    day = in_zone(ask.now, ask.zone).date().isoformat()
    headers = attachment(f"{ask.say('register.file')}-{day}.csv")
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _filter(ask: Ask) -> tuple[Filter, str, str]:
    """What the address asks for, and its two days as the form shows them ("" where they are none)."""
    asked = ask.query.get("show", "all")
    direction: Show = next((one for one in SHOWS if one == asked), "all")
    since, until = _day(ask, "since"), _day(ask, "until")
    number = ask.query.get("number", "").strip()[:120]
    partner, project = ask.query.get("partner", ""), ask.query.get("project", "")
    wanted = Filter(direction, partner, number, since, until, ask.zone, project)
    return wanted, since.isoformat() if since else "", until.isoformat() if until else ""


def _day(ask: Ask, name: str) -> date | None:
    try:
        found = date.fromisoformat(ask.query.get(name, ""))
    except ValueError:
        return None
    return found if _FIRST <= found <= _LAST else None


def _export_link(ask: Ask) -> str:
    return ask.link(after=None).replace("/letters", "/letters/export", 1)


def _lines(ask: Ask, wanted: Filter) -> Iterator[RegisterLine]:
    home = str(ask.request.base_url).rstrip("/")
    for one in letters.everything(ask.connection, wanted):
        yield RegisterLine(
            number=one.number,
            at=one.at,
            direction=one.direction,
            partner=one.partner_name,
            subject=one.subject,
            sender=one.sender,
            refers_to=tuple(each.number for each in one.refers_to),
            referred_by=tuple(each.number for each in one.referred_by if each.number),
            thread=f"{home}/threads/{one.thread}" if one.thread else "",
        )


PAGES = (
    Page("/letters", show),
    Page("/letters/export", export),
)
