"""Search: mail, minutes, partners and people by words and filters, the newest first."""

from __future__ import annotations

from starlette.responses import Response

from liaison_sync.domain.search_query import read
from liaison_sync.store import directory, search
from liaison_sync.web.marks import after_moment, mark
from liaison_sync.web.page import Ask, Page

SIZE = 30


def show(ask: Ask) -> Response:
    typed = ask.query.get("q", "").strip()[:400]
    query = read(typed)
    after = after_moment(ask.query.get("after", ""))
    hits = search.search(ask.connection, query, ask.zone, limit=SIZE + 1, after=after)
    words = " ".join(word for term in query.terms for word in term.words)
    looked_up = bool(words) and query.only_words and after is None
    return ask.page(
        "search.html",
        typed=typed,
        query=query,
        hits=hits[:SIZE],
        count=search.count(ask.connection, query, ask.zone),
        after=mark(hits[SIZE - 1].at, hits[SIZE - 1].key) if len(hits) > SIZE else "",
        minutes=search.minutes(ask.connection, query, ask.zone) if after is None else [],
        partners=directory.partners(ask.connection, words, limit=5) if looked_up else [],
        people=directory.contacts(ask.connection, words, limit=5) if looked_up else [],
    )


PAGES = (Page("/search", show),)
