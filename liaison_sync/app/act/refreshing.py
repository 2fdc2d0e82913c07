"""Which mail a change of the directory concerns: it is recognised anew with the change, in its transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, Text, or_, select, type_coerce

from liaison_sync.app.rerecognise import bearing, recognise_again, touching
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.partner import Contact, Partner
from liaison_sync.store import schema as s
from liaison_sync.store import views
from liaison_sync.store.apply_directory import contact_id

DIRECTING = (c.PartnerPut, c.PartnerDropped, c.ContactPut, c.ContactDropped, c.MessageDecided, c.PartnerReplaced)


@dataclass(slots=True)
class Concerned:
    """Addresses and domains whose mail may be another's now, partners whose mail surely is, messages by Message-ID."""

    wanted: set[str] = field(default_factory=set)
    partners: set[str] = field(default_factory=set)
    decided: set[str] = field(default_factory=set)

    def refresh(self, connection: Connection, service: Service) -> None:
        """Recognise that mail anew; after the change is applied."""
        found = {*touching(connection, self.wanted), *bearing(connection, self.decided), *self._standing(connection)}
        recognise_again(connection, service, sorted(found))

    def _standing(self, connection: Connection) -> set[str]:
        m = s.message.c
        if not self.partners:
            return set()
        linked = (type_coerce(m.linked, Text).contains(f'"{one}"', autoescape=True) for one in sorted(self.partners))
        return set(connection.execute(select(m.key).where(or_(m.partner.in_(self.partners), *linked))).scalars())


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
