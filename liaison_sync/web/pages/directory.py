"""Directory: find partners and people, register and correct them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from liaison_sync.domain import commands as k
from liaison_sync.domain.partner import Partner
from liaison_sync.formats.wording import LANGUAGES
from liaison_sync.store import directory, unknown, views
from liaison_sync.web.marks import after_name, mark
from liaison_sync.web.page import Ask, NotFound, Page

SIZE = 50
KINDS = ("government", "media", "sponsor", "company", "agency", "education", "community", "organisation", "other")
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
_DOMAIN = re.compile(r"[^\s@/,;]{1,190}\.[^\s@/,;.]{2,63}")


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
    domains = problem.get("domains", "\n".join(one.name for one in found.domains) if found else "")
    return ask.page(
        "partner_form.html",
        status=422 if problem else 200,
        one=found,
        contacts=contacts,
        choices=choices,
        domains=domains,
        name=problem.get("name", found.name if found else ""),
        problem=problem.get("problem", ""),
        kinds=tuple(dict.fromkeys((*KINDS, *directory.kinds(ask.connection)))),
        languages=LANGUAGES,
        zones=ZONES,
        officers=ask.service.officers,
    )


def put_partner(ask: Ask) -> Response:
    name = ask.text("name", limit=200)
    domains = tuple(dict.fromkeys(word.strip().lower().lstrip("@") for word in ask.text("domains").split()))
    given = ask.request.path_params.get("id")
    wrong = next((one for one in domains if not _DOMAIN.fullmatch(one)), "")
    if not name or wrong:
        partners, _ = views.directory(ask.connection)
        found = next((one for one in partners if one.id == given), None)
        problem = ask.say("contacts.problem.domain", domain=wrong) if name else ask.say("contacts.problem.name")
        return _partner_page(ask, found, problem=problem, name=name, domains="\n".join(domains))
    id_ = given or partner_id(ask, name)
    chosen = {field: ask.text(field, limit=100) or None for field in ("parent", "owner", "language", "zone", "country")}
    ask.act(k.PutPartner(id_, name, ask.text("kind", limit=40) or "other", domains=domains, **chosen))
    return ask.go(f"/directory/partners/{quote(id_)}", "partner_saved")


def partner_id(ask: Ask, name: str) -> str:
    """An id of the name's own words that nobody has yet."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    words = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in plain).split())[:60] or "mitra"
    taken = {id_ for id_, _ in directory.choices(ask.connection)}
    return next(one for n in range(1, len(taken) + 2) if (one := words if n == 1 else f"{words}-{n}") not in taken)


def contact_form(ask: Ask) -> Response:
    id_ = ask.request.path_params.get("id")
    found = directory.contact(ask.connection, id_) if id_ else None
    if id_ and found is None:
        raise NotFound
    return _contact_page(ask, found, ask.query.get("partner", "") if found is None else found.partner or "", "")


def _contact_page(ask: Ask, found: directory.ContactRow | None, partner: str, problem: str) -> Response:
    return ask.page(
        "contact_form.html",
        status=422 if problem else 200,
        one=found,
        partner=partner,
        choices=directory.choices(ask.connection),
        languages=LANGUAGES,
        problem=problem,
        typed={name: value for name, value in ask.form.items() if isinstance(value, str)},
    )


def put_contact(ask: Ask) -> Response:
    address, partner = ask.text("address", limit=254).lower(), ask.text("partner", limit=100)
    if address.count("@") != 1 or address.startswith("@") or address.endswith("@") or " " in address:
        return _contact_page(ask, None, partner, ask.say("contacts.problem.address"))
    ask.act(
        k.PutContact(
            address=address,
            partner=partner or None,
            name=ask.text("name", limit=200),
            kind="role" if ask.text("kind") == "role" else "person",
            title=ask.text("title", limit=200),
            phone=ask.text("phone", limit=60),
            language=ask.text("language", limit=8) or None,
            salutation=ask.text("salutation", limit=200) or None,
            note=ask.text("note", limit=4000),
        )
    )
    return ask.go(f"/directory/partners/{quote(partner)}" if partner else "/directory", "contact_saved")


PAGES = (
    Page("/directory", show),
    Page("/directory/partners/new", partner_form, deed="work"),
    Page("/directory/partners/{id}", partner_form),
    Page("/directory/partners", put_partner, "POST", "work"),
    Page("/directory/partners/{id}", put_partner, "POST", "work"),
    Page("/directory/contacts/new", contact_form, deed="work"),
    Page("/directory/contacts/{id}", contact_form),
    Page("/directory/contacts", put_contact, "POST", "work"),
)
