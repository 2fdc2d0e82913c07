"""Invitations of ours sent, changed, cancelled; a partner's answered; what has not left yet taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from liaison_sync.app import inviting
from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.commands import invitations as k
from liaison_sync.domain.invite import Guest, Invite, wrong
from liaison_sync.formats.addresses import addresses
from liaison_sync.formats.compose import BadAddress, HeaderInjection
from liaison_sync.store import schema as s

_ANSWERS = ("ACCEPTED", "TENTATIVE", "DECLINED")


def send(here: Acting, command: k.SendInvite) -> Iterator[c.Change]:
    """The letters their preview showed; twice asked is once sent."""
    _able(here)
    kept = inviting.kept_rule(here.connection, here.service, command.uid) if command.kept else ""
    invite = Invite(
        command.uid, command.title, command.start, command.minutes, command.zone, guests(command.people),
        command.place, command.link, command.text, command.repeat, kept,
    )  # fmt: skip
    yield from _letters(here, planned(here.connection, here.service, invite, here.now, command.only))


def planned(connection: Connection, service: Service, invite: Invite, now: datetime, only: str = "") -> inviting.Plan:
    """What an edit would send. Raises Refused."""
    refused = wrong(invite)
    if refused:
        raise Refused(refused)
    try:
        return inviting.inviting(connection, service, invite, now, only)
    except LookupError:
        raise Refused("invite_no_occurrence") from None
    except ValueError:
        raise Refused("invite_time") from None


def cancel(here: Acting, command: k.CancelInvite) -> Iterator[c.Change]:
    _able(here)
    yield from _letters(here, cancelled(here.connection, here.service, command.uid, here.now, command.only))


def cancelled(connection: Connection, service: Service, uid: str, now: datetime, only: str = "") -> inviting.Plan:
    """What a cancellation would send. Raises Refused."""
    try:
        plan = inviting.cancelling(connection, service, uid, now, only)
    except (LookupError, ValueError):
        raise Refused("invite_no_occurrence") from None
    if plan is None:
        raise Refused("gone")
    return plan


def answer(here: Acting, command: k.AnswerInvite) -> Iterator[c.Change]:
    _able(here)
    o = s.occurrence.c
    uid = here.connection.execute(select(o.uid).where(o.key == command.meeting)).scalar()
    if uid is None or command.partstat not in _ANSWERS:
        raise Refused("gone")
    plan = inviting.answering(here.connection, here.service, uid, command.partstat, command.comment, here.now)
    if plan is None:
        raise Refused("invite_not_ours")
    yield from _letters(here, plan)


def recall(here: Acting, command: k.RecallInvite) -> Iterator[c.Change]:
    """Every letter of this meeting that still waits and that nobody has had."""
    o = s.outbox.c
    waiting = select(s.outbox).where(o.kind == inviting.KIND, o.about == command.uid, o.state == "queued", o.tries == 0)
    rows = here.connection.execute(waiting).all()
    if not rows:
        raise Refused("invite_left")
    done = {"reason": "recalled", "by": here.actor}
    for row in rows:
        yield c.OutboxMoved(row.id, "cancelled", row.recipients, row.tries, None, None, done)


def guests(typed: str) -> tuple[Guest, ...]:
    """The people in a field, each address once; what is no address stays as typed, for its writer to see."""
    found: dict[str, Guest] = {}
    for one in addresses(typed.replace("\n", ", ")):
        address = (one.address or one.name).lower()
        if address:
            found.setdefault(address, Guest(address, one.name if one.address else ""))
    return tuple(found.values())


def _able(here: Acting) -> None:
    if here.service.sender is None:
        raise Refused("no_sender")


def _letters(here: Acting, plan: inviting.Plan) -> Iterator[c.Change]:
    try:
        found = list(inviting.queued(here.connection, here.service, plan, here.now))
    except (BadAddress, HeaderInjection, ValueError) as error:
        raise Refused("reply_bad_address", detail=str(error)) from None
    if not found:
        raise Refused("invite_said_already" if plan.letters else "invite_nothing")
    yield from found
