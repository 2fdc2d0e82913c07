"""One partner: who owes whom, one timeline of mail, meetings and notes, its contacts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from urllib.parse import quote

from starlette.responses import Response

from liaison_sync.app.campaign_list import Place, places, standing
from liaison_sync.domain.commands import AddNote
from liaison_sync.store import feedback, feeds, followups, merges, partners, threads
from liaison_sync.store.partners import KINDS
from liaison_sync.web import lateness
from liaison_sync.web.page import Ask, NotFound, Page

_TOP = 5  # threads of each side shown; the lists hold all


def show(ask: Ask) -> Response:
    whole = partners.one(ask.connection, ask.arg("id"))
    if whole is None:
        heir = merges.successor(ask.connection, ask.arg("id"))
        if heir is None:
            raise NotFound
        return ask.go(f"/partners/{quote(heir)}")
    late, id_ = lateness.of(ask), whole.row.id
    kind = next((one for one in KINDS if one == ask.query.get("kind")), None)
    return ask.page(
        "partner.html",
        partner=whole,
        counts=threads.counts(ask.connection, late, ("ours", "theirs", "all"), partner=id_),
        ours=threads.listed(ask.connection, "ours", late, partner=id_, size=_TOP).rows,
        theirs=threads.listed(ask.connection, "theirs", late, partner=id_, size=_TOP).rows,
        waiting=followups.listed(ask.connection, "waiting", partner=id_, size=_TOP).rows,
        timeline=partners.timeline(ask.connection, id_, (kind,) if kind else KINDS, before=_mark(ask)),
        feedback=feedback.of_partner(ask.connection, id_),
        names={one.address: one.name for one in whole.contacts if one.name},
        campaigns=_campaigns(ask, [one.address for one in whole.contacts]),
        feeds=feeds.of(ask.connection, "partner", id_),
        kind=kind or "",
        kinds=KINDS,
        late=late,
        age=lambda since: lateness.age(ask, since),
    )


def _campaigns(ask: Ask, contacts: Collection[str]) -> list[tuple[Place, str]]:
    """Its contacts in campaigns, with where each stands."""
    found = places(ask.connection, ask.service, contacts=contacts)
    return [(one, standing(one, ask.language, ask.zone)) for one in found]


def _mark(ask: Ask) -> datetime | None:
    try:
        at = datetime.fromisoformat(ask.query.get("before", ""))
    except ValueError:
        return None
    return at if at.tzinfo else None


def note(ask: Ask) -> Response:
    text, id_ = ask.text("text"), ask.arg("id")
    if partners.one(ask.connection, id_) is None:
        raise NotFound
    if not text:
        return ask.go(f"/partners/{id_}", "nothing_written")
    ask.act(AddNote(f"partner:{id_}", text))
    return ask.go(f"/partners/{id_}", "note_added")


PAGES = (
    Page("/partners/{id}", show),
    Page("/partners/{id}/note", note, "POST", "work"),
)
