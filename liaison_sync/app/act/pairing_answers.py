"""Answers that only the meeting that goes away knew: recorded with the one that stays, taken back when they part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from liaison_sync.app.act.acting import Acting
from liaison_sync.app.act.answers import believed, spoken
from liaison_sync.app.ingest import folding
from liaison_sync.domain import changes as c
from liaison_sync.domain.engagement import Engagement, Participant, described
from liaison_sync.domain.fact import Fact, HumanAct
from liaison_sync.domain.folding import replay
from liaison_sync.domain.plain_answer import PARTSTATS, reply, version_answered
from liaison_sync.store import views

Known = Mapping[str, Sequence[Fact]]


def carried(here: Acting, kept: str, gone: str) -> Iterator[c.Change]:
    """What an attendee of both answered to `gone` alone counts as his answer to `kept`."""
    known = views.facts(here.connection, {kept, gone})
    answered = {(_key(one), who.address): who for one in _state(here, known[gone]) for who in one.attendees}
    acts = []
    for one in _state(here, known[kept]):
        for who in one.attendees:
            other = answered.get((_key(one), who.address))
            if who.partstat == "NEEDS-ACTION" and other and (act := _act(here, known, kept, one, other)):
                acts.append(act)
    if acts:
        yield from spoken(here, {kept: known[kept]}, acts)


def given_back(here: Acting, kept: str, gone: str) -> Iterator[c.Change]:
    """What was carried over from `gone` counts with `kept` no more."""
    known = views.facts(here.connection, {kept, gone})
    letters = {_letter(one) for one in known[gone]} - {one.message for one in known[kept]}
    said = [(one.id, one.content) for one in known[kept] if isinstance(one.content, HumanAct)]
    back = {act.subject for _, act in said if act.kind == "take_back"}
    stands = [id_ for id_, act in said if act.kind == "answer" and act.letter in letters and id_ not in back]
    acts = [HumanAct(kept, "take_back", id_, here.actor, here.now) for id_ in stands]
    if acts:
        yield from spoken(here, {kept: known[kept]}, acts)


def _key(one: Engagement) -> str:
    return one.recurrence_id.key if one.recurrence_id else ""


def _state(here: Acting, facts: Sequence[Fact]) -> Sequence[Engagement]:
    how = folding(here.service, here.now)
    return described(replay(facts, how.own, how.policy, how.is_instance))


def _act(here: Acting, known: Known, kept: str, one: Engagement, who: Participant) -> HumanAct | None:
    """The newest word of `gone` that says so, as an answer to `kept`; None where nobody has said anything."""
    gone = next(facts for uid, facts in known.items() if uid != kept)
    words = [fact for fact in gone if _letter(fact) and _tells(fact, _key(one), who)]
    if who.partstat not in PARTSTATS.values() or not words:
        return None
    first = min(words, key=lambda fact: fact.received_at)
    at = first.invitation.dtstamp or first.received_at
    version = version_answered(believed(here, kept), _key(one), at)
    delegate = who.delegated_to[0] if who.delegated_to else ""
    said = reply(kept, one.recurrence_id, who.address, who.partstat, sequence=version, at=at, delegate=delegate)
    return HumanAct(kept, "answer", who.address, here.actor, here.now, said, _letter(first))


def _letter(fact: Fact) -> str:
    return fact.content.letter if isinstance(fact.content, HumanAct) else fact.message


def _tells(fact: Fact, key: str, who: Participant) -> bool:
    try:
        people = fact.invitation.attendees
    except ValueError:
        return False
    return fact.key in ("", key) and any(
        (each.address, each.partstat) == (who.address, who.partstat) for each in people
    )
