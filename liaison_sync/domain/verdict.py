"""Verdict: what a fact did when it was received, judged against the facts received before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from liaison_sync.domain.authority import FoldPolicy
from liaison_sync.domain.engagement import Engagement, Participant, answered_once_more, described, proposed_once_more
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.folding import ORGANISER_METHODS, replay
from liaison_sync.domain.invitation import Attendee, Invitation, Moment
from liaison_sync.domain.itip import one_more, reply
from liaison_sync.domain.itip.meeting import IsInstance, Item, Meeting, Note, VerdictKind

UNTOLD: Note = ("NOTED", "publish.sighting")  # what no method took up
LISTED = 100  # of a longer list of attendees a verdict tells only those who differ


@dataclass(frozen=True, slots=True)
class Verdict:
    """`before` and `after` hold the fields that changed, or None where the item did not exist or nothing changed."""

    verdict: VerdictKind
    rule: str
    before: dict[str, object] | None = None
    after: dict[str, object] | None = None


class Judge:
    """Hears the facts of one UID as they were received, and keeps what is known between two of them."""

    def __init__(
        self, own: frozenset[str], policy: FoldPolicy, is_instance: IsInstance, *, heard: Sequence[Fact] = ()
    ) -> None:
        self._facts: list[Fact] = []
        self._same: dict[tuple[str, str], list[Fact]] = {}  # by what repeats: method and digest
        self._own, self._policy, self._is_instance = own, policy, _remembering(is_instance)
        self._known: Meeting | None = None
        self._described: tuple[Engagement, ...] | None = None
        self._people: dict[str, list[Attendee]] = {}  # of items answered once more since all was folded
        for fact in heard:
            self._remember(fact)

    def hear(self, fact: Fact) -> Verdict:
        """The verdict on `fact`, given those heard before."""
        return self.hear_all([fact])[0]

    def hear_all(self, facts: Sequence[Fact]) -> list[Verdict]:
        """The verdicts on the facts of one message: it arrives whole, so they are judged against what was before it."""
        if self._known is None:
            self._known = self._replay()
        known, stood = self._known, self.engagements()
        repeated = []
        for fact in facts:
            heard = self._same.get((fact.method, fact.digest), ())
            repeated.append(any(_same(fact, one, known) for one in heard))
            self._remember(fact)
        now = self._known = self._take(known, stood, facts)
        items = _by_key(stood), _by_key(self.engagements())
        return [
            Verdict("DUPLICATE", "any.duplicate") if again else _verdict(known, now, items, fact)
            for fact, again in zip(facts, repeated, strict=True)
        ]

    def engagements(self) -> tuple[Engagement, ...]:
        """The fold of everything heard."""
        if self._described is None:
            self._described = described(self._known or self._replay())
        return self._described

    def _remember(self, fact: Fact) -> None:
        self._facts.append(fact)
        self._same.setdefault((fact.method, fact.digest), []).append(fact)

    def _take(self, known: Meeting, stood: tuple[Engagement, ...], facts: Sequence[Fact]) -> Meeting:
        """The meeting with these facts: a thousand answers must not cost a thousand folds of all before them."""
        fact = facts[0]
        item = one_more.lay(known, fact) if len(facts) == 1 else None
        if item is None:
            self._people, self._described = {}, None
            return self._replay()
        if fact.method == "COUNTER":
            self._described = proposed_once_more(known, stood, item)
        elif known.notes[fact.id][0] in {"APPLIED", "OUTDATED_ANSWER"}:
            who = reply.replier(known, fact)
            assert who is not None  # noqa: S101 - the note says so
            people = self._people_of(known, item, known.key(fact.key))
            self._described = answered_once_more(known, stood, item, people, who.address)
        return known

    def _people_of(self, known: Meeting, item: Item, key: str) -> list[Attendee]:
        if key not in self._people:
            self._people[key] = reply.attendees(known, item)
        return self._people[key]

    def _replay(self) -> Meeting:
        return replay(self._facts, self._own, self._policy, self._is_instance)


def _verdict(
    known: Meeting, now: Meeting, items: tuple[dict[str, Engagement], dict[str, Engagement]], fact: Fact
) -> Verdict:
    note = _stale(known, now, fact) or now.notes.get(fact.id, UNTOLD)
    stood, stands = items
    before, after = _changed(stood.get(_place(known, fact)), stands.get(_place(now, fact)))
    return Verdict(note[0], note[1], before, after)


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


def _stale(known: Meeting, now: Meeting, fact: Fact) -> Note | None:
    """Whether the organiser's word on this item was already newer when this came in."""
    if fact.method not in ORGANISER_METHODS or now.notes.get(fact.id, ("", ""))[0] not in {"APPLIED", "ORPHAN"}:
        return None
    before: Item | None = known.items.get(_place(now, fact))
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


def _by_key(engagements: tuple[Engagement, ...]) -> dict[str, Engagement]:
    return {one.recurrence_id.key if one.recurrence_id else "": one for one in engagements}


def _changed(
    before: Engagement | None, after: Engagement | None
) -> tuple[dict[str, object] | None, dict[str, object] | None]:
    if after is None or before == after:
        return None, None
    names = [field.name for field in fields(Engagement)]
    if before is None:
        return None, {name: getattr(after, name) for name in names}
    differing = [name for name in names if getattr(before, name) != getattr(after, name)]
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
