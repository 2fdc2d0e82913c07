"""Partners, contacts, unknown senders, and whose a thread is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import timedelta

from sqlalchemy import func, select

from liaison_sync.app import settling
from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.app.wishing import granted, kept
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain import dated_domain
from liaison_sync.domain.directory import domain_of
from liaison_sync.domain.merging import person_id
from liaison_sync.domain.partner import Alias, Contact, Domain, Partner
from liaison_sync.store import schema as s
from liaison_sync.store import unknown, views, wishes
from liaison_sync.store.apply_directory import contact_id


def put_partner(here: Acting, command: k.PutPartner) -> Iterator[c.Change]:
    partners, _ = views.directory(here.connection)
    known = {one.id: one for one in partners}
    before = known.get(command.id, Partner(command.id, command.name))
    domains = _domains(command, {domain.name: domain for domain in before.domains})
    _refuse_taken(command.id, domains, partners)
    if command.parent and command.id in _lineage(command.parent, known):
        raise Refused("own_ancestor", partner=command.name)
    given = {name: value for name, value in asdict(command).items() if name != "domains" and not _unsaid(name, value)}
    if command.aliases is not None:
        given["aliases"] = _aliases(command.aliases)
    yield c.PartnerPut(replace(before, **given, domains=domains), here.now)


def _unsaid(name: str, value: object) -> bool:
    return value is None and name in ("aliases", "tags", "clients")


def _domains(command: k.PutPartner, known: Mapping[str, Domain]) -> tuple[Domain, ...]:
    try:
        return tuple(dated_domain.read(text, known) for text in command.domains)
    except ValueError as error:
        raise Refused("domain_time", domain=str(error)) from error


def _aliases(texts: tuple[str, ...]) -> tuple[Alias, ...]:
    try:
        return tuple(dict.fromkeys(dated_domain.read_alias(text) for text in texts))
    except ValueError as error:
        raise Refused("alias_time", alias=str(error)) from error


def _refuse_taken(partner: str, domains: tuple[Domain, ...], partners: list[Partner]) -> None:
    taken = {(one.name, p.name): one for p in partners for one in p.domains if p.id != partner}
    for domain in domains:
        for (name, owner), other in taken.items():
            if name == domain.name and dated_domain.overlap(domain, other):
                raise Refused("domain_taken", domain=name, partner=owner)


def _lineage(start: str, known: Mapping[str, Partner]) -> set[str]:
    found: set[str] = set()
    here: str | None = start
    while here is not None and here not in found:
        found.add(here)
        here = known[here].parent if here in known else None
    return found


# --- contacts ----------------------------------------------------------------------------------------------------


_WISHES = ("opted_out", "restricted")


def row(here: Acting, id_: str) -> Contact:
    """The contact of this row. Raises Refused where it has gone."""
    found = next((one for one in views.directory(here.connection)[1] if contact_id(one) == id_), None)
    if found is None:
        raise Refused("gone")
    return found


def put_contact(here: Acting, command: k.PutContact) -> Iterator[c.Change]:
    address = command.address.strip().lower()
    before = row(here, command.contact) if command.contact else _known(here, address, command.partner)
    given = {name: value for name, value in asdict(command).items() if name not in ("contact", *_WISHES)}
    wishes = {name: value for name in _WISHES if (value := getattr(command, name)) is not None}
    if command.contact is None:
        given = {name: value for name, value in given.items() if value is not None or name not in ("since", "until")}
    after = replace(before or Contact(address, command.partner), **{**given, **wishes, "address": address})
    if after.since and after.until and after.until < after.since:
        raise Refused("ends_before_it_begins")
    if before is not None and contact_id(before) != contact_id(after):
        yield c.ContactDropped(before)
    if before is not None and before.address != after.address:
        after = replace(after, bounced=False, refused=False)
    if before is None or before.address != after.address:
        (after,) = kept(here.connection, [after])
    yield c.ContactPut(after, here.now)


def set_salutation(here: Acting, command: k.SetSalutation) -> Iterator[c.Change]:
    address = command.address.strip().lower()
    known = views.contacts_at(here.connection, address) or kept(here.connection, [Contact(address, command.partner)])
    yield from (c.ContactPut(replace(one, salutation=command.salutation), here.now) for one in known)


def _known(here: Acting, address: str, partner: str | None) -> Contact | None:
    _, contacts = views.directory(here.connection)
    return next((one for one in contacts if (one.address, one.partner) == (address, partner)), None)


def move(here: Acting, command: k.MoveContact) -> Iterator[c.Change]:
    before = row(here, command.contact)
    if before.partner == command.partner or (before.since and before.since >= command.since):
        raise Refused("no_move")
    person = before.person or person_id(before)
    yield c.ContactPut(replace(before, until=command.since - timedelta(days=1), person=person), here.now)
    after = replace(before, partner=command.partner, since=command.since, until=None, title="", person=person)
    yield c.ContactPut(after, here.now)


def drop(here: Acting, command: k.DropContact) -> Iterator[c.Change]:
    yield c.ContactDropped(row(here, command.contact))


def undo_wish(here: Acting, command: k.UndoWish) -> Iterator[c.Change]:
    """What the mail was taken to ask for no longer counts, unless another mail of theirs asks for it as well."""
    wish = wishes.noted(here.connection, command.message)
    if wish is None:
        raise Refused("gone")
    yield c.WishUndone(wish.message, here.now, here.actor)
    yield from settling.taken_back(here.connection, wish.message)
    others = wishes.standing(here.connection, {wish.address})
    if all(one.kind != wish.kind or one.message == wish.message for one in others):
        for contact in views.contacts_at(here.connection, wish.address):
            yield c.ContactPut(granted(contact, wish.kind, on=False), here.now)


# --- senders and threads -----------------------------------------------------------------------------------------


def match(here: Acting, command: k.MatchSender) -> Iterator[c.Change]:
    partners, contacts = views.directory(here.connection)
    partner = next((one for one in partners if one.id == command.partner), None)
    if partner is None:
        raise Refused("gone")
    address = command.address.strip().lower()
    if all((one.address, one.partner) != (address, partner.id) for one in contacts):
        (contact,) = kept(here.connection, [Contact(address, partner.id, _called(here, address))])
        yield c.ContactPut(contact, here.now)
    domain = domain_of(address)
    if command.whole_domain and all(domain != one.name for one in partner.domains):
        yield c.PartnerPut(replace(partner, domains=(*partner.domains, Domain(domain))), here.now)


def _called(here: Acting, address: str) -> str:
    """The name mail gives this address."""
    m, waiting = s.message.c, unknown.sender(here.connection, address)
    query = select(func.max(m.sender_name)).where(m.sender == address)
    return here.connection.execute(query).scalar() or (waiting.name if waiting else "")


def ignore(here: Acting, command: k.IgnoreSender) -> Iterator[c.Change]:
    yield c.SenderIgnored(command.address.strip().lower(), here.now, here.actor)


def decide(here: Acting, command: k.DecideThread) -> Iterator[c.Change]:
    partners, _ = views.directory(here.connection)
    if command.partner and all(one.id != command.partner for one in partners):
        raise Refused("gone")
    thread = views.current_threads(here.connection, {command.thread})[command.thread]
    m = s.message.c
    ids = here.connection.execute(select(m.message_id).where(m.thread == thread, m.message_id.is_not(None))).scalars()
    for id_ in sorted(set(ids)):
        yield c.MessageDecided(id_, command.partner, here.now, here.actor)
