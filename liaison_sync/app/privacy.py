"""What we hold on a person, to hand out; and its erasure, which leaves the figures (UU PDP 27/2022, GDPR 15 and 17)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import zstandard
from sqlalchemy import Connection

from liaison_sync.app.act.acting import Refused
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.partner import Contact
from liaison_sync.formats import mime
from liaison_sync.store import erasing, views
from liaison_sync.store.apply import apply
from liaison_sync.store.apply_directory import contact_id
from liaison_sync.store.engine import reading, writing


def export_person(service: Service, contact: str, *, actor: str) -> bytes:
    """Everything that names the person of this row, as JSON; handing it out is journaled. Raises Refused."""
    with writing(service.engine) as connection:
        addresses = _addresses(connection, contact)
        now = service.clock.now()
        found = {"person": addresses, "at": now.isoformat(), "held": erasing.held(connection, addresses)}
        apply(connection, [c.Journaled(now, actor, "person.exported", f"contact:{contact}", {})])
    return json.dumps(found, ensure_ascii=False, indent=2, default=_plain).encode("utf-8", "backslashreplace")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _addresses(connection: Connection, contact: str) -> list[str]:
    one = _row(connection, contact)
    return erasing.rows_of(connection, one.person, one.address)


def _row(connection: Connection, contact: str) -> Contact:
    found = next((one for one in views.directory(connection)[1] if contact_id(one) == contact), None)
    if found is None:
        raise Refused("gone")
    return found


def preview(service: Service, contact: str) -> dict[str, int]:
    """How many rows of each table name the person. Raises Refused."""
    with reading(service.engine) as connection:
        found = erasing.held(connection, _addresses(connection, contact))
    return {name: len(rows) for name, rows in found.items()}


def erase_person(service: Service, contact: str, confirmed: str, *, actor: str) -> None:
    """Erase the person of this row: their entries, what they wrote, and their name and address wherever they stand.

    Dates, partner, direction and whose turn it was stay, under a name nobody has. Raises Refused unless `confirmed`
    repeats their address, or for one of us.
    """
    with writing(service.engine) as connection:
        addresses = _addresses(connection, contact)
        if confirmed.strip().lower() not in addresses:
            raise Refused("not_confirmed")
        if set(addresses) & {one.lower() for one in service.own.addresses}:
            raise Refused("one_of_us")
        names = sorted(erasing.names_of(connection, addresses), key=len, reverse=True)
        who = erasing.Somebody(tuple(addresses), tuple(names), f"{secrets.token_hex(6)}@erased.invalid")
        written = erasing.written_by(connection, addresses)
        theirs = {row.key for row in written}
        named = [row for row in erasing.naming(connection, who) if row.key not in theirs]
        _see_to_raw(connection, who, {row.sha256 for row in written}, {row.sha256 for row in named})
        counts = erasing.erase(connection, who, written, named)
        now = service.clock.now()
        apply(connection, [c.Journaled(now, actor, "person.erased", f"person:{who.instead}", counts)])


def _see_to_raw(connection: Connection, who: erasing.Somebody, written: set[str], named: set[str]) -> None:
    """What they wrote goes; others' mail loses their name and address, and goes too where that fails."""
    raws = views.raws(connection, sorted(named - written))
    cleaned = {digest: _cleaned(raw, who) for digest, raw in raws.items()}
    kept = {digest: zstandard.compress(raw, 3) for digest, raw in cleaned.items() if raw is not None}
    erasing.put_raw(connection, kept, written | {digest for digest, raw in cleaned.items() if raw is None})


def _cleaned(raw: bytes, who: erasing.Somebody) -> bytes | None:
    """The mail without this person, or None where they still show: their name encoded, or in a part in base64."""
    fresh = who.redacted(raw.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    message = mime.parse(fresh).message
    people = (*message.from_, *message.to, *message.cc, *message.bcc, *message.reply_to)
    shown = [message.text, message.subject or "", *_said(people), json.dumps(_texts(message), default=str)]
    return None if any(who.pattern().search(one) for one in shown) else fresh


def _said(people: Iterable[Any]) -> list[str]:
    return [f"{one.name} {one.address}" for one in people]


def _texts(message: Any) -> list[str]:
    return [message.quoted_text, message.signature, *(one.text for one in message.forwarded)]
