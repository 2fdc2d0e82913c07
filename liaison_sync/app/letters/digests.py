"""The letter that tells many notices at once, frozen like any other; each notice is one of its items."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from liaison_sync.app.letters import Drafted, frozen_letter
from liaison_sync.app.service import Service
from liaison_sync.domain.changes import LetterQueued
from liaison_sync.domain.followup import FollowUp
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import letter_files
from liaison_sync.formats.letter_values import DigestLetter, values_of
from liaison_sync.formats.render import Letter, render
from liaison_sync.store.pictures import Standing


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that passed the last check, with its own letter."""

    standing: Standing
    drafted: Drafted


def queued(connection: Connection, service: Service, told: Sequence[Told], id_: str, now: datetime) -> LetterQueued:
    """The digest of `told`, oldest first. Raises what rendering raises: a template of an operator may be at fault."""
    members = [one.standing.followup for one in sorted(told, key=lambda one: one.standing.followup.since)]
    first = members[0]
    copies = dict.fromkeys(address for one in members for address in one.cc if address not in first.to)
    letter, template = _letter(service, first, told)
    return frozen_letter(
        connection,
        service,
        letter,
        id_,
        now,
        kind="digest",
        about=" ".join(sorted(one.id for one in members)),
        to=first.to,
        cc=tuple(copies),
        language=first.language,
        automatic=True,
        template=template,
    )


def _letter(service: Service, first: FollowUp, told: Sequence[Told]) -> tuple[Letter, str]:
    """The letter, and the name of its template."""
    ordered = sorted(told, key=lambda one: one.standing.followup.since)
    items = tuple(one.drafted.values for one in ordered if one.drafted.values is not None)
    name = next((item.reader_name for item in items if hasattr(item, "reader_name")), "")
    template = letter_files.find(f"{first.trigger}_digest", first.language, service.templates)
    return render(template.text, values_of(DigestLetter(name, len(items), items))), template.name
