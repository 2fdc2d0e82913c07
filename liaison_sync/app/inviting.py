"""Inviting and answering: what is known of a meeting, what an edit of it would send, and the letters that do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from liaison_sync.app.invited import KIND, answered, answers, known
from liaison_sync.app.preview import Preview
from liaison_sync.app.preview import frozen as seen
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.invite import Invite
from liaison_sync.domain.itip.outgoing import decide
from liaison_sync.domain.itip.outgoing_object import CalendarObject, Outgoing
from liaison_sync.domain.message import Address
from liaison_sync.domain.salutation import greet
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import ical
from liaison_sync.formats.compose import Itip, freeze
from liaison_sync.formats.invite_ics import answered as with_answer
from liaison_sync.formats.invite_ics import invite_of
from liaison_sync.formats.invite_letter import letter
from liaison_sync.formats.invite_series import called_off, changed, instance_key, master_of, moved
from liaison_sync.formats.letters_html import page
from liaison_sync.formats.outgoing_ics import written
from liaison_sync.formats.outgoing_object import object_of
from liaison_sync.formats.series import named_instance
from liaison_sync.store import schema as s

__all__ = ["KIND", "Plan", "Planned", "answering", "cancelling", "inviting", "known", "preview", "queued"]

_LANGUAGES = ("id", "en")
_O = s.outbox.c


@dataclass(frozen=True, slots=True)
class Planned:
    """One letter as it would leave. `digest` is what it says, whenever it is said."""

    message: Outgoing
    ics: str
    digest: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """An edit of a meeting: its components before and after, and the letters that follow."""

    before: CalendarObject | None
    after: CalendarObject | None
    letters: tuple[Planned, ...]


def inviting(connection: Connection, service: Service, invite: Invite, now: datetime, only: str = "") -> Plan:
    """A meeting of ours as it is and as it shall be; with `only` (a RECURRENCE-ID's key) one occurrence of it.

    Raises ValueError for a time that cannot be, LookupError where the series has no such occurrence.
    """
    sender = _sender(service)
    old = known(connection, invite.uid, service.own.addresses)
    said = answers(connection, invite.uid)
    stands = answered(old, said)
    if only:
        after = moved(stands, only, invite, sender)
    else:
        guests = tuple(replace(who, partstat=said.get(("", who.address), who.partstat)) for who in invite.guests)
        after = changed(stands, replace(invite, guests=guests), sender)
    return _ours(service, old, after, now, only)


def kept_rule(connection: Connection, service: Service, uid: str) -> str:
    """The rule of a series no form has words for; "" where there is none such."""
    series = master_of(known(connection, uid, service.own.addresses))
    try:
        return invite_of(series).kept if series else ""
    except ValueError:
        return ""


def cancelling(connection: Connection, service: Service, uid: str, now: datetime, only: str = "") -> Plan | None:
    """A meeting of ours deleted, or one occurrence of it called off; None where there is none.

    Raises LookupError where the series has no such occurrence.
    """
    old = known(connection, uid, service.own.addresses)
    if not old:
        return None
    after = called_off(answered(old, answers(connection, uid)), only, _sender(service)) if only else []
    return _ours(service, old, after, now, only)


def _ours(service: Service, old: list[Invitation], after: list[Invitation], now: datetime, only: str) -> Plan:
    own = {_sender(service).address, *service.own.addresses}
    before, now_is = object_of(old) if old else None, object_of(after) if after else None
    return _plan(before, now_is, own, now, only=instance_key(only) if only else "")


def answering(
    connection: Connection, service: Service, uid: str, partstat: str, comment: str, now: datetime
) -> Plan | None:
    """A partner's meeting with our answer; None where there is none or it does not name us."""
    own = frozenset(service.own.addresses)
    old = [one for one in known(connection, uid, own) if any(who.address in own for who in one.attendees)]
    if not old:
        return None
    before = object_of(with_answer(old, own, "NEEDS-ACTION", ""))
    return _plan(before, object_of(with_answer(old, own, partstat, comment)), own, now, comment=comment)


def _plan(
    before: CalendarObject | None,
    after: CalendarObject | None,
    own: Collection[str],
    now: datetime,
    *,
    only: str = "",
    comment: str = "",
) -> Plan:
    found = [one for one in decide(before, after, own, named_instance).messages if one.rule != "organiser.unchanged"]
    found = [_alone(one, only) for one in found] if only else found
    letters = (_planned(one, written(one, before, after, now), comment) for one in found)
    return Plan(before, after, tuple(letters))


def _alone(message: Outgoing, key: str) -> Outgoing:
    """One occurrence told by itself (RFC 5546 §3.2.2.1): there are programs that read a message's first VEVENT only."""
    parts = tuple(part for part in message.parts if part.key == key)
    return replace(message, parts=parts) if parts else message


def _planned(message: Outgoing, ics: str, comment: str) -> Planned:
    said = "\n".join(line for line in ics.split("\r\n") if not line.startswith("DTSTAMP"))
    return Planned(message, ics, sha256(f"{message.recipient}\0{said}".encode()).hexdigest(), comment)


# --- letters -----------------------------------------------------------------------------------------------------


def preview(connection: Connection, service: Service, plan: Plan, now: datetime) -> list[Preview]:
    """The letters exactly as their readers would get them now."""
    return [seen(_frozen(connection, service, one, "preview", now)) for one in plan.letters]


def queued(connection: Connection, service: Service, plan: Plan, now: datetime) -> Iterator[c.Change]:
    """The frozen letters on their way, after a pause in which they may be taken back. What was said last is not
    said again. Raises ValueError where an address is none."""
    leaves = now + timedelta(seconds=service.policy.sending.undo_seconds)
    for one in plan.letters:
        id_ = _unsaid(connection, one, _uid(plan))
        if id_ is None:
            continue
        frozen, to = _frozen(connection, service, one, id_, now), one.message.recipient
        yield c.LetterQueued(
            id_, KIND, _uid(plan), _sender(service).address, (to,), _message_id(service, id_), frozen, now
        )
        yield c.OutboxMoved(id_, "queued", [{"address": to, "outcome": None}], 0, leaves, None)


def _unsaid(connection: Connection, one: Planned, uid: str) -> str | None:
    """The id of a letter that says this anew; None where the last letter to him said just this."""
    rows = connection.execute(select(_O.id, _O.state, _O.recipients).where(_O.kind == KIND, _O.about == uid)
                              .order_by(_O.queued_at, _O.id)).all()  # fmt: skip
    his = [row for row in rows if any(each["address"] == one.message.recipient for each in row.recipients)]
    alive = [row.id for row in his if row.state not in ("cancelled", "failed")]
    used = {row.id for row in his}
    for number in count():
        id_ = "ob-" + sha256(f"{one.digest}\0{number}".encode()).hexdigest()[:20]
        if id_ in alive[-1:]:
            return None
        if id_ not in used:
            return id_
    return None


def _uid(plan: Plan) -> str:
    of = plan.after or plan.before
    return of.uid if of else ""


def _frozen(connection: Connection, service: Service, one: Planned, id_: str, now: datetime) -> bytes:
    message, sender = one.message, _sender(service)
    (of, *_) = ical.read(one.ics.encode("utf-8", "surrogatepass")).invitations
    name, decided, language = _reader(connection, service, message.recipient)
    name = name or _named(of, message.recipient)
    greeting = greet(name, message.recipient, decided, language=language)
    who = sender.name or sender.address
    words = letter(message, of, language=language, who=who, greeting=greeting, comment=one.comment)
    other = message.sender != sender.address
    return freeze(
        words,
        from_=sender,
        to=[Address(name, message.recipient)],
        reply_to=Address("", message.sender) if other else None,
        message_id=_message_id(service, id_),
        date=now.astimezone(ZoneInfo(service.policy.zone)),
        automatic=False,
        liaison_id=id_,
        html=page(words, language=language, organisation=service.policy.organisation, folder=service.templates),
        language=language,
        itip=Itip(message.method, one.ics),
    )


def _named(of: Invitation, address: str) -> str:
    """The name the invitation itself gives him."""
    people = (*of.attendees, *((of.organizer,) if of.organizer else ()))
    return next((who.name for who in people if who.address == address and who.name), "")


def _reader(connection: Connection, service: Service, address: str) -> tuple[str, str | None, str]:
    """The name and the salutation the directory knows, and the language: the person's, the partner's, ours."""
    t, p = s.contact.c, s.partner.c
    joined = s.contact.outerjoin(s.partner, p.id == t.partner)
    columns = (t.name, t.salutation, t.language, p.language.label("theirs"))
    query = select(*columns).select_from(joined).where(t.address == address)
    row: Any = connection.execute(query.order_by(t.until.desc()).limit(1)).first()
    if row is None:
        return "", None, service.policy.language
    said = next((one for one in (row.language, row.theirs) if one in _LANGUAGES), service.policy.language)
    return row.name or "", row.salutation, said


def _sender(service: Service) -> Address:
    if service.sender is None:
        raise ValueError("nobody is configured to send")
    return Address(service.sender.name, service.sender.address)


def _message_id(service: Service, id_: str) -> str:
    return f"{id_}@{_sender(service).address.rpartition('@')[2]}"
