"""Beside a meeting: what plain letters say about coming, whom it would count for, and what was recorded of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from liaison_sync.domain.engagement import Engagement
from liaison_sync.domain.fact import Fact, HumanAct
from liaison_sync.domain.plain_answer import PARTSTATS, answers_for, spoken_later
from liaison_sync.domain.value import dataclass
from liaison_sync.store.engagement import SaidAnswer, Told


@dataclass(frozen=True, slots=True)
class Offered:
    """A letter that could count: the attendee it answers for and the PARTSTAT it comes to."""

    sender: str
    address: str
    partstat: str
    letter: str
    delegate: str = ""

    @property
    def stands_in(self) -> bool:
        """Whether somebody else of the house wrote it."""
        return self.sender != self.address


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer a person recorded that still counts."""

    fact: str
    by: str
    letter: str


def offered(
    said: Mapping[str, SaidAnswer], meeting: Engagement, history: Sequence[Told], own: Collection[str]
) -> list[Offered]:
    """The letters nobody has recorded yet, of those who have not answered since; none of a meeting that is off."""
    if meeting.status in ("cancelled", "tombstone", "uninvited", "unverified"):
        return []
    key = meeting.recurrence_id.key if meeting.recurrence_id else ""
    facts = [told.fact for told in history if told.fact.id not in _taken_back(history)]
    carried = {fact.message for fact in facts if fact.message}
    return list(_offered(said, meeting, facts, carried, key, own))


def _offered(
    said: Mapping[str, SaidAnswer],
    meeting: Engagement,
    facts: Sequence[Fact],
    carried: Collection[str],
    key: str,
    own: Collection[str],
) -> Iterator[Offered]:
    stands = {who.address: who.partstat for who in meeting.attendees}
    for sender, one in said.items():
        address = answers_for(sender, meeting.attendees, own, meeting.organizer)
        partstat = PARTSTATS.get(one.answer.kind)
        if address is None or partstat is None or one.message in carried or (sender in own) != (address in own):
            continue
        if stands.get(address) != partstat and not spoken_later(facts, address, key, one.at):
            named = one.answer.delegate or ""
            yield Offered(sender, address, partstat, one.message, named if "@" in named else "")


def telling(
    said: Mapping[str, SaidAnswer], meeting: Engagement, offers: Sequence[Offered], own: Collection[str]
) -> dict[str, SaidAnswer]:
    """Those worth showing: not what an attendee's status says already, and of us only what could count."""
    stands = {who.address: who.partstat for who in meeting.attendees}
    open_ = {one.sender for one in offers}
    return {
        sender: one
        for sender, one in said.items()
        if sender in open_ or (sender not in own and not _says_no_more(one, stands.get(sender)))
    }


def _says_no_more(one: SaidAnswer, stands: str | None) -> bool:
    return PARTSTATS.get(one.answer.kind) == stands and not one.answer.people and not one.answer.delegate


def recorded(meeting: Engagement, history: Sequence[Told]) -> dict[str, Recorded]:
    """Address → the record its answer rests on, where one is the last word of it."""
    key = meeting.recurrence_id.key if meeting.recurrence_id else ""
    gone = _taken_back(history)
    found: dict[str, Recorded] = {}
    for told in sorted(history, key=lambda one: one.fact.order):
        act = told.fact.content
        if told.fact.key != key or told.fact.id in gone:
            continue
        if isinstance(act, HumanAct) and act.said is not None:
            found[act.subject] = Recorded(told.fact.id, act.by, act.letter)
        elif told.fact.method == "REPLY" and told.verdict == "APPLIED":
            for who in told.fact.invitation.attendees:
                found.pop(who.address, None)
    return found


def _taken_back(history: Sequence[Told]) -> frozenset[str]:
    acts = (told.fact.content for told in history)
    return frozenset(act.subject for act in acts if isinstance(act, HumanAct) and act.kind == "take_back")
