"""Verdict: what a fact did when it was received, judged against the facts received before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from liaison_sync.domain.authority import FoldPolicy
from liaison_sync.domain.engagement import (
    Engagement,
    Participant,
    answered_once_more,
    describe_again,
    described_by_key,
    in_order,
    proposed_once_more,
)
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.folding import ORGANISER_METHODS, replay
from liaison_sync.domain.invitation import Attendee, Invitation, Moment
from liaison_sync.domain.itip import one_item, one_more, reply
from liaison_sync.domain.itip.meeting import IsInstance, Item, Meeting, Note, VerdictKind
from liaison_sync.domain.value import dataclass

UNTOLD: Note = ("NOTED", "publish.sighting")  # what no method took up
LISTED = 100  # of a longer list of attendees a verdict tells only those who differ


@dataclass(frozen=True, slots=True)
class Verdict:
    """`before` and `after` hold the fields that changed, or None where the item did not exist or nothing changed."""

    verdict: VerdictKind
    rule: str
    before: dict[str, object] | None = None
    after: dict[str, object] | None = None


FIELDS = tuple(field.name for field in fields(Engagement))
_DUPLICATE = Verdict("DUPLICATE", "any.duplicate")


class Judge:
    """Hears the facts of one UID as they were received, and keeps what is known between two of them."""

    def __init__(
        self, own: frozenset[str], policy: FoldPolicy, is_instance: IsInstance, *, heard: Sequence[Fact] = ()
    ) -> None:
        self._facts: list[Fact] = []
        self._same: dict[tuple[str, str], list[Fact]] = {}  # by what repeats: method and digest
        self._own, self._policy, self._is_instance = own, policy, _remembering(is_instance)
        self._known: Meeting | None = None
        self._stands: dict[str, Engagement] | None = None  # by RECURRENCE-ID key
        self._shown: tuple[Engagement, ...] | None = None  # the same in order
        self._people: dict[str, list[Attendee]] = {}  # of items answered once more since all was folded
        self._by_item: dict[str, dict[str, Fact]] | None = None  # what was heard of each item, by fact id
        for fact in heard:
            self._remember(fact)

    def hear(self, fact: Fact) -> Verdict:
        """The verdict on `fact`, given those heard before."""
        return self.hear_all([fact])[0]

    def hear_all(self, facts: Sequence[Fact]) -> list[Verdict]:
        """The verdicts on the facts of one message: it arrives whole, so they are judged against what was before it."""
        known, stood = self._meeting(), self._standing()
        repeated = []
        for fact in facts:
            heard = self._same.get((fact.method, fact.digest), ())
            repeated.append(any(_same(fact, one, known) for one in heard))
        if len(facts) == 1 and (verdict := self._laid_over(known, stood, facts[0])):
            return [_DUPLICATE if repeated[0] else verdict]
        for fact in facts:
            self._remember(fact)
        self._known = self._stands = self._shown = self._by_item = None
        self._people = {}
        now, stands = self._meeting(), self._standing()
        return [
            _DUPLICATE if again else self._verdict(known.items.get(_place(now, fact)), now, fact, _changed(
                stood.get(_place(known, fact)), stands.get(_place(now, fact))))
            for fact, again in zip(facts, repeated, strict=True)
        ]  # fmt: skip

    def engagements(self) -> tuple[Engagement, ...]:
        """The fold of everything heard."""
        if self._shown is None:
            self._shown = in_order(self._standing())
        return self._shown

    def _meeting(self) -> Meeting:
        if self._known is None:
            self._known = replay(self._facts, self._own, self._policy, self._is_instance)
        return self._known

    def _standing(self) -> dict[str, Engagement]:
        if self._stands is None:
            self._stands = described_by_key(self._meeting())
        return self._stands

    def _remember(self, fact: Fact) -> None:
        self._facts.append(fact)
        self._same.setdefault((fact.method, fact.digest), []).append(fact)
        if self._by_item is not None and self._known is not None:
            self._by_item.setdefault(one_item.place(self._known, fact), {})[fact.id] = fact

    def _laid_over(self, known: Meeting, stood: dict[str, Engagement], fact: Fact) -> Verdict | None:
        """The verdict where a thousand such facts must not cost a thousand folds of all before them; else None."""
        key = one_item.place(known, fact)
        item, before = known.items.get(key), stood.get(key)
        if not (self._once_more(known, stood, fact) or self._folded_apart(known, stood, fact, key)):
            return None
        self._remember(fact)
        self._shown = None
        return self._verdict(item, known, fact, _changed(before, stood.get(key)))

    def _once_more(self, known: Meeting, stood: dict[str, Engagement], fact: Fact) -> bool:
        """One more answer or proposal."""
        item = one_more.lay(known, fact)
        if item is None:
            return False
        if fact.method == "COUNTER":
            proposed_once_more(known, stood, item)
        elif known.notes[fact.id][0] in {"APPLIED", "OUTDATED_ANSWER"}:
            who = reply.replier(known, fact)
            assert who is not None  # noqa: S101 - the note says so
            if item.place not in self._people:
                self._people[item.place] = reply.attendees(known, item)
            answered_once_more(known, stood, item, self._people[item.place], who.address)
        return True

    def _folded_apart(self, known: Meeting, stood: dict[str, Engagement], fact: Fact, key: str) -> bool:
        """One more word on one instance."""
        if not key or fact.method not in one_item.METHODS:
            return False
        if self._by_item is None:
            self._by_item = {}
            for one in self._facts:
                self._by_item.setdefault(one_item.place(known, one), {})[one.id] = one
        about = [one for one in self._by_item.get(key, {}).values() if one.id != fact.id] + [fact]
        if not one_item.alone(known, key, about):
            return False
        one_item.again(known, key, about)
        self._people.pop(key, None)
        describe_again(known, stood, key)
        return True

    def _verdict(
        self,
        before: Item | None,
        now: Meeting,
        fact: Fact,
        changed: tuple[dict[str, object] | None, dict[str, object] | None],
    ) -> Verdict:
        note = _stale(before, now, fact) or now.notes.get(fact.id, UNTOLD)
        return Verdict(note[0], note[1], *changed)


def _remembering(is_instance: IsInstance) -> IsInstance:
    """The same question about the same series is asked again at every arrival."""
    known: dict[tuple[str, str], bool] = {}

    def remembered(master: Invitation, moment: Moment) -> bool:
        if not master.digest:
            return is_instance(master, moment)
        question = (master.digest, moment.key)
        if question not in known:
            known[question] = is_instance(master, moment)
        return known[question]

    return remembered


def _same(fact: Fact, one: Fact, known: Meeting) -> bool:
    """The same component once more, from somebody no more entitled than the first time."""
    if fact.id == one.id:
        return True
    refused = known.notes.get(one.id, ("NOTED", ""))[0] in {"LOW_TRUST", "NOT_AUTHORISED", "QUARANTINED"}
    return not refused


def _stale(before: Item | None, now: Meeting, fact: Fact) -> Note | None:
    """Whether the organiser's word on this item was already newer when this came in."""
    if fact.method not in ORGANISER_METHODS or now.notes.get(fact.id, ("", ""))[0] not in {"APPLIED", "ORPHAN"}:
        return None
    if fact.method == "DECLINECOUNTER" or before is None or before.latest is None or before.latest.order < fact.order:
        return None
    if now.notes.get(before.latest.id, ("", ""))[0] not in {"APPLIED", "ORPHAN"}:
        return None  # what stood there was nobody's word, and has given way
    if before.version is None and fact.method == "REQUEST":
        return "APPLIED", "request.after_cancel"
    if before.latest.order[:3] == fact.order[:3]:
        rule = now.notes[before.latest.id][1]
        return ("STALE" if rule == "request.conflict" else "APPLIED"), rule
    return "STALE", f"{fact.method.lower()}.stale"


def _place(meeting: Meeting, fact: Fact) -> str:
    """The key of the item a fact is about; an instance that is added is named by its start."""
    if fact.method == "ADD" and not fact.key and fact.invitation.start:
        return meeting.key(fact.invitation.start.key)
    return meeting.key(fact.key)


def _changed(
    before: Engagement | None, after: Engagement | None
) -> tuple[dict[str, object] | None, dict[str, object] | None]:
    if after is None or before == after:
        return None, None
    if before is None:
        return None, {name: getattr(after, name) for name in FIELDS}
    differing = [name for name in FIELDS if getattr(before, name) != getattr(after, name)]
    was = {name: getattr(before, name) for name in differing}
    now = {name: getattr(after, name) for name in differing}
    if "attendees" in was and max(len(before.attendees), len(after.attendees)) > LISTED:
        was["attendees"], now["attendees"] = _who_differ(before.attendees, after.attendees)
    return was, now


def _who_differ(
    before: tuple[Participant, ...], after: tuple[Participant, ...]
) -> tuple[tuple[Participant, ...], tuple[Participant, ...]]:
    if len(before) == len(after):  # as a rule one has answered, and all others are the very same
        pairs = [(one, other) for one, other in zip(before, after, strict=True) if one is not other and one != other]
        return tuple(one for one, _ in pairs), tuple(other for _, other in pairs)
    both = set(before) & set(after)
    return tuple(who for who in before if who not in both), tuple(who for who in after if who not in both)
