"""Partners, contacts, unknown senders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace

from sqlalchemy import func, select

from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.directory import domain_of
from liaison_sync.domain.partner import Contact, Domain, Partner
from liaison_sync.store import schema as s
from liaison_sync.store import views


def put_partner(here: Acting, command: k.PutPartner) -> Iterator[c.Change]:
    partners, _ = views.directory(here.connection)
    known = {one.id: one for one in partners}
    taken = {d.name: p.name for p in partners for d in p.domains if p.id != command.id}
    for name in command.domains:
        if name in taken:
            raise Refused("domain_taken", domain=name, partner=taken[name])
    before = known.get(command.id, Partner(command.id, command.name))
    given = {name: value for name, value in asdict(command).items() if name != "domains"}
    dated = {domain.name: domain for domain in before.domains}
    domains = tuple(dated.get(name, Domain(name)) for name in command.domains)
    yield c.PartnerPut(replace(before, **given, domains=domains), here.now)


def put_contact(here: Acting, command: k.PutContact) -> Iterator[c.Change]:
    _, contacts = views.directory(here.connection)
    address = command.address.strip().lower()
    same = [one for one in contacts if (one.address, one.partner) == (address, command.partner)]
    before = same[0] if same else Contact(address, command.partner)
    yield c.ContactPut(replace(before, **{**asdict(command), "address": address}), here.now)


def match(here: Acting, command: k.MatchSender) -> Iterator[c.Change]:
    partners, contacts = views.directory(here.connection)
    partner = next((one for one in partners if one.id == command.partner), None)
    if partner is None:
        raise Refused("gone")
    address = command.address.strip().lower()
    if all((one.address, one.partner) != (address, partner.id) for one in contacts):
        m = s.message.c
        name = here.connection.execute(select(func.max(m.sender_name)).where(m.sender == address)).scalar()
        yield c.ContactPut(Contact(address, partner.id, name or ""), here.now)
    domain = domain_of(address)
    if command.whole_domain and all(domain != one.name for one in partner.domains):
        yield c.PartnerPut(replace(partner, domains=(*partner.domains, Domain(domain))), here.now)


def ignore(here: Acting, command: k.IgnoreSender) -> Iterator[c.Change]:
    yield c.SenderIgnored(command.address.strip().lower(), here.now, here.actor)
