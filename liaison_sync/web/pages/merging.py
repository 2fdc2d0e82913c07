"""Merge duplicates: choose, look at what comes of it, do it, take it back. And: for whom does an agency write?"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sqlalchemy import select
from starlette.responses import Response

from liaison_sync.domain.commands import directory as d
from liaison_sync.domain.dated_domain import written
from liaison_sync.domain.merging import alike, merged_partner, one_person
from liaison_sync.domain.partner import Contact, Partner
from liaison_sync.store import directory, threads, views
from liaison_sync.store import schema as s
from liaison_sync.store.apply_directory import contact_id
from liaison_sync.web import lateness
from liaison_sync.web.page import Ask, NotFound, Page


def partners(ask: Ask) -> Response:
    """Another partner to choose, then what both come to."""
    known = {one.id: one for one in views.directory(ask.connection)[0]}
    kept = known.get(ask.arg("id"))
    if kept is None:
        raise NotFound
    gone = _chosen(ask.query.get("with", ""), known)
    shown = _comes_to(ask, kept, gone) if gone and gone.id != kept.id else {}
    likely = alike(kept, known.values())
    others = [one for one in sorted(known.values(), key=lambda one: one.name.lower()) if one.id != kept.id]
    return ask.page("merge.html", kept=kept, gone=gone if shown else None, likely=likely[:8], others=others, **shown)


def _chosen(said: str, known: dict[str, Partner]) -> Partner | None:
    """By id, or by the name one typed."""
    return known.get(said) or next((one for one in known.values() if one.name == said), None)


def _comes_to(ask: Ask, kept: Partner, gone: Partner) -> dict[str, Any]:
    late = lateness.of(ask)
    return {
        "after": merged_partner(kept, gone),
        "written": written,
        "moving": directory.contacts_of(ask.connection, gone.id),
        "threads": threads.counts(ask.connection, late, ("all",), partner=gone.id)["all"],
        "names": directory.names(ask.connection, [one for one in (kept.parent, gone.parent) if one]),
    }


def merge_partners(ask: Ask) -> Response:
    kept, gone = ask.arg("id"), ask.text("gone", limit=100)
    ask.act(d.MergePartners(kept, gone))
    return ask.go(f"/directory/partners/{quote(kept)}", "merged", undo=_undo(ask))


def _undo(ask: Ask) -> str:
    m = s.directory_merge.c
    with ask.fresh() as connection:
        id_ = connection.execute(select(m.id).order_by(m.at.desc(), m.id).limit(1)).scalar()
    return f"/directory/merges/{id_}/undo"


def contacts(ask: Ask) -> Response:
    """Another row of the same person to choose."""
    known = views.directory(ask.connection)[1]
    rows = {contact_id(one): one for one in known}
    kept, gone = rows.get(ask.arg("id")), rows.get(ask.query.get("with", ""))
    if kept is None:
        raise NotFound
    after = one_person(_rows(kept, known), _rows(gone, known)) if gone and gone != kept else []
    words = ask.query.get("q", kept.name.split(",")[0])[:100]
    found = [one for one in directory.contacts(ask.connection, words, limit=25) if one.id != ask.arg("id")]
    return ask.page(
        "merge_contact.html", id=ask.arg("id"), kept=kept, gone=gone, gone_id=ask.query.get("with", ""),
        after=after, found=found, words=words,
    )  # fmt: skip


def _rows(one: Contact, known: list[Contact]) -> list[Contact]:
    return [one, *(other for other in known if one.person and other.person == one.person and other != one)]


def merge_contacts(ask: Ask) -> Response:
    kept = ask.arg("id")
    ask.act(d.MergeContacts(kept, ask.text("gone", limit=100)))
    return ask.go(f"/directory/contacts/{quote(kept)}", "merged", undo=_undo(ask))


def undo(ask: Ask) -> Response:
    ask.act(d.UndoMerge(ask.arg("merge")))
    return ask.go("/directory", "unmerged")


def client(ask: Ask) -> Response:
    """A person says for which client an agency writes in this thread."""
    chosen = ask.text("partner", limit=100)
    if chosen:
        ask.act(d.DecideThread(ask.arg("thread"), chosen))
    return ask.go("/unknown", "client_decided" if chosen else "")


PAGES = (
    Page("/directory/partners/{id}/merge", partners, deed="manage"),
    Page("/directory/partners/{id}/merge", merge_partners, "POST", "manage"),
    Page("/directory/contacts/{id}/merge", contacts, deed="manage"),
    Page("/directory/contacts/{id}/merge", merge_contacts, "POST", "manage"),
    Page("/directory/merges/{merge}/undo", undo, "POST", "manage"),
    Page("/unknown/client/{thread}", client, "POST", "work"),
)
