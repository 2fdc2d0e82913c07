"""What a person does with a suggestion about a contact: takes it over, or wants to see it no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.app.act.directory import row
from liaison_sync.domain import changes as c
from liaison_sync.domain.commands import directory as d
from liaison_sync.domain.directory import named, names_of
from liaison_sync.domain.learning import FIELDS
from liaison_sync.domain.merging import person_id
from liaison_sync.domain.partner import Contact, Partner
from liaison_sync.domain.partner_id import free_id
from liaison_sync.store import schema as s
from liaison_sync.store import views


def accept(here: Acting, command: d.AcceptSuggestion) -> Iterator[c.Change]:
    contact = row(here, command.contact)
    if command.field not in FIELDS or not command.value:
        raise Refused("gone")
    if command.field == "organisation":
        yield from _employer(here, contact, command)
    elif command.field == "phone":
        numbers = (*(one.strip() for one in contact.phone.split(",") if one.strip()), command.value)
        yield c.ContactPut(replace(contact, phone=", ".join(dict.fromkeys(numbers))), here.now)
    elif command.field == "language" and command.value not in ("id", "en"):
        raise Refused("gone")
    else:
        said: dict[str, Any] = {command.field: command.value}
        yield c.ContactPut(replace(contact, **said), here.now)
    yield _answered(here, contact, command, "accepted")


def ignore(here: Acting, command: d.IgnoreSuggestion) -> Iterator[c.Change]:
    yield _answered(here, row(here, command.contact), command, "ignored")


def _answered(
    here: Acting, contact: Contact, command: d.AcceptSuggestion | d.IgnoreSuggestion, answer: str
) -> c.SuggestionAnswered:
    where = (contact.address, command.field, command.value)
    return c.SuggestionAnswered(*where, answer, command.message or None, here.now, here.actor)


def _employer(here: Acting, contact: Contact, command: d.AcceptSuggestion) -> Iterator[c.Change]:
    """The organisation signed for, known or new; from the day of that message on, if they had another one before."""
    partners, _ = views.directory(here.connection)
    m = s.message.c
    at = here.connection.execute(select(m.at).where(m.key == command.message)).scalar() or here.now
    partner = named(names_of(partners), command.value, at.date())
    if partner is None:
        partner = free_id(command.value, [one.id for one in partners])
        yield c.PartnerPut(Partner(partner, command.value), here.now)
    if contact.partner is None:
        yield c.ContactDropped(contact)
        yield c.ContactPut(replace(contact, partner=partner), here.now)
        return
    since, person = at.date(), contact.person or person_id(contact)
    yield c.ContactPut(replace(contact, until=since - timedelta(days=1), person=person), here.now)
    yield c.ContactPut(replace(contact, partner=partner, since=since, until=None, title="", person=person), here.now)
