"""Search: mail, minutes, files of meetings, partners and people by words and filters, the newest first."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from liaison_sync.domain.search_query import read
from liaison_sync.formats.date_text import in_zone
from liaison_sync.store import directory, search, search_files, search_minutes
from liaison_sync.web.marks import after_moment, mark
from liaison_sync.web.page import Ask, Page

SIZE = 30


def show(ask: Ask) -> Response:
    typed = ask.query.get("q", "").strip()[:400]
    query = read(typed, in_zone(ask.now, ask.zone).date())
    after = _after(ask)
    hits = search.search(ask.connection, query, ask.zone, limit=SIZE + 1, after=after)
    words = " ".join(clause.text for clause in query.terms)
    counted = search.count(ask.connection, query, ask.zone)
    looked_up = bool(words) and query.only_words and after is None
    return ask.page(
        "search.html",
        typed=typed,
        query=query,
        hits=hits[:SIZE],
        count=counted.listed,
        notices=counted.notices,
        after=mark(hits[SIZE - 1].at, str(hits[SIZE - 1].n)) if len(hits) > SIZE else "",
        minutes=search_minutes.minutes(ask.connection, query, ask.zone) if after is None else [],
        files=search_files.files(ask.connection, query, ask.zone) if after is None else [],
        partners=directory.partners(ask.connection, words, limit=5) if looked_up else [],
        people=directory.contacts(ask.connection, words, limit=5) if looked_up else [],
    )


def _after(ask: Ask) -> tuple[datetime, int] | None:
    found = after_moment(ask.query.get("after", ""))
    known = found and found[1].isascii() and found[1].isdigit() and len(found[1]) < 20
    return (found[0], min(int(found[1]), 2**63 - 1)) if found and known else None


PAGES = (Page("/search", show),)
