"""Writing what changes in the directory: partners, contacts, people's decisions about them."""

from __future__ import annotations

from dataclasses import asdict
from hashlib import sha256
from typing import Any, assert_never

from liaison_sync.domain import changes as c
from liaison_sync.domain.partner import Alias, Contact
from liaison_sync.store import directory_words
from liaison_sync.store import schema as s
from liaison_sync.store.batch import Batch
from liaison_sync.store.codec import dump


def gather(batch: Batch, change: c.Directing) -> None:
    """Into the batch, without judgement."""
    match change:
        case c.PartnerPut():
            _partner(batch, change)
        case c.PartnerDropped(id=id_):
            batch.drop(s.partner, id=id_)
            batch.drop(s.partner_domain, partner=id_)
        case c.PartnerReplaced():
            _replaced(batch, change)
        case c.ContactPut(contact=contact, at=at):
            batch.put(s.contact, {"id": contact_id(contact), **asdict(contact), **_found_by(contact), "created_at": at})
        case c.ContactDropped(contact=contact):
            batch.drop(s.contact, id=contact_id(contact))
        case c.NoteAdded():
            batch.add(s.note, _row(change))
        case c.SenderIgnored():
            batch.put(s.ignored, _row(change))
        case c.MessageDecided(message_id=id_, partner=None):
            batch.drop(s.message_partner, message_id=id_)
        case c.MessageDecided():
            batch.put(s.message_partner, _row(change))
        case c.ClientFound():
            batch.change(s.message, _row(change))
        case c.SuggestionAnswered():
            batch.put(s.suggestion_answer, _row(change))
        case c.WishNoted() | c.WishUndone():
            _wish(batch, change)
        case c.DirectoryMerged():
            batch.put(s.directory_merge, {**_row(change), "undone_at": None, "undone_by": None})
        case c.DirectoryMergeUndone(id=id_, at=at, actor=actor):
            batch.change(s.directory_merge, {"id": id_, "undone_at": at, "undone_by": actor})
        case _:
            assert_never(change)


def _wish(batch: Batch, change: c.WishNoted | c.WishUndone) -> None:
    if isinstance(change, c.WishNoted):
        batch.add(s.wish, _row(change))
    else:
        batch.change(s.wish, {"message": change.message, "undone_at": change.at, "undone_by": change.actor})


def _found_by(contact: Contact) -> dict[str, str]:
    return {"words": directory_words.of_contact(contact)}


def _partner(batch: Batch, change: c.PartnerPut) -> None:
    row = asdict(change.partner)
    domains = row.pop("domains")
    row["aliases"] = [one.name if one == Alias(one.name) else dump(one) for one in change.partner.aliases]
    batch.put(s.partner, {**row, "words": directory_words.of_partner(change.partner), "created_at": change.at})
    batch.drop(s.partner_domain, partner=change.partner.id)
    for domain in domains:
        batch.put(s.partner_domain, {"partner": change.partner.id, **domain})


def _replaced(batch: Batch, change: c.PartnerReplaced) -> None:
    for id_ in change.notes:
        batch.change(s.note, {"id": id_, "about": f"partner:{change.new}"})
    for id_ in change.followups:
        batch.change(s.followup, {"id": id_, "partner": change.new})
    for id_ in change.decided:
        batch.change(s.message_partner, {"message_id": id_, "partner": change.new})


def contact_id(contact: Contact) -> str:
    """Derived identity of an affiliation."""
    words = (contact.address, contact.partner or "", contact.since.isoformat() if contact.since else "")
    return sha256("\0".join(words).encode()).hexdigest()[:16]


def _row(change: Any) -> dict[str, Any]:
    return {name: getattr(change, name) for name in change.__slots__}
