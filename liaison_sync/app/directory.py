"""The directory as a file: out as JSON, and in again, idempotently."""

from __future__ import annotations

from hashlib import sha256

from liaison_sync.app.refreshing import Concerned, named
from liaison_sync.app.service import Service
from liaison_sync.app.wishing import kept
from liaison_sync.domain import changes as c
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import directory_file
from liaison_sync.formats.directory_fields import Problem
from liaison_sync.store import views
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was taken over; entries with a problem were left out."""

    partners: int
    contacts: int
    problems: tuple[Problem, ...]


def import_directory(service: Service, text: str, *, actor: str) -> Loaded:
    """Add or change the partners and contacts of a directory file; the mail they concern is recognised anew.

    More of it than a page is left to recognise_job.recognise, which goes on wherever it was cut off.
    """
    now = service.clock.now()
    with writing(service.engine) as connection:
        before = views.directory(connection)
        found = directory_file.read(text, known=[one.id for one in before[0]])
        known_partners, known_contacts = set(before[0]), set(before[1])
        decided = views.decided(connection, found.threads)
        partners = [one for one in found.partners if one not in known_partners]
        said = [one for one in found.contacts if one not in known_contacts]
        contacts = [one for one in kept(connection, said, before[1]) if one not in known_contacts]
        changes: list[c.Change] = [c.PartnerPut(one, now) for one in partners]
        changes += [c.ContactPut(one, now) for one in contacts]
        fresh = {id_: partner for id_, partner in found.threads.items() if decided.get(id_) != partner}
        changes += [c.MessageDecided(id_, partner, now, actor) for id_, partner in fresh.items()]
        if changes:
            digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
            counts = {"partners": len(partners), "contacts": len(contacts), "threads": len(fresh)}
            apply(connection, [*changes, c.Journaled(now, actor, "directory.import", f"file:{digest}", counts)])
            # A partner whose name is known now may be pretended to in mail from anywhere.
            wanted = {one.address for one in contacts}
            names = named(before[0], partners)
            wanted |= {domain.name for one in names for domain in one.domains}
            Concerned(wanted, decided=set(fresh), names=names).refresh(connection, service)
    return Loaded(len(partners), len(contacts), found.problems)


def export_directory(service: Service) -> str:
    """The whole directory as the JSON that `import` reads."""
    with reading(service.engine) as connection:
        partners, contacts = views.directory(connection)
        decided = views.decided(connection)
    return directory_file.write(service.own, partners, contacts, decided)
