"""A person who asks in their own mail to be left alone is left alone, with the sentence that says so kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from liaison_sync.domain import changes as c
from liaison_sync.domain.filing import Recognised
from liaison_sync.domain.partner import Contact
from liaison_sync.domain.threading import Filed
from liaison_sync.domain.view import Turn
from liaison_sync.domain.wishes import Wish
from liaison_sync.store import wishes


def wished(
    connection: Connection, arrived: Mapping[str, tuple[Recognised, Filed]], now: datetime
) -> Iterator[c.Change]:
    """What the new messages of a page ask for, each told to the directory and the journal."""
    for key, (one, found) in arrived.items():
        said = _said(one, found.turn)
        if said is not None:
            yield from _noted(connection, key, one, found.turn, said, now)


def _said(one: Recognised, turn: Turn) -> Wish | None:
    """Only a person outside speaks for themselves: no machine, no list, no forgery, nothing a colleague passed on."""
    if turn.direction != "in" or turn.automatic is not None or turn.junk or turn.trust == "low" or not turn.sender:
        return None
    return one.drawn.wish


def _noted(
    connection: Connection, key: str, one: Recognised, turn: Turn, said: Wish, now: datetime
) -> Iterator[c.Change]:
    yield c.WishNoted(key, turn.sender, said.kind, said.said, turn.at)
    known = wishes.contacts(connection, turn.sender)
    if not known and turn.partner:
        known = [Contact(turn.sender, turn.partner, one.recognition.sender.name)]
    yield from (c.ContactPut(granted(contact, said.kind), now) for contact in known)
    document = {"message": key, "said": said.said}
    yield c.Journaled(now, "worker", f"contact.{said.kind}", f"address:{turn.sender}", document)


def granted(contact: Contact, kind: str, *, on: bool = True) -> Contact:
    """The contact with this wish of theirs kept, or no longer."""
    return replace(contact, restricted=on) if kind == "restricted" else replace(contact, opted_out=on)
