"""Letters to one of us outside the rules of follow-ups: the reply to a mail of theirs, and notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from liaison_sync.app.act.acting import Acting
from liaison_sync.app.letters import Parent, frozen_letter
from liaison_sync.app.service import Sender, Service
from liaison_sync.domain.changes import LetterQueued
from liaison_sync.domain.message import Address, Message
from liaison_sync.formats import letter_files
from liaison_sync.formats.compose import freeze
from liaison_sync.formats.letter_values import values_of
from liaison_sync.formats.letters_html import page
from liaison_sync.formats.render import Letter, render


def reply(here: Acting, row: Any, message: Message, values: Any, *, id_: str, kind: str, template: str) -> LetterQueued:
    """The letter `template` in answer to an officer's mail (its row, its content), in their language.

    Raises what rendering raises: a template of an operator may be at fault; ValueError without a sender.
    """
    service, language = here.service, here.service.language_of(row.sender)
    found = letter_files.find(template, language, service.templates)
    return frozen_letter(
        here.connection,
        service,
        render(found.text, values_of(values)),
        id_,
        here.now,
        kind=kind,
        about=row.key,
        to=(row.sender,),
        cc=(),
        language=language,
        automatic=True,
        parent=Parent(row.message_id, tuple(message.references), row.subject) if row.message_id else None,
        template=found.name,
    )


def notice(
    service: Service,
    sender: Sender,
    to: str,
    letter: Letter,
    *,
    id_: str,
    kind: str,
    about: str,
    at: datetime,
    zone: str,
) -> LetterQueued:
    """A letter in our own words to the address `to`, dated `at` on the clock of `zone`: the same bytes each time."""
    officer, language = service.officer(to), service.language_of(to)
    message_id = f"{id_}@{sender.address.rpartition('@')[2]}"
    frozen = freeze(
        letter,
        from_=Address(sender.name, sender.address),
        to=[Address(officer.name if officer else "", to)],
        message_id=message_id,
        date=at.astimezone(ZoneInfo(zone)),
        automatic=True,
        liaison_id=id_,
        html=page(letter, language=language, organisation=service.policy.organisation, folder=service.templates),
        language=language,
    )
    return LetterQueued(id_, kind, about, sender.address, (to,), message_id, frozen, at)
