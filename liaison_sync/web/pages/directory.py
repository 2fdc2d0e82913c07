"""Directory: find partners and people, register and correct them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote
from zoneinfo import available_timezones

from starlette.responses import Response

from liaison_sync.domain import commands as k
from liaison_sync.domain.dated_domain import written
from liaison_sync.domain.partner import PERSON, Partner
from liaison_sync.domain.partner_id import free_id
from liaison_sync.formats.wording import LANGUAGES
from liaison_sync.store import directory, entries, merges, unknown, views
from liaison_sync.web.marks import after_name, mark
from liaison_sync.web.page import Ask, NotFound, Page

SIZE = 50
_ORGANISATIONS = ("government", "media", "sponsor", "company", "agency", "education", "community", "organisation")
KINDS = (*_ORGANISATIONS, PERSON, "other")
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
_DOMAIN = re.compile(r"@?[^\s@/,;]{1,190}\.[^\s@/,;.]{2,63}")


def show(ask: Ask) -> Response:
    words, kind = ask.query.get("q", "").strip()[:200], ask.query.get("kind", "")
    after = after_name(ask.query.get("after", ""))
    rows = directory.partners(ask.connection, words, kind=kind, limit=SIZE + 1, after=after)
    return ask.page(
        "directory.html",
        words=words,
        kind=kind,
        rows=rows[:SIZE],
        after=mark(rows[SIZE - 1].name.lower(), rows[SIZE - 1].id) if len(rows) > SIZE else "",
        count=directory.partner_count(ask.connection, words, kind),
        people=directory.contacts(ask.connection, words, limit=25) if words else [],
        kinds=directory.kinds(ask.connection),
        waiting=unknown.count(ask.connection),
    )


def partner_form(ask: Ask) -> Response:
    """A new partner, or one to correct with its contacts."""
    id_ = ask.request.path_params.get("id")
    if id_ is None:
        return _partner_page(ask, None)
    partners, _ = views.directory(ask.connection)
    found = next((one for one in partners if one.id == id_), None)
    if found is None:
        raise NotFound
    return _partner_page(ask, found)


def _partner_page(ask: Ask, found: Partner | None, **problem: Any) -> Response:
    contacts = directory.contacts_of(ask.connection, found.id) if found else []
    choices = [(id_, name) for id_, name in directory.choices(ask.connection) if found is None or id_ != found.id]
    domains = problem.get("domains", "\n".join(written(one) for one in found.domains) if found else "")
    return ask.page(
        "partner_form.html",
        status=422 if problem else 200,
        one=found,
        contacts=contacts,
        choices=choices,
        domains=domains,
        aliases=problem.get("aliases", "\n".join(written(one) for one in found.aliases) if found else ""),
        name=problem.get("name", found.name if found else ""),
        problem=problem.get("problem", ""),
        kinds=tuple(dict.fromkeys((*KINDS, *directory.kinds(ask.connection)))),
        languages=LANGUAGES,
        zones=ZONES,
        officers=ask.service.officers,
        suggestions=entries.suggestions(ask.connection, contacts),
        merges=merges.of(ask.connection, "partner", found.id) if found else [],
    )


def put_partner(ask: Ask) -> Response:
    name = ask.text("name", limit=200)
    domains = tuple(one for line in _lines(ask, "domains") for one in line.split(", "))
    given = ask.request.path_params.get("id")
    wrong = next((one for one in domains if not _DOMAIN.fullmatch(one.split()[0])), "")
    zone = ask.text("zone", limit=100)
    if not name or wrong or (zone and zone not in available_timezones()):
        partners, _ = views.directory(ask.connection)
        found = next((one for one in partners if one.id == given), None)
        key = "name" if not name else "domain" if wrong else "zone"
        problem = ask.say(f"contacts.problem.{key}", domain=wrong, zone=zone)
        return _partner_page(
            ask, found, problem=problem, name=name, domains="\n".join(domains), aliases=ask.text("aliases")
        )
    id_ = given or partner_id(ask, name)
    chosen: dict[str, Any] = {
        field: ask.text(field, limit=100) or None for field in ("parent", "owner", "language", "zone", "country")
    }
    lists: dict[str, Any] = {field: _lines(ask, field) if field in ask.form else None for field in ("aliases", "tags")}
    clients = tuple(str(one) for one in ask.form.getlist("clients") if one) if ask.text("clients_shown") else None
    kind = ask.text("kind", limit=40) or "other"
    dated = tuple(one if " " in one else f"{one} ../.." for one in domains)
    ask.act(k.PutPartner(id_, name, kind, domains=dated, clients=clients, **lists, **chosen))
    return ask.go(f"/directory/partners/{quote(id_)}", "partner_saved")


def _lines(ask: Ask, name: str) -> tuple[str, ...]:
    """What stands in a field, a line each; tags may stand on one line, with commas."""
    text = ask.text(name).replace(",", "\n") if name == "tags" else ask.text(name)
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))[:200]


def partner_id(ask: Ask, name: str) -> str:
    """An id of the name's own words that nobody has yet."""
    return free_id(name, [id_ for id_, _ in directory.choices(ask.connection)])


PAGES = (
    Page("/directory", show),
    Page("/directory/partners/new", partner_form, deed="work"),
    Page("/directory/partners/{id}", partner_form),
    Page("/directory/partners", put_partner, "POST", "work"),
    Page("/directory/partners/{id}", put_partner, "POST", "work"),
)
