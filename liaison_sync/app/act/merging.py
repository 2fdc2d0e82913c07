"""Merging partners and people, and taking a merge back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from liaison_sync.app.act.acting import Acting, Refused, derived
from liaison_sync.app.act.directory import row
from liaison_sync.domain import changes as c
from liaison_sync.domain.commands import directory as d
from liaison_sync.domain.merging import folded_contact, merged_partner, one_person, unmerged
from liaison_sync.domain.partner import Contact, Partner
from liaison_sync.store import schema as s
from liaison_sync.store import views
from liaison_sync.store.apply_directory import contact_id
from liaison_sync.store.codec import dump, load


def merge_partners(here: Acting, command: d.MergePartners) -> Iterator[c.Change]:
    partners, contacts = views.directory(here.connection)
    known = {one.id: one for one in partners}
    if command.kept not in known or command.gone not in known or command.kept == command.gone:
        raise Refused("gone")
    kept, gone = known[command.kept], known[command.gone]
    after = merged_partner(kept, gone)
    yield c.PartnerPut(after, here.now)
    yield c.PartnerDropped(gone.id)
    moved = [_moved(one, kept.id, contacts) for one in contacts if one.partner == gone.id]
    for old, _, new in moved:
        yield c.ContactDropped(old)
        yield c.ContactPut(new, here.now)
    others = [(one, _turned(one, gone.id, kept.id)) for one in partners if one.id not in (kept.id, gone.id)]
    turned = [(one, new) for one, new in others if one != new]
    yield from (c.PartnerPut(new, here.now) for _, new in turned)
    standing = _standing(here, gone.id)
    yield c.PartnerReplaced(kept.id, *standing)
    document = {
        "kept": dump(kept), "after": dump(after), "gone": dump(gone),
        "contacts": [[dump(old), dump(there) if there else None, dump(new)] for old, there, new in moved],
        "others": [[dump(old), dump(new)] for old, new in turned],
        "standing": [list(ids) for ids in standing],
    }  # fmt: skip
    id_ = derived("g", kept.id, gone.id, here.now.isoformat())
    yield c.DirectoryMerged(id_, "partner", kept.id, gone.id, document, here.now, here.actor)


def _moved(one: Contact, kept: str, contacts: list[Contact]) -> tuple[Contact, Contact | None, Contact]:
    """A contact as it was, the row it meets at the partner that stays, and what comes of it."""
    new = replace(one, partner=kept)
    there = next((other for other in contacts if contact_id(other) == contact_id(new)), None)
    return one, there, folded_contact(there, new) if there else new


def _turned(one: Partner, gone: str, kept: str) -> Partner:
    clients = tuple(dict.fromkeys(kept if client == gone else client for client in one.clients))
    return replace(one, parent=kept if one.parent == gone else one.parent, clients=clients)


def _standing(here: Acting, partner: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Notes, follow-ups and decisions that stand with `partner`, by id."""
    queries = (
        select(s.note.c.id).where(s.note.c.about == f"partner:{partner}").order_by(s.note.c.id),
        select(s.followup.c.id).where(s.followup.c.partner == partner).order_by(s.followup.c.id),
        select(s.message_partner.c.message_id).where(s.message_partner.c.partner == partner),
    )
    notes, followups, decided = (tuple(here.connection.execute(query).scalars()) for query in queries)
    return notes, followups, decided


def merge_contacts(here: Acting, command: d.MergeContacts) -> Iterator[c.Change]:
    kept, gone = row(here, command.kept), row(here, command.gone)
    if kept == gone or (kept.person and kept.person == gone.person):
        raise Refused("gone")
    before = [*_rows_of(here, kept), *_rows_of(here, gone)]
    after = one_person(_rows_of(here, kept), _rows_of(here, gone))
    yield from (c.ContactPut(one, here.now) for one in after)
    document = {"contacts": [[dump(old), dump(new)] for old, new in zip(before, after, strict=True)]}
    id_ = derived("g", command.kept, command.gone, here.now.isoformat())
    yield c.DirectoryMerged(id_, "contact", contact_id(kept), contact_id(gone), document, here.now, here.actor)


def _rows_of(here: Acting, one: Contact) -> list[Contact]:
    """All rows of this person, the given one first."""
    if one.person is None:
        return [one]
    _, contacts = views.directory(here.connection)
    return [one, *(other for other in contacts if other.person == one.person and other != one)]


# --- back --------------------------------------------------------------------------------------------------------


def undo(here: Acting, command: d.UndoMerge) -> Iterator[c.Change]:
    m = s.directory_merge.c
    standing = select(s.directory_merge).where(m.id == command.merge, m.undone_at.is_(None))
    found = here.connection.execute(standing).first()
    if found is None:
        raise Refused("gone")
    yield from _BACK[found.kind](here, found.document)
    yield c.DirectoryMergeUndone(command.merge, here.now, here.actor)


def _partners_back(here: Acting, document: Any) -> Iterator[c.Change]:
    partners, contacts = views.directory(here.connection)
    known, rows = {one.id: one for one in partners}, {contact_id(one): one for one in contacts}
    kept, after, gone = (load(Partner, document[name]) for name in ("kept", "after", "gone"))
    if kept.id not in known or gone.id in known:
        raise Refused("merged_since")
    yield c.PartnerPut(unmerged(known[kept.id], kept, after), here.now)
    yield c.PartnerPut(gone, here.now)
    for old, there, new in document["contacts"]:
        yield from _contact_back(here, rows, load(Contact, old), load(Contact, there) if there else None,
                                 load(Contact, new))  # fmt: skip
    for old, new in document["others"]:
        was = load(Partner, old)
        if was.id in known:
            yield c.PartnerPut(unmerged(known[was.id], was, load(Partner, new)), here.now)
    yield c.PartnerReplaced(gone.id, *(tuple(ids) for ids in document["standing"]))


def _contact_back(
    here: Acting, rows: dict[str, Contact], old: Contact, there: Contact | None, new: Contact
) -> Iterator[c.Change]:
    now = rows.get(contact_id(new))
    if now is None:  # erased or moved since
        return
    if there is None:
        yield c.ContactDropped(now)
        yield c.ContactPut(replace(now, partner=old.partner), here.now)
    else:
        yield c.ContactPut(unmerged(now, there, new), here.now)
        yield c.ContactPut(old, here.now)


def _contacts_back(here: Acting, document: Any) -> Iterator[c.Change]:
    _, contacts = views.directory(here.connection)
    rows = {contact_id(one): one for one in contacts}
    for old, new in document["contacts"]:
        before, after = load(Contact, old), load(Contact, new)
        now = rows.get(contact_id(after))
        if now is not None:
            yield c.ContactPut(unmerged(now, before, after), here.now)


_BACK = {"partner": _partners_back, "contact": _contacts_back}
