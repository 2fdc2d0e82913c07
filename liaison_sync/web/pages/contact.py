"""One contact: its form, what letters suggest, a new employer, other addresses of the person; export and erasure."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from liaison_sync.app.privacy import erase_person, export_person, preview
from liaison_sync.domain import commands as k
from liaison_sync.domain.salutation import salute
from liaison_sync.formats.wording import LANGUAGES
from liaison_sync.store import directory, entries, merges, wishes
from liaison_sync.store.directory import ContactRow
from liaison_sync.store.wishes import WishRow
from liaison_sync.web.attachment import attachment
from liaison_sync.web.page import Ask, NotFound, Page


def form(ask: Ask) -> Response:
    id_ = ask.request.path_params.get("id")
    found = _contact(ask) if id_ else None
    return _page(ask, found, ask.query.get("partner", "") if found is None else found.partner or "", "")


def _contact(ask: Ask) -> ContactRow:
    found = directory.contact(ask.connection, ask.arg("id"))
    if found is None:
        raise NotFound
    return found


def _page(ask: Ask, found: ContactRow | None, partner: str, problem: str) -> Response:
    typed: dict[str, Any] = {name: value for name, value in ask.form.items() if isinstance(value, str)}
    return ask.page(
        "contact_form.html",
        status=422 if problem else 200,
        one=found,
        partner=typed.get("partner", partner),
        choices=directory.choices(ask.connection),
        languages=LANGUAGES,
        problem=problem,
        typed=typed,
        suggestions=entries.suggestions(ask.connection, [found]).get(found.id, []) if found else [],
        further=entries.further_rows(ask.connection, found) if found else [],
        wishes=_wishes(ask, found) if found else [],
        merges=merges.of(ask.connection, "contact", found.id) if found else [],
        greeting=salute(found.name, found.address, language=found.language or ask.language) if found else None,
        today=ask.now.date(),
    )


def _wishes(ask: Ask, found: ContactRow) -> list[WishRow]:
    """What they asked for in their mail and is kept."""
    kept = {"opted_out": found.opted_out, "restricted": found.restricted}
    return [one for one in wishes.standing(ask.connection, {found.address}) if kept.get(one.kind)]


def undo_wish(ask: Ask) -> Response:
    found = _contact(ask)
    ask.act(k.UndoWish(ask.text("message", limit=200)))
    return ask.go(f"/directory/contacts/{quote(found.id)}", "wish_undone")


def put(ask: Ask) -> Response:
    """A new contact, or this one corrected."""
    found = _contact(ask) if ask.request.path_params.get("id") else None
    address, partner = ask.text("address", limit=254).lower(), ask.text("partner", limit=100)
    problem = _problem(ask, address)
    if problem:
        return _page(ask, found, partner, problem)
    ask.act(
        k.PutContact(
            address=address,
            partner=partner or None,
            name=ask.text("name", limit=200),
            kind="role" if ask.text("kind") == "role" else "person",
            title=ask.text("title", limit=200),
            phone=ask.text("phone", limit=200),
            language=ask.text("language", limit=8) or None,
            salutation=ask.text("salutation", limit=200) or None,
            note=ask.text("note", limit=4000),
            since=_day(ask, "since"),
            until=_day(ask, "until"),
            opted_out=bool(ask.text("opted_out")),
            restricted=bool(ask.text("restricted")),
            contact=found.id if found else None,
        )
    )
    return ask.go(_after(partner), "contact_saved")


def _after(partner: str) -> str:
    return f"/directory/partners/{quote(partner)}" if partner else "/directory"


def _problem(ask: Ask, address: str) -> str:
    if address.count("@") != 1 or address.startswith("@") or address.endswith("@") or " " in address:
        return ask.say("contacts.problem.address")
    wrong = next((name for name in ("since", "until") if ask.text(name) and _day(ask, name) is None), "")
    return ask.say("contacts.problem.day") if wrong else ""


def _day(ask: Ask, name: str) -> date | None:
    try:
        return date.fromisoformat(ask.text(name, limit=10))
    except ValueError:
        return None


def move(ask: Ask) -> Response:
    found, since, partner = _contact(ask), _day(ask, "since"), ask.text("partner", limit=100)
    if since is None:
        return _page(ask, found, found.partner or "", ask.say("contacts.problem.day"))
    ask.act(k.MoveContact(found.id, partner or None, since))
    return ask.go(_after(partner), "contact_moved")


def drop(ask: Ask) -> Response:
    found = _contact(ask)
    ask.act(k.DropContact(found.id))
    return ask.go(_after(found.partner or ""), "contact_dropped")


def answer(ask: Ask) -> Response:
    """A suggestion taken over, or never shown again."""
    found = _contact(ask)
    make = k.AcceptSuggestion if ask.text("answer") == "accept" else k.IgnoreSuggestion
    what = (ask.text("field", limit=20), ask.text("value", limit=500), ask.text("message", limit=200))
    ask.act(make(found.id, *what))
    told = "suggestion_accepted" if make is k.AcceptSuggestion else "suggestion_ignored"
    still = directory.contact(ask.connection, found.id)
    return ask.go(f"/directory/contacts/{found.id}" if still else _after(found.partner or ""), told)


# --- a person's own data -----------------------------------------------------------------------------------------


def person(ask: Ask) -> Response:
    found = _contact(ask)
    return ask.page("person.html", one=found, held=preview(ask.service, found.id))


def export(ask: Ask) -> Response:
    """Everything we hold on the person, as a file."""
    found = _contact(ask)
    data = export_person(ask.service, found.id, actor=ask.user.address)
    return Response(data, media_type="application/json", headers=attachment(f"{found.address}.json"))


def erase(ask: Ask) -> Response:
    found = _contact(ask)
    erase_person(ask.service, found.id, ask.text("confirmed", limit=254), actor=ask.user.address)
    return ask.go(_after(found.partner or ""), "person_erased")


PAGES = (
    Page("/directory/contacts/new", form, deed="work"),
    Page("/directory/contacts/{id}", form),
    Page("/directory/contacts", put, "POST", "work"),
    Page("/directory/contacts/{id}", put, "POST", "work"),
    Page("/directory/contacts/{id}/move", move, "POST", "work"),
    Page("/directory/contacts/{id}/drop", drop, "POST", "work"),
    Page("/directory/contacts/{id}/wish", undo_wish, "POST", "work"),
    Page("/directory/contacts/{id}/suggestion", answer, "POST", "work"),
    Page("/directory/contacts/{id}/person", person, deed="manage"),
    Page("/directory/contacts/{id}/export", export, "POST", "manage"),
    Page("/directory/contacts/{id}/erase", erase, "POST", "manage"),
)
