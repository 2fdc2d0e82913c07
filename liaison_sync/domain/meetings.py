"""Engagements kept true as facts arrive: verdicts on the new ones, the fold of each UID, and its occurrences."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, is_dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from liaison_sync.domain.authority import FoldPolicy
from liaison_sync.domain.candidate import occurrence_status
from liaison_sync.domain.changes import Change, EngagementFolded, EngagementRow, FactPut, OccurrenceRow
from liaison_sync.domain.engagement import Engagement, described
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.folding import replay
from liaison_sync.domain.invitation import Invitation, Moment
from liaison_sync.domain.itip.meeting import IsInstance, Meeting
from liaison_sync.domain.untold import Untold
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.verdict import Judge, Verdict

MAX_JUDGED_ANEW = 500  # facts of one UID: each costs a replay of all before it


@dataclass(frozen=True, slots=True)
class Instance:
    """One occurrence as the expander hands it over; `recurrence_id` is None for a single meeting."""

    recurrence_id: Moment | None
    start: Moment
    end: Moment | None
    cancelled: bool


Expand = Callable[[Sequence[Invitation]], Sequence[Instance]]
"""Master and overrides of one UID to the occurrences within the horizon, guarded."""


@dataclass(frozen=True, slots=True)
class Folding:
    """What a fold needs from above: our addresses, the policy of trust, and the recurrence functions."""

    own: frozenset[str]
    policy: FoldPolicy
    is_instance: IsInstance
    expand: Expand
    dump: Callable[[Any], Any]  # a value as a JSON document


@dataclass(frozen=True, slots=True)
class Places:
    """Where a message stands, so that its engagement can be found there: key → thread, partner."""

    threads: Mapping[str, str]
    partners: Mapping[str, str | None]


def refold(
    known: Mapping[str, Sequence[Fact]], arrived: Sequence[Fact], places: Places, folding: Folding
) -> tuple[Change, ...]:
    """Judge each fact against what was received before it, then fold every UID touched.

    Folders are read one after another, so what was received first may arrive last: what stood after it is judged anew.
    """
    changes: list[Change] = []
    for uid in dict.fromkeys(fact.uid for fact in arrived):
        before = {fact.id: fact for fact in known.get(uid, ())}
        facts = {**{fact.id: fact for fact in arrived if fact.uid == uid}, **before}
        changes += _judged(sorted(facts.values(), key=_received), before, folding)
        changes.append(folded(uid, facts.values(), places, folding))
    return tuple(changes)


def _received(fact: Fact) -> tuple[datetime, str, str]:
    return fact.received_at, fact.message, fact.id


def _judged(ordered: Sequence[Fact], before: Collection[str], folding: Folding) -> Iterator[FactPut]:
    """The verdicts from the first new fact on; `before` are the ids of those judged already."""
    first = next((n for n, fact in enumerate(ordered) if fact.id not in before), len(ordered))
    rest = ordered[first:]
    judge = Judge(folding.own, folding.policy, folding.is_instance, heard=ordered[:first])
    anew = sum(fact.id in before for fact in rest) <= MAX_JUDGED_ANEW
    for _, message in groupby(rest, key=lambda fact: (fact.received_at, fact.message)):
        together = list(message)
        for fact, verdict in zip(together, judge.hear_all(together), strict=True):
            if anew or fact.id not in before:
                yield _put(fact, verdict, folding)


def _put(fact: Fact, verdict: Verdict, folding: Folding) -> FactPut:
    return FactPut(
        id=fact.id,
        uid=fact.uid,
        received_at=fact.received_at,
        mailbox=fact.mailbox,
        message=fact.message,
        document=folding.dump(fact),
        verdict=verdict.verdict,
        rule=verdict.rule,
        before=_plain(verdict.before),
        after=_plain(verdict.after),
    )


def _plain(value: Any) -> Any:
    """JSON types for the fields of a verdict."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(one) for name, one in asdict(value).items() if one not in (None, (), "")}
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, (tuple, list, frozenset)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, (datetime, date)) else value


def folded(uid: str, facts: Iterable[Fact], places: Places, folding: Folding) -> EngagementFolded:
    """The engagement of one UID with the rows that stand for it."""
    ordered = sorted(facts, key=_received)
    meeting = replay(ordered, folding.own, folding.policy, folding.is_instance)
    found = described(meeting)
    # Of facts received in the same second the message decides, whichever mailbox it came through.
    messages = list(dict.fromkeys(f.message for f in sorted(ordered, key=lambda f: (f.received_at, f.message))))
    thread = thread_of(messages, places.threads)
    partner = next((p for m in messages if (p := places.partners.get(m))), None)
    rows = tuple(_row(one, partner, thread, folding) for one in found)
    return EngagementFolded(uid, rows, tuple(_occurrences(uid, meeting, found, folding.expand)))


def thread_of(messages: Iterable[str], threads: Mapping[str, str]) -> str | None:
    """Where an engagement is found: in the thread of the first message about it, by when it was received."""
    return next((threads[m] for m in messages if m in threads), None)


def engagement_key(uid: str, recurrence_id: Moment | None) -> str:
    """The derived key of an engagement, and of the occurrence that bears this recurrence-id."""
    words = f"{uid}\0{recurrence_id.key if recurrence_id else ''}"
    return "e" + sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _row(one: Engagement, partner: str | None, thread: str | None, folding: Folding) -> EngagementRow:
    return EngagementRow(
        key=engagement_key(one.uid, one.recurrence_id),
        uid=one.uid,
        recurrence_id=one.recurrence_id.key if one.recurrence_id else None,
        status=one.status,
        title=one.title,
        partner=partner,
        thread=thread,
        ours=(one.organizer or "") in folding.own,
        document=folding.dump(one),
    )


def _occurrences(uid: str, meeting: Meeting, found: Sequence[Engagement], expand: Expand) -> Iterator[OccurrenceRow]:
    by_id = {one.recurrence_id.key if one.recurrence_id else "": one for one in found}
    untold = Untold.of(meeting)
    for instance in expand(list(_described(meeting))):
        named = instance.recurrence_id
        engagement = by_id.get(named.key if named else "")
        if engagement is None and "" in by_id:
            engagement = by_id[""]
            status = untold.status(named, instance.start) if named else None
            engagement = replace(engagement, status=status) if status else engagement
        if engagement is not None:
            yield _occurrence(uid, instance, engagement)


def _described(meeting: Meeting) -> Iterator[Invitation]:
    """The series, its splits and cuts, and its instances; an added one is named by its start."""
    for item in meeting.items.values():
        if item.version is not None:
            yield replace(
                item.version,
                recurrence_id=item.recurrence_id,
                this_and_future=item.split is not None and item.split.said is item.source,
            )
        if item.split is not None and item.split.said is not item.source:
            yield replace(item.split.said.invitation, recurrence_id=item.recurrence_id)
        if item.cut is not None:
            yield replace(item.cut.invitation, recurrence_id=item.recurrence_id)


def _occurrence(uid: str, instance: Instance, engagement: Engagement) -> OccurrenceRow:
    end = instance.end or instance.start
    return OccurrenceRow(
        key=engagement_key(uid, instance.recurrence_id),
        uid=uid,
        engagement=engagement_key(uid, engagement.recurrence_id),
        start=instance.start.utc,
        end=end.utc,
        all_day=instance.start.all_day,
        zone=instance.start.zone,
        status="cancelled" if instance.cancelled else occurrence_status(engagement.status, engagement.flags),
    )
