"""What an officer recorded of a meeting in the story, done with the product's own commands, each at its time."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from liaison_sync.app.act import act
from liaison_sync.app.service import Service
from liaison_sync.demo.clock import StoppedClock
from liaison_sync.demo.closings import Promised, Recorded
from liaison_sync.demo.story import BY_ADDRESS, MAILBOX_NAMES
from liaison_sync.domain import commands as k
from liaison_sync.domain.commands.meetings import Presence, Presented
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading


def record(service: Service, one: Recorded) -> None:
    """Outcome, attendance, minutes and promises; nothing where the product does not know the meeting."""
    then, o = replace(service, clock=StoppedClock(one.at)), s.occurrence.c
    with reading(service.engine) as connection:
        meeting = connection.execute(select(o.key).where(o.uid == one.uid, o.start == one.start)).scalar()
    if meeting is None:
        return
    came = (*(_said(who, "present") for who in one.present), *(_said(who, "absent") for who in one.absent))
    act(then, k.RecordOutcome(meeting, one.outcome == "held", attendance=came), actor=one.by)
    if one.minutes:
        act(then, k.RecordMinutes(meeting, "", one.minutes, ""), actor=one.by)
    for each in one.promised:
        act(then, k.AddAction(meeting, each.text, each.owner, ours=each.ours, due=each.due), actor=one.by)
        _keep(service, meeting, each, one.by)


def _said(address: str, presence: Presence) -> Presented:
    name = MAILBOX_NAMES[address] if address in MAILBOX_NAMES else BY_ADDRESS[address].name
    return Presented(address, name, presence)


def _keep(service: Service, meeting: str, one: Promised, by: str) -> None:
    """Somebody told that it is done; of ours, its owner."""
    if one.done is None:
        return
    a = s.action_item.c
    with reading(service.engine) as connection:
        id_ = connection.execute(select(a.id).where(a.occurrence == meeting, a.text == one.text)).scalar_one()
    act(replace(service, clock=StoppedClock(one.done)), k.FinishAction(id_), actor=one.owner if one.ours else by)
