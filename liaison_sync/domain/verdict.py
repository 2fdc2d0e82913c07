"""Verdict: what a fact did when it was received, judged against the facts received before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from liaison_sync.domain.authority import FoldPolicy
from liaison_sync.domain.engagement import Engagement, described
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.folding import ORGANISER_METHODS, replay
from liaison_sync.domain.invitation import Invitation, Moment
from liaison_sync.domain.itip.meeting import IsInstance, Item, Meeting, Note, VerdictKind


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
        self.facts: list[Fact] = list(heard)
        self._own, self._policy, self._is_instance = own, policy, _remembering(is_instance)
        self._known: Meeting | None = None
        self._described: tuple[Engagement, ...] | None = None

    def hear(self, fact: Fact) -> Verdict:
        """The verdict on `fact`, given those heard before."""
        known = self._known or self._replay()
        repeated = any(_same(fact, one, known) for one in self.facts)
        stood = self.engagements()
        self.facts.append(fact)
        self._known = now = self._replay()
        self._described = described(now)
        if repeated:
            return Verdict("DUPLICATE", "any.duplicate")
        note = _stale(known, now, fact) or now.notes.get(fact.id, ("NOTED", "any.noted"))
        before, after = _changed(_found(stood, known, fact), _found(self._described, now, fact))
        return Verdict(note[0], note[1], before, after)

    def engagements(self) -> tuple[Engagement, ...]:
        """The fold of everything heard."""
        if self._described is None:
            self._described = described(self._known or self._replay())
        return self._described

    def _replay(self) -> Meeting:
        return replay(self.facts, self._own, self._policy, self._is_instance)


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
    if fact.digest != one.digest or fact.method != one.method:
        return False
    refused = known.notes.get(one.id, ("NOTED", ""))[0] in {"LOW_TRUST", "NOT_AUTHORISED", "QUARANTINED"}
    return not refused


def _stale(known: Meeting, now: Meeting, fact: Fact) -> Note | None:
    """Whether the organiser's word on this item was already newer when this came in."""
    if fact.method not in ORGANISER_METHODS or now.notes.get(fact.id, ("", ""))[0] not in {"APPLIED", "ORPHAN"}:
        return None
    before: Item | None = known.items.get(now.key(fact.key))
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


def _found(engagements: tuple[Engagement, ...], meeting: Meeting, fact: Fact) -> Engagement | None:
    key = meeting.key(fact.key)
    if fact.method == "ADD" and not key and fact.invitation.start:
        key = fact.invitation.start.key
    return next((one for one in engagements if (one.recurrence_id.key if one.recurrence_id else "") == key), None)


def _changed(
    before: Engagement | None, after: Engagement | None
) -> tuple[dict[str, object] | None, dict[str, object] | None]:
    if after is None or before == after:
        return None, None
    names = [field.name for field in fields(Engagement)]
    if before is None:
        return None, {name: getattr(after, name) for name in names}
    differing = [name for name in names if getattr(before, name) != getattr(after, name)]
    return {name: getattr(before, name) for name in differing}, {name: getattr(after, name) for name in differing}
