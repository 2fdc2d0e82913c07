"""The directory file (inspect.md): what `export directory` writes, `import` reads, and `inspect` is asked over.

Reading is lenient and tells everything it did not like at once, each with its path (`partners[2].parent`). Writing what
was read gives the same file again. Beside the documented keys a partner may have `owner, language, zone, country, tags,
aliases`, a contact `title, phone, salutation, person, bounced, opted_out, restricted`, and a domain or an
alias may be an object with `name, since, until`; they are written only where they say something.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from liaison_sync.domain.partner import Alias, Contact, Domain, Own, Partner
from liaison_sync.formats.directory_checks import checked
from liaison_sync.formats.directory_fields import Problem, Reader

_PARTNER_TEXT = ("owner", "language", "zone", "country")
_CONTACT_FLAGS = ("bounced", "opted_out", "restricted")


class DirectoryFile(NamedTuple):
    """`threads`: Message-ID (without brackets) → partner, as people decided it already."""

    own: Own
    partners: tuple[Partner, ...]
    contacts: tuple[Contact, ...]
    threads: Mapping[str, str]
    problems: tuple[Problem, ...]


def read(text: str, known: Iterable[str] = ()) -> DirectoryFile:
    """The directory in `text`; entries that cannot stand are left out and told in `problems`. Never raises.

    `known`: ids of partners there are already, which the file may name without holding them.
    """
    reader = Reader()
    top = _object(text, reader)
    own = _own(reader.table(top, "own", ""), reader)
    partners = tuple(p for i, row in reader.rows(top, "partners") if (p := _partner(row, f"partners[{i}]", reader)))
    contacts = [(i, c) for i, row in reader.rows(top, "contacts") if (c := _contact(row, f"contacts[{i}]", reader))]
    threads = {}
    for i, row in reader.rows(top, "threads"):
        path = f"threads[{i}]"
        message_id, partner = reader.text(row, "message_id", path), reader.text(row, "partner", path)
        reader.unknown(row, path, ("message_id", "partner"))
        if message_id and partner:
            threads[message_id.strip().removeprefix("<").removesuffix(">")] = partner
    reader.unknown(top, "", ("own", "partners", "contacts", "threads"))
    found = checked(partners, contacts, threads, reader.problem, frozenset(known))
    return DirectoryFile(own, found.partners, found.contacts, found.threads, tuple(reader.problems))


def _object(text: str, reader: Reader) -> dict[str, object]:
    try:
        found = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        reader.problem("", "not_json", "")
        return {}
    if not isinstance(found, dict):
        reader.problem("", "not_an_object", "")
        return {}
    return found


def _own(row: Mapping[str, object], reader: Reader) -> Own:
    reader.unknown(row, "own", ("domains", "addresses", "authserv_id"))
    return Own(
        domains=tuple(
            d for i, t in reader.texts(row, "domains", "own") if (d := reader.domain(t, f"own.domains[{i}]"))
        ),
        addresses=tuple(
            a for i, t in reader.texts(row, "addresses", "own") if (a := reader.address(t, f"own.addresses[{i}]"))
        ),
        authserv_id=reader.text(row, "authserv_id", "own", optional=True),
    )


def _partner(row: Mapping[str, object], path: str, reader: Reader) -> Partner | None:
    known = ("id", "name", "parent", "kind", "domains", "clients", *_PARTNER_TEXT, "tags", "aliases")
    reader.unknown(row, path, known)
    name = reader.text(row, "id", path)
    if not name:
        return None
    return Partner(
        id=name,
        name=reader.text(row, "name", path, optional=True) or name,
        parent=reader.text(row, "parent", path, optional=True),
        kind=reader.text(row, "kind", path, optional=True) or "other",
        domains=tuple(
            d for i, v in reader.items(row, "domains", path) if (d := _domain(v, f"{path}.domains[{i}]", reader))
        ),
        clients=tuple(t for _, t in reader.texts(row, "clients", path)),
        owner=reader.text(row, "owner", path, optional=True),
        language=reader.text(row, "language", path, optional=True),
        zone=reader.text(row, "zone", path, optional=True),
        country=reader.text(row, "country", path, optional=True),
        tags=tuple(t for _, t in reader.texts(row, "tags", path)),
        aliases=tuple(
            a for i, v in reader.items(row, "aliases", path) if (a := _alias(v, f"{path}.aliases[{i}]", reader))
        ),
    )


def _domain(value: object, path: str, reader: Reader) -> Domain | None:
    row = {"name": value} if isinstance(value, str) else value
    if not isinstance(row, dict):
        reader.problem(path, "not_a_domain", str(value))
        return None
    reader.unknown(row, path, ("name", "since", "until"))
    name = reader.domain(str(row.get("name") or ""), path)
    since, until = reader.span(row, path)
    return Domain(name, since, until) if name else None


def _alias(value: object, path: str, reader: Reader) -> Alias | None:
    row = {"name": value} if isinstance(value, str) else value
    name = row.get("name") if isinstance(row, dict) else None
    if not isinstance(row, dict) or not isinstance(name, str) or not name.strip():
        reader.problem(path, "not_text", str(value)[:200])
        return None
    reader.unknown(row, path, ("name", "since", "until"))
    return Alias(name, *reader.span(row, path))


def _contact(row: Mapping[str, object], path: str, reader: Reader) -> Contact | None:
    known = ("partner", "name", "address", "kind", "since", "until", "language", "note")
    reader.unknown(row, path, (*known, "title", "phone", "salutation", "person", *_CONTACT_FLAGS))
    address = reader.address(reader.text(row, "address", path) or "", f"{path}.address")
    kind = reader.text(row, "kind", path, optional=True) or "person"
    if kind not in ("person", "role"):
        reader.problem(f"{path}.kind", "unknown_kind", kind)
    since, until = reader.span(row, path)
    if not address:
        return None
    return Contact(
        address=address,
        partner=reader.text(row, "partner", path, optional=True),
        name=reader.text(row, "name", path, optional=True) or "",
        kind="role" if kind == "role" else "person",
        since=since,
        until=until,
        language=reader.text(row, "language", path, optional=True),
        note=reader.text(row, "note", path, optional=True) or "",
        title=reader.text(row, "title", path, optional=True) or "",
        phone=reader.text(row, "phone", path, optional=True) or "",
        salutation=reader.text(row, "salutation", path, optional=True),
        bounced=row.get("bounced") is True,
        opted_out=row.get("opted_out") is True,
        restricted=row.get("restricted") is True,
        person=reader.text(row, "person", path, optional=True) or None,
    )


def write_contacts(contacts: Iterable[Contact]) -> str:
    """Contacts alone, as a directory file without partners."""
    return json.dumps({"contacts": [_contact_row(c) for c in contacts]}, ensure_ascii=False, indent=2) + "\n"


def write(own: Own, partners: Iterable[Partner], contacts: Iterable[Contact], threads: Mapping[str, str]) -> str:
    """The directory as JSON text, UTF-8, in the order given; `read` gives the same values back."""
    found = {
        "own": {"domains": list(own.domains), "addresses": list(own.addresses), "authserv_id": own.authserv_id},
        "partners": [_partner_row(p) for p in partners],
        "contacts": [_contact_row(c) for c in contacts],
        "threads": [{"message_id": i, "partner": p} for i, p in threads.items()],
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _partner_row(partner: Partner) -> dict[str, object]:
    row: dict[str, object] = {"id": partner.id, "name": partner.name, "parent": partner.parent, "kind": partner.kind}
    row["domains"] = [_dated_row(d) for d in partner.domains]
    row["clients"] = list(partner.clients)
    row |= {key: value for key in _PARTNER_TEXT if (value := getattr(partner, key)) is not None}
    row |= {"tags": list(partner.tags)} if partner.tags else {}
    row |= {"aliases": [_dated_row(a) for a in partner.aliases]} if partner.aliases else {}
    return row


def _dated_row(one: Domain | Alias) -> object:
    if one.since is None and one.until is None:
        return one.name
    since, until = one.since, one.until
    return {"name": one.name, "since": since and since.isoformat(), "until": until and until.isoformat()}


def _contact_row(contact: Contact) -> dict[str, object]:
    row: dict[str, object] = {
        "partner": contact.partner,
        "name": contact.name,
        "address": contact.address,
        "kind": contact.kind,
        "since": contact.since and contact.since.isoformat(),
        "until": contact.until and contact.until.isoformat(),
        "language": contact.language,
        "note": contact.note,
    }
    row |= {key: value for key in ("title", "phone") if (value := getattr(contact, key))}
    if contact.salutation is not None:
        row["salutation"] = contact.salutation
    if contact.person is not None:
        row["person"] = contact.person
    row |= {key: True for key in _CONTACT_FLAGS if getattr(contact, key)}
    return row
