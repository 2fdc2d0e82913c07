"""Answers in plain letters, recorded by a person as what they come to, and taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.app.ingest import folding
from liaison_sync.domain import changes as c
from liaison_sync.domain.address import is_address
from liaison_sync.domain.commands import invitations as k
from liaison_sync.domain.engagement import Engagement
from liaison_sync.domain.fact import Fact, HumanAct
from liaison_sync.domain.meetings import refold
from liaison_sync.domain.plain_answer import PARTSTATS, reply, version_answered
from liaison_sync.store import schema as s
from liaison_sync.store import views
from liaison_sync.store.codec import load

_BY_RIGHT = ("APPLIED", "STALE", "DUPLICATE")


def record(here: Acting, command: k.RecordAnswer) -> Iterator[c.Change]:
    """What an attendee wrote counts as an answer of that day, until a later one of his."""
    said = _meeting(here, command.meeting)
    letter = _letter(here, command.letter)
    if not any(who.address == command.address and who.counted for who in said.attendees):
        raise Refused("gone")
    if command.partstat not in PARTSTATS.values():
        raise Refused("gone")
    delegate = command.delegate.strip().lower() if command.partstat == "DELEGATED" else ""
    if command.partstat == "DELEGATED" and (not is_address(delegate) or delegate == command.address):
        raise Refused("answer_delegate")
    known = views.facts(here.connection, {said.uid})
    if _recorded(known[said.uid], command, delegate):
        raise Refused("answer_recorded")
    rid = said.recurrence_id
    version = version_answered(believed(here, said.uid), rid.key if rid else "", letter.at)
    answer = reply(said.uid, rid, command.address, command.partstat, sequence=version, at=letter.at, delegate=delegate)
    act = HumanAct(said.uid, "answer", command.address, here.actor, here.now, answer, command.letter)
    yield from spoken(here, known, [act])


def take_back(here: Acting, command: k.TakeBackAnswer) -> Iterator[c.Change]:
    """The record does not count; the letter stands as before."""
    f = s.fact.c
    uid = here.connection.execute(select(f.uid).where(f.id == command.fact)).scalar()
    known = views.facts(here.connection, {uid}) if uid else {}
    facts = known.get(uid or "", [])
    acts = {one.id: one.content for one in facts if isinstance(one.content, HumanAct)}
    if uid is None or command.fact not in acts or acts[command.fact].said is None:
        raise Refused("gone")
    if any(act.kind == "take_back" and act.subject == command.fact for act in acts.values()):
        raise Refused("answer_taken_back")
    yield from spoken(here, known, [HumanAct(uid, "take_back", command.fact, here.actor, here.now)])


def spoken(here: Acting, known: Mapping[str, Sequence[Fact]], acts: Sequence[HumanAct]) -> Iterator[c.Change]:
    """What a person said of one meeting, as facts of their own; the meeting is folded anew."""
    words = [Fact(mailbox="", message="", received_at=here.now, sender=here.actor, content=act) for act in acts]
    heard = {one.message for act in acts for one in known[act.uid] if one.message}
    yield from refold(known, words, views.places(here.connection, heard), folding(here.service, here.now))


def _meeting(here: Acting, key: str) -> Engagement:
    o, e = s.occurrence.c, s.engagement.c
    query = select(e.document).join(s.occurrence, o.engagement == e.key).where(o.key == key)
    found = here.connection.execute(query).scalar()
    if found is None:
        raise Refused("gone")
    return load(Engagement, found)


def _letter(here: Acting, key: str) -> Any:
    row = here.connection.execute(select(s.message.c.at).where(s.message.c.key == key)).first()
    if row is None:
        raise Refused("gone")
    return row


def believed(here: Acting, uid: str) -> list[Fact]:
    """What was sent in the organiser's name by right, whether or not something newer was known when it came."""
    f = s.fact.c
    rows = here.connection.execute(select(f.document).where(f.uid == uid, f.verdict.in_(_BY_RIGHT))).scalars()
    return [load(Fact, row) for row in rows]


def _recorded(facts: list[Fact], command: k.RecordAnswer, delegate: str) -> bool:
    """Whether just this is recorded of that letter, and not taken back."""
    acts = [(one.id, one.content) for one in facts if isinstance(one.content, HumanAct)]
    gone = {act.subject for _, act in acts if act.kind == "take_back"}
    return any(
        id_ not in gone
        and act.said is not None
        and (act.letter, act.subject) == (command.letter, command.address)
        and (act.said.attendees[0].partstat, act.said.attendees[0].delegated_to)
        == (command.partstat, (delegate,) if delegate else ())
        for id_, act in acts
    )
