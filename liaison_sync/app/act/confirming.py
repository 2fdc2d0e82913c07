"""A person vouches for what nobody else does: a fact of low trust, an uninvited guest, another organiser."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select

from liaison_sync.app.act.acting import Acting, Refused
from liaison_sync.app.ingest import folding
from liaison_sync.domain import changes as c
from liaison_sync.domain import commands as k
from liaison_sync.domain.confirmable import asks_for
from liaison_sync.domain.fact import ActKind, Fact, HumanAct
from liaison_sync.domain.folding import organizer_of
from liaison_sync.domain.meetings import refold
from liaison_sync.store import schema as s
from liaison_sync.store import views


def confirm(here: Acting, command: k.ConfirmFact) -> Iterator[c.Change]:
    """The person's word as a fact of its own; the meeting is folded anew."""
    row = _judged(here, command.fact)
    kind = asks_for(row.verdict, row.rule)
    if kind is None:
        raise Refused("not_confirmable")
    known = views.facts(here.connection, {row.uid})
    fact = next(one for one in known[row.uid] if one.id == row.id)
    yield from _spoken(here, known, row.uid, kind, _subject(fact, kind))


def dismiss(here: Acting, command: k.DismissCandidate) -> Iterator[c.Change]:
    """A text's candidate is no meeting, whichever mailbox it was read in."""
    row = _judged(here, command.fact)
    if row.rule != "request.candidate":
        raise Refused("not_confirmable")
    yield from _spoken(here, views.facts(here.connection, {row.uid}), row.uid, "dismiss", row.id)


def _judged(here: Acting, fact: str) -> Row[Any]:
    row = here.connection.execute(select(s.fact).where(s.fact.c.id == fact)).first()
    if row is None:
        raise Refused("gone")
    return row


def _spoken(
    here: Acting, known: Mapping[str, Sequence[Fact]], uid: str, kind: ActKind, subject: str
) -> Iterator[c.Change]:
    if any(_says(one, kind, subject) for one in known[uid]):
        raise Refused("confirmed_already")
    act = HumanAct(uid, kind, subject, here.actor, here.now)
    word = Fact(mailbox="", message="", received_at=here.now, sender=here.actor, content=act)
    places = views.places(here.connection, {one.message for one in known[uid] if one.message})
    yield from refold(known, [word], places, folding(here.service, here.now))


def _subject(fact: Fact, kind: str) -> str:
    if kind == "accept_guest":
        return fact.invitation.attendees[0].address if fact.invitation.attendees else fact.sender
    return organizer_of(fact) if kind == "accept_organizer" else fact.id


def _says(one: Fact, kind: str, subject: str) -> bool:
    said = one.content
    return isinstance(said, HumanAct) and (said.kind, said.subject) == (kind, subject)
