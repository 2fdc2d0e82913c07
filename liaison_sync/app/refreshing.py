"""Which mail a change of the directory concerns: a page of it is recognised anew in the transaction of the change,
more of it afterwards, page by page (app.recognise_job).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import field
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Text, or_, select, type_coerce

from liaison_sync.app import jobs
from liaison_sync.app.rerecognise import SLICE, bearing, recognise_again, touching
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.directory import Directory
from liaison_sync.domain.message import Address
from liaison_sync.domain.partner import Contact, Own, Partner
from liaison_sync.domain.pretence import pretences
from liaison_sync.domain.value import dataclass
from liaison_sync.formats.domains import RULES
from liaison_sync.store import schema as s
from liaison_sync.store import views
from liaison_sync.store.apply_directory import contact_id
from liaison_sync.store.codec import dump, load

RECOGNISE = "recognise"  # the kind of such a job

DIRECTING = (c.PartnerPut, c.PartnerDropped, c.ContactPut, c.ContactDropped, c.MessageDecided, c.PartnerReplaced)


@dataclass(slots=True)
class Concerned:
    """Addresses and domains whose mail may be another's now, partners whose mail surely is, messages by Message-ID."""

    wanted: set[str] = field(default_factory=set)
    partners: set[str] = field(default_factory=set)
    decided: set[str] = field(default_factory=set)
    names: tuple[Partner, ...] = ()  # new, or known by other names: mail from anywhere may pretend to them

    def refresh(self, connection: Connection, service: Service) -> None:
        """Recognise that mail anew, after the change is applied; leave it to a job where it is more than a page."""
        found = self.keys(connection)
        if len(found) <= SLICE:
            recognise_again(connection, service, found)
            return
        document = {"names": [dump(one) for one in self.names]}
        document |= {name: sorted(getattr(self, name)) for name in ("wanted", "partners", "decided")}
        now = service.clock.now()  # asked again later it is other work: the directory was changed meanwhile
        digest = sha256(json.dumps([now.isoformat(), document], sort_keys=True).encode()).hexdigest()
        jobs.ask(connection, f"recognise:{digest[:20]}", RECOGNISE, document, now)

    def keys(self, connection: Connection) -> list[str]:
        """The messages concerned, found by what is stored of them."""
        found = {*touching(connection, self.wanted), *bearing(connection, self.decided), *self._standing(connection)}
        return sorted(found | (self._nameable(connection) if self.names else set()))

    def _nameable(self, connection: Connection) -> set[str]:
        """Mail of nobody we know, and ours to somebody whose name or domain looks like one of these."""
        m, p = s.message.c, s.participant.c
        found = set(connection.execute(select(m.key).where(m.partner.is_(None))).scalars())
        these, ours = Directory(self.names, (), RULES), select(m.key).where(m.direction == "out")
        people: dict[tuple[str, str], bool] = {}
        for row in connection.execute(select(p.message, p.name, p.address).where(p.message.in_(ours))):
            who = (row.name, row.address)
            if who not in people:
                people[who] = any(pretences(Address(*who), these, Own()))
            if people[who]:
                found.add(row.message)
        return found

    def _standing(self, connection: Connection) -> set[str]:
        m = s.message.c
        if not self.partners:
            return set()
        linked = (type_coerce(m.linked, Text).contains(f'"{one}"', autoescape=True) for one in sorted(self.partners))
        return set(connection.execute(select(m.key).where(or_(m.partner.in_(self.partners), *linked))).scalars())


def asked(document: Mapping[str, Any]) -> Concerned:
    """What a job was asked for."""
    sets = {name: set(document[name]) for name in ("wanted", "partners", "decided")}
    return Concerned(**sets, names=tuple(load(Partner, one) for one in document["names"]))


def concerned(connection: Connection, changes: Iterable[c.Change]) -> Concerned | None:
    """What `changes`, not applied yet, concern; None where the directory stays as it is."""
    directing = [one for one in changes if isinstance(one, DIRECTING)]
    if not directing:
        return None
    partners, contacts = views.directory(connection)
    known, rows = {one.id: one for one in partners}, {contact_id(one): one for one in contacts}
    found = Concerned()
    for change in directing:
        _note(found, change, known, rows)
    return found


def named(before: Iterable[Partner], after: Iterable[Partner]) -> tuple[Partner, ...]:
    """Partners as they are now, and as those of them were that were known."""
    now = {one.id: one for one in after}
    return (*now.values(), *(one for one in before if one.id in now))


def _note(found: Concerned, change: c.Change, known: dict[str, Partner], rows: dict[str, Contact]) -> None:
    match change:
        case c.PartnerPut(partner=after):
            before = known.get(after.id)
            if before is None or _place(before) != _place(after):
                found.wanted |= {d.name for d in (*after.domains, *(before.domains if before else ()))}
        case c.PartnerDropped(id=id_):
            found.partners.add(id_)
        case c.ContactPut(contact=contact):
            before_row = rows.get(contact_id(contact))
            if before_row is None or before_row.until != contact.until:
                found.wanted.add(contact.address)
        case c.ContactDropped(contact=contact):
            found.wanted.add(contact.address)
        case c.MessageDecided(message_id=id_):
            found.decided.add(id_)
        case c.PartnerReplaced(decided=ids):
            found.decided.update(ids)


def _place(partner: Partner) -> object:
    return partner.domains, partner.parent, partner.clients
