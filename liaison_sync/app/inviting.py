"""Inviting and answering: what is known of a meeting, what an edit of it would send, and the letters that do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from liaison_sync.app.preview import Preview
from liaison_sync.app.preview import frozen as seen
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.engagement import Engagement
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.invite import Invite
from liaison_sync.domain.itip.outgoing import decide
from liaison_sync.domain.itip.outgoing_object import CalendarObject, Outgoing
from liaison_sync.domain.message import Address
from liaison_sync.formats import ical, mime
from liaison_sync.formats.compose import Itip, freeze
from liaison_sync.formats.invite_ics import answered, planned
from liaison_sync.formats.invite_letter import letter
from liaison_sync.formats.letters_html import page
from liaison_sync.formats.outgoing_ics import written
from liaison_sync.formats.outgoing_object import object_of
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load

KIND = "invitation"
_EARLY = datetime(1, 1, 1, tzinfo=UTC)
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


def known(connection: Connection, uid: str, own: Collection[str]) -> list[Invitation]:
    """The organiser's newest word on each component: from mail that came, and from letters of ours under way."""
    newest: dict[str, Invitation] = {}
    for one in sorted([*_heard(connection, uid), *_sent(connection, uid)], key=_order):
        key = one.recurrence_id.key if one.recurrence_id else ""
        if one.method == "REQUEST" or (one.method in (None, "PUBLISH") and key not in newest):
            newest[key] = one
        elif one.method == "CANCEL" and one.status == "CANCELLED":
            whole = [*newest] if key == "" else [key]
            newest |= {each: _off(newest[each], one) for each in whole if each in newest}
        elif one.method == "CANCEL" and not {who.address for who in one.attendees} - set(own):
            newest.pop(key, None)  # we are taken out of it
    return list(newest.values())


def _off(of: Invitation, by: Invitation) -> Invitation:
    return replace(of, status="CANCELLED", sequence=max(of.sequence, by.sequence))


def _order(of: Invitation) -> tuple[int, datetime, bool]:
    return of.sequence, of.dtstamp or _EARLY, of.method == "CANCEL"


def _heard(connection: Connection, uid: str) -> Iterator[Invitation]:
    rows = connection.execute(select(s.fact.c.document).where(s.fact.c.uid == uid, s.fact.c.verdict == "APPLIED"))
    for document in rows.scalars():
        fact = load(Fact, document)
        if isinstance(fact.content, Invitation) and fact.method in ("REQUEST", "CANCEL", "PUBLISH"):
            yield fact.content


def _sent(connection: Connection, uid: str) -> Iterator[Invitation]:
    """What we wrote ourselves, before its copy has come back through a mailbox."""
    alive = _O.state.not_in(("cancelled", "failed"))
    rows = connection.execute(select(_O.frozen).where(_O.kind == KIND, _O.about == uid, alive))
    for raw in rows.scalars():
        for file in mime.parse(raw).calendars:
            yield from (one for one in file.invitations if one.method in ("REQUEST", "CANCEL"))


def inviting(connection: Connection, service: Service, invite: Invite, now: datetime) -> Plan:
    """A meeting of ours as it is and as it shall be. Raises ValueError for a time that cannot be."""
    sender = _sender(service)
    old = known(connection, invite.uid, service.own.addresses)
    before = object_of(old) if old else None
    said = _answers(connection, invite.uid)
    guests = tuple(replace(who, partstat=said.get(who.address, who.partstat)) for who in invite.guests)
    after = object_of([planned(replace(invite, guests=guests), sender)])
    return _plan(before, after, {sender.address, *service.own.addresses}, now)


def _answers(connection: Connection, uid: str) -> dict[str, str]:
    """What each has answered, as the fold counts it: a minor update does not ask again."""
    e = s.engagement.c
    rows = connection.execute(select(e.document).where(e.uid == uid, e.recurrence_id.is_(None)))
    said = [load(Engagement, document) for document in rows.scalars()]
    return {who.address: who.partstat for one in said for who in one.attendees if who.counted}


def cancelling(connection: Connection, service: Service, uid: str, now: datetime) -> Plan | None:
    """A meeting of ours deleted; None where there is none."""
    old = known(connection, uid, service.own.addresses)
    return _plan(object_of(old), None, {_sender(service).address, *service.own.addresses}, now) if old else None


def answering(
    connection: Connection, service: Service, uid: str, partstat: str, comment: str, now: datetime
) -> Plan | None:
    """A partner's meeting with our answer; None where there is none or it does not name us."""
    own = frozenset(service.own.addresses)
    old = [one for one in known(connection, uid, own) if any(who.address in own for who in one.attendees)]
    if not old:
        return None
    before = object_of(answered(old, own, "NEEDS-ACTION", ""))
    return _plan(before, object_of(answered(old, own, partstat, comment)), own, now, comment)


def _plan(
    before: CalendarObject | None, after: CalendarObject | None, own: Collection[str], now: datetime, comment: str = ""
) -> Plan:
    found = [one for one in decide(before, after, own).messages if one.rule != "organiser.unchanged"]
    letters = (_planned(one, written(one, before, after, now), comment) for one in found)
    return Plan(before, after, tuple(letters))


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
    name, language = _reader(connection, service, message.recipient)
    words = letter(message, of, language=language, who=sender.name or sender.address, comment=one.comment)
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


def _reader(connection: Connection, service: Service, address: str) -> tuple[str, str]:
    """The name the directory knows, and the language: the person's, the partner's, ours."""
    t, p = s.contact.c, s.partner.c
    joined = s.contact.outerjoin(s.partner, p.id == t.partner)
    query = select(t.name, t.language, p.language.label("theirs")).select_from(joined).where(t.address == address)
    row: Any = connection.execute(query.order_by(t.until.desc()).limit(1)).first()
    said = (row.language, row.theirs) if row else ()
    return (row.name if row else "") or "", next((one for one in said if one in _LANGUAGES), service.policy.language)


def _sender(service: Service) -> Address:
    if service.sender is None:
        raise ValueError("nobody is configured to send")
    return Address(service.sender.name, service.sender.address)


def _message_id(service: Service, id_: str) -> str:
    return f"{id_}@{_sender(service).address.rpartition('@')[2]}"
