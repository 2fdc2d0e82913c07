"""What an officer's mail about a meeting is read against, and what it says."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from liaison_sync.app.service import Service
from liaison_sync.domain.message import Message
from liaison_sync.domain.outcome_answer import Invited, OutcomeAnswer
from liaison_sync.domain.outcome_record import Item, Standing
from liaison_sync.formats.closing_card import own_words
from liaison_sync.formats.outcome_deadline import Days
from liaison_sync.formats.outcome_mail import Around, read
from liaison_sync.store import engagement, meeting_files, outcome_mails
from liaison_sync.store import schema as s
from liaison_sync.store.engagement import Dossier
from liaison_sync.store.outcome_mails import Mail


def answer(connection: Connection, service: Service, mail: Mail, message: Message, found: Dossier) -> OutcomeAnswer:
    """What the mail says about the meeting."""
    before = service.parsers.read_all(outcome_mails.said_before(connection, found.meeting.key, mail.row.key))
    around = Around(invited(connection, service, found), _called(connection, found), _days(service, mail, found))
    said = own_words(message)
    whole = message.text.replace(message.new_text, said, 1)  # a form filled in below the quote is read there
    return read(said, whole, around, [one.parsed.message.text for one in before])


def standing(connection: Connection, found: Dossier) -> Standing:
    """What is recorded of the meeting so far."""
    c, a = s.conduct.c, s.action_item.c
    row = connection.execute(select(c.state, c.reason).where(c.occurrence == found.meeting.key)).first()
    items = connection.execute(select(a.id, a.text, a.owner, a.due).where(a.occurrence == found.meeting.key))
    return Standing(
        row.state if row else None,
        row.reason if row else "",
        {person: presence for person, (_, presence) in found.attendance.items()},
        found.minutes[0].document if found.minutes else {},
        tuple(Item(one.id, one.text, one.owner, one.due) for one in items),
        frozenset(meeting_files.kept(connection, found.meeting.key)),
    )


def invited(connection: Connection, service: Service, found: Dossier) -> list[Invited]:
    """Whom an answer may name: those of the meeting, then who was recorded, our officers, the partner's people."""
    ours = set(service.own.addresses) | {one.address for one in service.officers}
    meeting = {one.address: one.name for one in found.meeting.participants}
    if found.said.organizer:
        meeting.setdefault(found.said.organizer, "")
    others = {person: name for person, (name, _) in found.attendance.items()}
    others |= {one.address: one.name for one in service.officers} | _contacts(connection, found.meeting.partner)
    known = engagement.people(connection, {*meeting, *others})
    officers = {one.address: one.name for one in service.officers}

    def one(address: str, said: str, *, expected: bool) -> Invited:
        told = (officers.get(address, ""), known[address].name if address in known else "", said, _local(address))
        names = tuple(dict.fromkeys(name for name in told if name)) or (address,)
        return Invited(address, names, address in ours, expected)

    boxes = {box.address.lower() for box in service.mailboxes} - officers.keys()  # invited, and yet nobody who comes
    people = [one(address, name, expected=address not in boxes) for address, name in meeting.items()]
    return people + [one(address, name, expected=False) for address, name in others.items() if address not in meeting]


def _local(address: str) -> str:
    """ "rina.wulandari@…" may be all we know of a name."""
    local = address.partition("@")[0]
    return " ".join(local.replace("_", ".").split(".")).title() if "@" in address else address


def _contacts(connection: Connection, partner: str | None) -> dict[str, str]:
    if partner is None:
        return {}
    c = s.contact.c
    rows = connection.execute(select(c.address, c.name).where(c.partner == partner, c.name != "").order_by(c.address))
    return {row.address: row.name for row in rows.fetchmany(300)}


def _called(connection: Connection, found: Dossier) -> tuple[str, ...]:
    """What the partner is called, its own name first."""
    p = s.partner.c
    row = connection.execute(select(p.name, p.aliases).where(p.id == found.meeting.partner)).first()
    return (row.name, *(row.aliases or ())) if row else ()


def _days(service: Service, mail: Mail, found: Dossier) -> Days:
    zone = ZoneInfo(service.policy.zone)
    said = mail.row.at.astimezone(zone).date()
    met = found.meeting.start.astimezone(zone).date() if found.meeting.start else said
    return Days(said, met, service.calendars.of())
