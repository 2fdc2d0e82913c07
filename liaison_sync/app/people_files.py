"""People from vCard and CSV files into the directory, and out again; importing a file twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Literal

from liaison_sync.app.directory import Loaded
from liaison_sync.app.refreshing import Concerned
from liaison_sync.app.service import Service
from liaison_sync.app.wishing import kept
from liaison_sync.domain import changes as c
from liaison_sync.domain.directory import Directory, named, names_of
from liaison_sync.domain.partner import Contact, Partner
from liaison_sync.domain.partner_id import free_id
from liaison_sync.domain.recognise import match
from liaison_sync.formats import directory_csv, directory_file, directory_vcard
from liaison_sync.formats.directory_rows import PersonRow
from liaison_sync.formats.domains import RULES
from liaison_sync.store import views
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing

PeopleFormat = Literal["vcf", "csv", "json"]
READERS = {
    **dict.fromkeys(("vcf", "vcard"), directory_vcard.read),
    **dict.fromkeys(("csv", "tsv"), directory_csv.read),
}


def import_people(service: Service, data: bytes, suffix: str, *, actor: str) -> Loaded:
    """Add or change the people of a file of this suffix (a key of READERS). What a row does not say stays as it is."""
    found = READERS[suffix](data)
    now = service.clock.now()
    with writing(service.engine) as connection:
        partners, contacts = views.directory(connection)
        placing = Placing(partners, contacts)
        for row in found.rows:
            placing.put(row, now.date())
        known = set(contacts)
        changed = [one for one in kept(connection, placing.changed, contacts) if one not in known]
        changes: list[c.Change] = [c.PartnerPut(one, now) for one in placing.new_partners]
        changes += [c.ContactPut(one, now) for one in changed]
        if changes:
            counts = {"partners": len(placing.new_partners), "contacts": len(changed)}
            entry = c.Journaled(now, actor, "directory.import", f"file:{sha256(data).hexdigest()[:20]}", counts)
            apply(connection, [*changes, entry])
            wanted = {one.address for one in changed}
            wanted |= {domain.name for one in placing.new_partners for domain in one.domains}
            Concerned(wanted, names=tuple(placing.new_partners)).refresh(connection, service)
    return Loaded(len(placing.new_partners), len(changed), tuple(found.problems))


class Placing:
    """Rows of a file finding their place among the partners and contacts there are."""

    def __init__(self, partners: Sequence[Partner], contacts: Sequence[Contact]) -> None:
        self.directory = Directory(partners, contacts, RULES)
        self.ids = {one.id for one in partners}
        self.names = names_of(partners)
        self.rows: dict[str, list[Contact]] = {}
        for one in contacts:
            self.rows.setdefault(one.address.lower(), []).append(one)
        self.new_partners: list[Partner] = []
        self._changed: dict[tuple[str, str | None, date | None], Contact] = {}

    @property
    def changed(self) -> list[Contact]:
        return list(self._changed.values())

    def put(self, row: PersonRow, today: date) -> None:
        contact = replace(row.contact, partner=self._partner(row, today))
        here = self.rows.setdefault(contact.address, [])
        before = _same(contact, row, here)
        after = _over(before, contact, row.given) if before else contact
        if after == before:
            return
        if before is not None:
            here.remove(before)
        here.append(after)
        self._changed[after.address, after.partner, after.since] = after

    def _partner(self, row: PersonRow, today: date) -> str | None:
        if row.contact.partner in self.ids:
            return row.contact.partner
        if row.organisation:
            day = row.contact.since or row.contact.until or today
            return named(self.names, row.organisation, day) or self._registered(row)
        known = [one for one in self.rows.get(row.contact.address, ()) if one.since == row.contact.since]
        if known:
            return known[0].partner
        return match(row.contact.address, self.directory, row.contact.since or today).partner

    def _registered(self, row: PersonRow) -> str:
        """A partner by this name is new; with the id the file gives it, if it gives one."""
        id_ = row.contact.partner or free_id(row.organisation, self.ids)
        self.ids.add(id_)
        self.new_partners.append(Partner(id_, row.organisation[:200]))
        self.names = (*self.names, *names_of(self.new_partners[-1:]))
        return id_


def _same(contact: Contact, row: PersonRow, here: Iterable[Contact]) -> Contact | None:
    """The affiliation a row speaks of: the one that begins when it says, or the latest with this partner."""
    alike = [one for one in here if one.partner == contact.partner]
    if "since" in row.given:
        return next((one for one in alike if one.since == contact.since), None)
    return max(alike, key=lambda one: (one.until is None, str(one.since or "")), default=None)


def _over(before: Contact, stated: Contact, given: Iterable[str]) -> Contact:
    kept = {"address", "partner", "organisation", "since"}
    return replace(before, **{name: getattr(stated, name) for name in given if name not in kept})


# --- out ---------------------------------------------------------------------------------------------------------


def export_contacts(service: Service, form: PeopleFormat, language: str) -> bytes:
    """All contacts as vCard, CSV (headings in `language`) or JSON, as `import` reads them."""
    with reading(service.engine) as connection:
        partners, contacts = views.directory(connection)
    names = {one.id: one.name for one in partners}
    contacts.sort(key=lambda one: (names.get(one.partner or "", ""), one.name, one.address, str(one.since)))
    return written(form, contacts, names, language)


def written(form: PeopleFormat, contacts: Sequence[Contact], names: Mapping[str, str], language: str) -> bytes:
    if form == "csv":
        return directory_csv.write(contacts, names, language)
    if form == "vcf":
        return directory_vcard.write(contacts, names).encode("utf-8", "replace")
    return directory_file.write_contacts(contacts).encode("utf-8", "replace")
