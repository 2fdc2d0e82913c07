"""A person who asks in their own mail to be left alone is left alone, with the sentence that says so kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import reduce

from sqlalchemy import Connection

from liaison_sync.domain import changes as c
from liaison_sync.domain.filing import Recognised
from liaison_sync.domain.partner import Contact
from liaison_sync.domain.threading import Filed
from liaison_sync.domain.view import Turn
from liaison_sync.domain.wishes import Wish
from liaison_sync.store import views, wishes
from liaison_sync.store.apply_directory import contact_id


def wished(
    connection: Connection, arrived: Mapping[str, tuple[Recognised, Filed]], now: datetime
) -> Iterator[c.Change]:
    """What the new messages of a page ask for, each told to the directory and the journal."""
    known: dict[str, list[Contact]] = {}  # by address, with what earlier messages of the page ask for
    for key, (one, found) in arrived.items():
        said = _said(one, found.turn)
        if said is not None:
            sender = found.turn.sender
            rows = known.get(sender) or _known(connection, one, found.turn)
            known[sender] = [granted(contact, said.kind) for contact in rows]
            yield from _noted(key, found.turn, said, known[sender], now)


def _known(connection: Connection, one: Recognised, turn: Turn) -> list[Contact]:
    """The sender's rows of the directory, or the row of one whom only their domain makes known."""
    found = views.contacts_at(connection, turn.sender)
    if not found and turn.partner:
        return [Contact(turn.sender, turn.partner, one.recognition.sender.name)]
    return found


def _said(one: Recognised, turn: Turn) -> Wish | None:
    """Only a person outside speaks for themselves: no machine, no list, no forgery, nothing a colleague passed on."""
    if turn.direction != "in" or turn.automatic is not None or turn.junk or turn.trust == "low" or not turn.sender:
        return None
    return one.drawn.wish


def _noted(key: str, turn: Turn, said: Wish, contacts: Iterable[Contact], now: datetime) -> Iterator[c.Change]:
    yield c.WishNoted(key, turn.sender, said.kind, said.said, turn.at)
    yield from (c.ContactPut(contact, now) for contact in contacts)
    document = {"message": key, "said": said.said}
    yield c.Journaled(now, "worker", f"contact.{said.kind}", f"address:{turn.sender}", document)


def kept(connection: Connection, contacts: Collection[Contact], known: Collection[Contact] = ()) -> list[Contact]:
    """These contacts, with what their owners asked for before anybody knew whose they are.

    Of those `known`, what a person has taken back stays taken back; and nobody else takes anything back.
    """
    before = {contact_id(one): one for one in known}
    asked: dict[str, list[str]] = {}
    for wish_ in wishes.standing(connection, {one.address for one in contacts}):
        asked.setdefault(wish_.address, []).append(wish_.kind)
    return [_with(one, before.get(contact_id(one)), asked.get(one.address, ())) for one in contacts]


def _with(contact: Contact, before: Contact | None, kinds: Iterable[str]) -> Contact:
    return reduce(granted, [kind for kind in kinds if before is None or getattr(before, kind)], contact)


def granted(contact: Contact, kind: str, *, on: bool = True) -> Contact:
    """The contact with this wish of theirs kept, or no longer."""
    return replace(contact, restricted=on) if kind == "restricted" else replace(contact, opted_out=on)
