"""What we hold on a person, to hand out; and its erasure, which leaves the figures (UU PDP 27/2022, GDPR 15 and 17)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import zstandard
from sqlalchemy import Connection

from liaison_sync.app.act.acting import Refused
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.partner import Contact
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import file_texts, mime
from liaison_sync.store import erasing, meeting_files, naming, views
from liaison_sync.store.apply import apply
from liaison_sync.store.apply_directory import contact_id
from liaison_sync.store.engine import reading, writing
from liaison_sync.store.naming import Rows, Somebody

_SOME = 100  # letters read at once


def export_person(service: Service, contact: str, *, actor: str) -> bytes:
    """Everything that names the person of this row, as JSON; handing it out is journaled. Raises Refused."""
    now = service.clock.now()
    with reading(service.engine) as connection:
        addresses = _addresses(connection, contact)
        found = {"person": addresses, "at": now.isoformat(), "held": naming.held(connection, addresses)}
    with writing(service.engine) as connection:
        apply(connection, [c.Journaled(now, actor, "person.exported", f"contact:{contact}", {})])
    return json.dumps(found, ensure_ascii=False, indent=2, default=_plain).encode("utf-8", "backslashreplace")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _addresses(connection: Connection, contact: str) -> list[str]:
    one = _row(connection, contact)
    return naming.rows_of(connection, one.person, one.address)


def _row(connection: Connection, contact: str) -> Contact:
    found = next((one for one in views.directory(connection)[1] if contact_id(one) == contact), None)
    if found is None:
        raise Refused("gone")
    return found


def preview(service: Service, contact: str) -> dict[str, int]:
    """How many entries, letters, attachments and meetings the person takes part in. Raises Refused."""
    with reading(service.engine) as connection:
        return naming.counted(connection, _addresses(connection, contact))


@dataclass(frozen=True, slots=True)
class _Sought:
    """Where a person is named, looked for before anybody has to wait: `mails` by key, `clean` their octets by SHA-256
    as they may be kept (None: not at all), `files` those of uploaded files that name them, likewise.
    """

    who: Somebody
    rows: Rows
    mails: Mapping[str, Any]
    clean: Mapping[str, bytes | None]
    files: Mapping[str, bytes | None]
    seen: Collection[str]  # uploaded files that were looked through


def erase_person(service: Service, contact: str, confirmed: str, *, actor: str) -> None:
    """Erase the person of this row: their entries, what they wrote, and their name and address wherever they stand.

    Dates, partner, direction and whose turn it was stay, under a name nobody has. Raises Refused unless `confirmed`
    repeats their address, or for one of us.
    """
    with reading(service.engine) as connection:
        sought = _sought(connection, service, contact, confirmed)
    with writing(service.engine) as connection:
        _row(connection, contact)
        counts = _erased(connection, sought)
        now = service.clock.now()
        apply(connection, [c.Journaled(now, actor, "person.erased", f"person:{sought.who.instead}", counts)])


def _sought(connection: Connection, service: Service, contact: str, confirmed: str) -> _Sought:
    addresses = _addresses(connection, contact)
    if confirmed.strip().lower() not in addresses:
        raise Refused("not_confirmed")
    if set(addresses) & {one.lower() for one in service.own.addresses}:
        raise Refused("one_of_us")
    names = sorted(naming.names_of(connection, addresses), key=len, reverse=True)
    who = Somebody(tuple(addresses), tuple(names), f"{secrets.token_hex(6)}@erased.invalid")
    rows = naming.everywhere(connection, who)
    mails = {row.key: row for row in naming.messages(connection, who, rows)}
    written = {row.key for row in naming.written_by(connection, addresses)}
    seen = meeting_files.uploads(connection)
    clean = _clean(connection, who, [mails[key].sha256 for key in mails.keys() - written])
    return _Sought(who, rows, mails, clean, _cleaned_files(connection, who, seen), seen)


def _erased(connection: Connection, sought: _Sought) -> dict[str, int]:
    """What was found, and what came since."""
    who = sought.who
    written = naming.written_by(connection, who.addresses)
    theirs = {row.key for row in written}
    now = {row.key: row for row in naming.messages(connection, who, {})}
    late = [row for key, row in now.items() if key not in sought.mails]
    named = [row for row in (*sought.mails.values(), *late) if row.key not in theirs]
    clean = {**sought.clean, **_clean(connection, who, [row.sha256 for row in late if row.key not in theirs])}
    rows = dict(sought.rows)
    for name, keys in naming.of_messages(connection, [*late, *written]).items():
        rows[name] = rows.get(name, set()) | keys
    gone = {row.sha256 for row in written} | {digest for digest, octets in clean.items() if octets is None}
    new = meeting_files.uploads(connection, but=sought.seen)
    files = {**sought.files, **_cleaned_files(connection, who, new)}
    unread = {digest for digest, octets in files.items() if octets is None}
    kept = {digest: octets for digest, octets in (*clean.items(), *files.items()) if octets is not None}
    erasing.put_raw(connection, kept, gone | unread)
    lost = [row.key for row in (*written, *named) if row.sha256 in gone]
    count = erasing.drop_files(connection, lost, unread)
    counts = erasing.erase(connection, who, rows, written, named)
    return {**counts, **({"meeting_file_gone": count} if count else {})}


def _cleaned_files(connection: Connection, who: Somebody, digests: Sequence[str]) -> dict[str, bytes | None]:
    """Of these uploaded files those that name them: plain text without them, None for what only shows them."""
    found: dict[str, bytes | None] = {}
    for digest in digests:
        for content in views.raws(connection, [digest]).values():
            if any(who.pattern().search(one) for one in file_texts.texts(content)):
                text = file_texts.plain(content)
                found[digest] = None if text is None else zstandard.compress(who.redacted(text).encode(), 3)
    return found


def _clean(connection: Connection, who: Somebody, digests: Collection[str]) -> dict[str, bytes | None]:
    """Others' mail without their name and address, as it is stored; None where that fails, so that it goes."""
    found: dict[str, bytes | None] = {}
    ordered = sorted(set(digests))
    for at in range(0, len(ordered), _SOME):
        for digest, raw in views.raws(connection, ordered[at : at + _SOME]).items():
            cleaned = _cleaned(raw, who)
            found[digest] = None if cleaned is None else zstandard.compress(cleaned, 3)
    return found


def _cleaned(raw: bytes, who: Somebody) -> bytes | None:
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
