"""The fold itself: facts of one UID, sorted and applied method by method; the order of arrival plays no part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from liaison_sync.domain.authority import Authority, FoldPolicy, authority
from liaison_sync.domain.fact import Fact, HumanAct, Snapshot
from liaison_sync.domain.invitation import Attendee, Invitation, Moment
from liaison_sync.domain.itip import add, cancel, counter, refresh, reply, request, snapshot
from liaison_sync.domain.itip.meeting import IsInstance, Meeting, Note
from liaison_sync.domain.organizer import settle
from liaison_sync.domain.overrides import reconcile
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.wall_time import canonical

Side = Literal["organiser", "attendee", "calendar", "act"]
ORGANISER_METHODS = frozenset({"REQUEST", "ADD", "CANCEL", "DECLINECOUNTER"})
ATTENDEE_METHODS = frozenset({"REPLY", "COUNTER", "REFRESH"})


@dataclass(slots=True)
class Sorted:
    """One UID's facts by what they are, each list in its party's own order."""

    organiser: list[Fact]
    weak: list[Fact]  # what may at most create UNVERIFIED
    answers: list[Fact]
    delegations: list[Fact]  # an attendee's own REQUEST to whom it sends instead
    counters: list[Fact]
    declines: list[Fact]
    refreshes: list[Fact]
    calendar: list[Fact]
    readings: list[Fact]  # every snapshot, whoever's word it is


def replay(facts: Iterable[Fact], own: frozenset[str], policy: FoldPolicy, is_instance: IsInstance) -> Meeting:
    """Everything known of one UID, with what each fact did in its place (`Meeting.notes`)."""
    unique = sorted({fact.id: fact for fact in facts}.values(), key=lambda fact: (fact.order, fact.id))
    who = authority(unique, own, policy)
    meeting = Meeting(who, is_instance)
    parts = _sort_out(meeting, unique)
    believed = settle(meeting, parts.organiser, _answered_organisers(parts.answers))
    if not any(fact.method != "DECLINECOUNTER" for fact in believed):
        believed, parts.delegations = _unverified(meeting, parts.weak), []
    else:
        _refuse_strangers(meeting, parts.weak)
    meeting.newest_series = _newest_series(believed)
    meeting.named = _canonical_names(unique, meeting.newest_series)
    for fact in believed:
        if fact.method != "DECLINECOUNTER":
            meeting.notes.setdefault(fact.id, _apply(meeting, fact))
    reconcile(meeting)
    believed_ids = {fact.id for fact in believed}
    _lay_over(meeting, parts, [fact for fact in parts.declines if fact.id in believed_ids])
    return meeting


def _newest_series(believed: list[Fact]) -> Invitation | None:
    not_described = {"ADD", "CANCEL", "DECLINECOUNTER"}
    found = (fact for fact in reversed(believed) if not fact.key and fact.method not in not_described)
    newest = next(found, None)
    return newest.invitation if newest else None


def _canonical_names(facts: list[Fact], series: Invitation | None) -> dict[str, Moment]:
    """RECURRENCE-IDs as the series would write them: a DATE or a floating time names the same instance (P6)."""
    start = series.start if series else None
    if start is None:
        return {}
    named = {fact.key: fact.recurrence_id for fact in facts if fact.recurrence_id}
    return {key: canonical(moment, start) for key, moment in named.items()}


def _answered_organisers(answers: list[Fact]) -> frozenset[str]:
    """Whom we wrote back to, by the copies in our Sent folders."""
    named = (fact.invitation.organizer for fact in answers if fact.role == "sent")
    return frozenset(organizer.address for organizer in named if organizer)


def _apply(meeting: Meeting, fact: Fact) -> Note:
    match fact.method:
        case "CANCEL":
            return cancel.apply(meeting, fact)
        case "ADD":
            return add.apply(meeting, fact)
        case _:
            return request.apply(meeting, fact)


def _lay_over(meeting: Meeting, parts: Sorted, declines: list[Fact]) -> None:
    reply.answers(meeting, parts.answers + parts.delegations + snapshot.as_answers(parts.calendar))
    counter.proposals(meeting, parts.counters, declines)
    for fact in parts.refreshes:
        meeting.notes[fact.id] = refresh.apply(meeting, fact)
    snapshot.existence(meeting, parts.readings)
    for fact in (*parts.organiser, *parts.calendar):
        if fact.method == "SNAPSHOT":
            meeting.notes[fact.id] = snapshot.renamed(meeting.notes[fact.id])


def _refuse_strangers(meeting: Meeting, weak: list[Fact]) -> None:
    """Somebody proven to be another person may start an unverified meeting, but not touch one that is known."""
    for fact in weak:
        if meeting.notes[fact.id][1] == "request.not_the_organiser":
            meeting.notes[fact.id] = ("NOT_AUTHORISED", "request.not_the_organiser")


def _sort_out(meeting: Meeting, facts: list[Fact]) -> Sorted:
    parts = Sorted([], [], [], [], [], [], [], [], [])
    for fact in facts:
        if isinstance(fact.content, HumanAct):
            _sort_act(meeting, parts, fact, fact.content)
        elif _nameless_instance(fact):
            meeting.notes[fact.id] = ("UNPARSEABLE", "ics.recurrence_id_unreadable")
        elif isinstance(fact.content, Snapshot):
            _sort_snapshot(meeting, parts, fact)
        elif fact.method in ORGANISER_METHODS:
            _sort_organiser(meeting, parts, fact)
        elif fact.method in ATTENDEE_METHODS:
            {"REPLY": parts.answers, "COUNTER": parts.counters, "REFRESH": parts.refreshes}[fact.method].append(fact)
        else:
            parts.weak.append(fact)
            meeting.notes[fact.id] = ("NOTED", "publish.sighting")
    return parts


def _sort_act(meeting: Meeting, parts: Sorted, fact: Fact, act: HumanAct) -> None:
    """A person's word; the answer of a plain letter is laid over like any other of that attendee."""
    taken_back = fact.id in meeting.authority.taken_back
    meeting.notes[fact.id] = ("NOTED", "act.take_back") if taken_back else ("APPLIED", f"act.{act.kind}")
    if act.said is not None and not taken_back:
        parts.answers.append(fact)


def _nameless_instance(fact: Fact) -> bool:
    """It speaks of an instance nobody can tell: taken for the series, it would move or cancel the whole of it."""
    held = fact.content.invitation if isinstance(fact.content, Snapshot) else fact.content
    return isinstance(held, Invitation) and "recurrence_id_unreadable" in held.flags


def _sort_snapshot(meeting: Meeting, parts: Sorted, fact: Fact) -> None:
    content = fact.content
    feed = isinstance(content, Snapshot) and content.feed
    gone = isinstance(content, Snapshot) and content.invitation is None
    parts.readings.append(fact)
    if not feed and not gone and organizer_of(fact) == fact.mailbox:
        parts.organiser.append(fact)
        return
    meeting.notes[fact.id] = ("NOTED", "feed.sighting" if feed else "snapshot.sighting")
    if not feed:
        parts.calendar.append(fact)
    if not gone:
        parts.weak.append(fact)


def _sort_organiser(meeting: Meeting, parts: Sorted, fact: Fact) -> None:
    refusal = _refusal(meeting.authority, fact)
    if refusal is None:
        parts.organiser.append(fact)
        if fact.method == "DECLINECOUNTER":
            parts.declines.append(fact)
        return
    meeting.notes[fact.id] = refusal
    if fact.method == "REQUEST" and refusal[0] == "LOW_TRUST":
        parts.weak.append(fact)
    if fact.method == "REQUEST" and reply.delegator(meeting.authority, fact):
        parts.delegations.append(fact)


def _refusal(who: Authority, fact: Fact) -> Note | None:
    """Why this may not be the organiser's word, or None where it is."""
    name = fact.method.lower()
    organizer = organizer_of(fact)
    if fact.method != "DECLINECOUNTER" and not fact.invitation.start and fact.method != "CANCEL":
        return "UNPARSEABLE", f"{name}.no_start"
    if fact.candidate and fact.id not in who.confirmed_facts:
        return ("NOTED", "request.dismissed") if who.dismissed else ("LOW_TRUST", "request.candidate")
    sent_by = fact.invitation.organizer.sent_by if fact.invitation.organizer else None
    if who.speaks_for(fact, organizer, sent_by):
        return None
    if organizer in who.own:
        return "NOT_AUTHORISED", f"{name}.we_organise"
    if name == "request" and reply.delegator(who, fact):
        return "LOW_TRUST", "request.delegated"
    if fact.forwarded and name == "request":
        return "LOW_TRUST", "request.forwarded"
    if not who.authentic(fact):
        return "LOW_TRUST", f"{name}.low_trust"
    return ("LOW_TRUST" if name == "request" else "NOT_AUTHORISED"), f"{name}.not_the_organiser"


def organizer_of(fact: Fact) -> str:
    """ORGANIZER, or who sent it where a sloppy client left that out."""
    organizer: Attendee | None = fact.invitation.organizer
    if organizer and organizer.address:
        return organizer.address
    return fact.mailbox if fact.role == "calendar" else fact.sender


def _unverified(meeting: Meeting, weak: list[Fact]) -> list[Fact]:
    """The best of what nobody vouches for: our own calendar, then published data, then strangers' claims."""
    for level in (_in_our_calendar, _published, _claimed):
        chosen = [fact for fact in weak if level(fact)]
        if chosen:
            meeting.trusted = level is _in_our_calendar
            meeting.organizer = organizer_of(chosen[-1])
            return [fact for fact in chosen if organizer_of(fact) == meeting.organizer]
    return []


def _in_our_calendar(fact: Fact) -> bool:
    return fact.method == "SNAPSHOT"


def _published(fact: Fact) -> bool:
    return fact.method != "REQUEST"


def _claimed(fact: Fact) -> bool:
    return fact.method == "REQUEST"
