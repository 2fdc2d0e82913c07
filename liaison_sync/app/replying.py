"""A person's answer: what it starts with, the bytes its readers get, and its row in the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from liaison_sync.app.preview import Preview
from liaison_sync.app.preview import frozen as seen
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.message import Address, Message
from liaison_sync.domain.reply import Reply, ancestry, answering, recipients
from liaison_sync.domain.salutation import greet
from liaison_sync.domain.thread import Node
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import mime
from liaison_sync.formats.compose import BadAddress, File, HeaderInjection, freeze
from liaison_sync.formats.letters_html import page
from liaison_sync.formats.quoting import quoted
from liaison_sync.formats.render import Letter
from liaison_sync.formats.wording import say
from liaison_sync.store import schema as s
from liaison_sync.store import views
from liaison_sync.store.codec import load
from liaison_sync.store.thread import octets

_LANGUAGES = ("id", "en")


@dataclass(frozen=True, slots=True)
class Answered:
    """The message an answer is to: its row, its words, and the language its writer is written to in."""

    row: Any
    message: Message
    language: str


def answered(connection: Connection, service: Service, key: str) -> Answered | None:
    row = connection.execute(select(s.message).where(s.message.c.key == key)).first()
    raw = octets(connection, key) if row is not None else None
    if row is None or raw is None:
        return None
    return Answered(row, mime.parse(raw).message, _language(connection, service, row))


def begun(connection: Connection, service: Service, one: Answered, name: str) -> Reply:
    """What the editor opens with: to everybody but us, greeting and closing in the reader's language."""
    to, cc = recipients(one.message, lambda a: _ours(service, a), outbound=one.row.direction == "out")
    called = _called(connection, to[0], one) if to else ""
    closing = say(one.language, "answering.closing", who=name)
    return Reply(to, cc, answering(one.row.subject), f"{called}\n\n\n\n{closing}\n" if called else f"\n\n{closing}\n")


def preview(connection: Connection, service: Service, reply: Reply, one: Answered) -> Preview | None:
    """The answer exactly as its readers would get it now; None where it cannot be written (an address is none)."""
    try:
        return seen(_frozen(connection, service, reply, one, "preview", service.clock.now()))
    except (BadAddress, HeaderInjection, ValueError):
        return None


def queued(
    connection: Connection, service: Service, reply: Reply, one: Answered, id_: str, now: datetime
) -> Iterator[c.Change]:
    """The frozen answer on its way, after a pause in which its writer may take it back. Raises ValueError."""
    frozen = _frozen(connection, service, reply, one, id_, now)
    people = (*reply.to, *reply.cc)
    waiting = [{"address": address, "outcome": None} for address in people]
    yield c.LetterQueued(id_, "reply", one.row.key, _sender(service).address, people, _id(service, id_), frozen, now)
    leaves = now + timedelta(seconds=service.policy.sending.undo_seconds)
    yield c.OutboxMoved(id_, "queued", waiting, 0, leaves, None)


def _frozen(connection: Connection, service: Service, reply: Reply, one: Answered, id_: str, now: datetime) -> bytes:
    letter = Letter(reply.subject, _whole(service, reply, one))
    node = load(Node, one.row.node)
    return freeze(
        letter,
        from_=_sender(service),
        to=_people(connection, reply.to),
        cc=_people(connection, reply.cc),
        message_id=_id(service, id_),
        date=now.astimezone(ZoneInfo(service.policy.zone)),
        in_reply_to=one.row.message_id,
        references=ancestry(node),
        automatic=False,
        liaison_id=id_,
        html=page(letter, language=one.language, organisation=service.policy.organisation, folder=service.templates),
        language=one.language,
        attachments=_files(connection, reply),
    )


def _files(connection: Connection, reply: Reply) -> list[File]:
    """Raises ValueError where one is kept no more."""
    kept = views.raws(connection, sorted({one.sha256 for one in reply.files}))
    if any(one.sha256 not in kept for one in reply.files):
        raise ValueError("a file is kept no more")
    return [File(one.name, one.type, kept[one.sha256]) for one in reply.files]


def _whole(service: Service, reply: Reply, one: Answered) -> str:
    own = reply.text.strip("\n") + "\n"
    if not reply.quote or not one.message.text.strip():
        return own
    who = one.row.sender_name or one.row.sender
    below = quoted(one.message.text, who=who, at=one.row.at, zone=service.policy.zone, language=one.language)
    return f"{own}\n{below}\n"


def _sender(service: Service) -> Address:
    if service.sender is None:
        raise ValueError("nobody is configured to send")
    return Address(service.sender.name, service.sender.address)


def _id(service: Service, id_: str) -> str:
    return f"{id_}@{_sender(service).address.rpartition('@')[2]}"


def _ours(service: Service, address: str) -> bool:
    own, domain = service.own, address.lower().rpartition("@")[2]
    return address.lower() in own.addresses or any(domain == d or domain.endswith(f".{d}") for d in own.domains)


def _people(connection: Connection, addresses: tuple[str, ...]) -> list[Address]:
    t = s.contact.c
    low = [one.lower() for one in addresses]
    names = {row.address: row.name for row in connection.execute(select(t.address, t.name).where(t.address.in_(low)))}
    return [Address(names.get(one.lower(), ""), one) for one in addresses]


def _called(connection: Connection, address: str, one: Answered) -> str:
    """Their salutation, as an officer decided it or where it is sure; else "", for its writer to say."""
    t = s.contact.c
    row = connection.execute(select(t.name, t.salutation).where(t.address == address.lower())).first()
    name, decided = (row.name, row.salutation) if row else ("", None)
    if not name and address.lower() == one.row.sender:
        name = one.row.sender_name
    found = greet(name, address.lower(), decided, one.message.signature or "", one.language)
    return f"{found.text}," if found.sure else ""


def _language(connection: Connection, service: Service, row: Any) -> str:
    """The person's, the partner's, the one they wrote in, ours."""
    t, p = s.contact.c, s.partner.c
    theirs = select(t.language).where(t.address == row.sender).order_by(t.language).limit(1).scalar_subquery()
    organisations = select(p.language).where(p.id == row.partner).scalar_subquery()
    said = (*connection.execute(select(theirs, organisations)).one(), row.language)
    return next((one for one in said if one in _LANGUAGES), service.policy.language)
