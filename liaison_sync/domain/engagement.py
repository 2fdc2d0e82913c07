"""Engagement: a meeting as everything known about it says, whatever the order it was learned in.

`fold` is pure: sort the facts of one UID, apply them, and describe the master and each instance that differs from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from liaison_sync.domain.authority import FoldPolicy
from liaison_sync.domain.contradiction import contradictions
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.folding import replay
from liaison_sync.domain.invitation import Attendee, Invitation, Moment
from liaison_sync.domain.itip import reply
from liaison_sync.domain.itip.meeting import IsInstance, Item, Meeting, Proposal
from liaison_sync.domain.scheduling import Status, status
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.wall_time import as_patterned, canonical_key


@dataclass(frozen=True, slots=True)
class Participant:
    """An attendee as shown; `counted` is False for somebody nobody invited."""

    address: str
    name: str
    partstat: str
    role: str
    delegated_to: tuple[str, ...] = ()
    delegated_from: tuple[str, ...] = ()
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Engagement:
    """One meeting or one instance of a series, with the fields `inspect engagements` prints."""

    uid: str
    recurrence_id: Moment | None
    status: Status
    observer: bool
    start: Moment | None
    end: Moment | None
    title: str
    location: str
    join_url: str | None
    sequence: int
    organizer: str | None
    attendees: tuple[Participant, ...]
    rrule: str | None
    exdates: tuple[Moment, ...] = ()
    rdates: tuple[Moment, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    flags: tuple[str, ...] = ()


def fold(
    facts: Iterable[Fact], *, own: frozenset[str], policy: FoldPolicy, is_instance: IsInstance
) -> tuple[Engagement, ...]:
    """The engagements of one UID: the master, then its instances in time; () where nobody has described it yet.

    `own` are our addresses, lower-cased. `is_instance(master, moment)` says whether a series has that instance.
    """
    return described(replay(facts, own, policy, is_instance))


def described(meeting: Meeting) -> tuple[Engagement, ...]:
    """The working meeting as values."""
    return in_order(described_by_key(meeting))


def described_by_key(meeting: Meeting) -> dict[str, Engagement]:
    """The same by RECURRENCE-ID key ("" is the master)."""
    return {key: _describe(meeting, item) for key, item in meeting.items.items() if _visible(meeting, item)}


def in_order(engagements: Mapping[str, Engagement]) -> tuple[Engagement, ...]:
    """The master, then its instances in time."""
    return tuple(engagements[key] for key in sorted(engagements))


def _visible(meeting: Meeting, item: Item) -> bool:
    return bool(item.shown or (item.derived and meeting.master))


def describe_again(meeting: Meeting, stood: dict[str, Engagement], key: str) -> None:
    """`stood` after the item `key` alone was folded anew; the series tells which of its EXDATEs were given back."""
    item = meeting.items.get(key)
    if item is not None and _visible(meeting, item):
        stood[key] = _describe(meeting, item)
    else:
        stood.pop(key, None)
    if meeting.master is not None and meeting.master.recurrence.exdates:
        stood[""] = _describe(meeting, meeting.items[""])


def answered_once_more(
    meeting: Meeting, stood: dict[str, Engagement], item: Item, people: list[Attendee], address: str
) -> None:
    """`stood` after `address`, whom the organiser lists, has answered `item`; `people` of that item is kept up to date.

    Instances nobody described show the answers to their series, or to the split before them.
    """
    place = next(n for n, who in enumerate(people) if who.address == address)
    people[place] = who = reply.answered(item.asked[address], item.answers.get(address))
    one = stood[item.place]
    shown = (*one.attendees[:place], _participant(who), *one.attendees[place + 1 :])
    flags = tuple(sorted({*one.flags, *item.flags}))
    stood[item.place] = replace(one, attendees=shown, status=status(meeting, item, people, one.start), flags=flags)
    for key in stood if item.place == "" or item.split is not None else ():
        other = meeting.items[key]
        if other is not item and other.version is None:
            stood[key] = _describe(meeting, other)


def proposed_once_more(meeting: Meeting, stood: dict[str, Engagement], item: Item) -> None:
    """`stood` after somebody has proposed another time for `item`."""
    stood[item.place] = _described_again(meeting, stood[item.place], item)


def _described_again(meeting: Meeting, one: Engagement, item: Item) -> Engagement:
    people = reply.attendees(meeting, item)
    assert item.version is not None  # noqa: S101 - only a described item is laid over
    flags = _flags(meeting, item, item.version, one.start)
    return replace(one, proposals=tuple(item.proposals), status=status(meeting, item, people, one.start), flags=flags)


def _participant(who: Attendee, *, counted: bool = True) -> Participant:
    return Participant(
        who.address, who.name, who.partstat, who.role, who.delegated_to, who.delegated_from, counted=counted
    )


def _describe(meeting: Meeting, item: Item) -> Engagement:
    said = _shown(meeting, item)
    assert said is not None  # noqa: S101 - described() looked
    people = reply.attendees(meeting, item)
    start, end = _times(meeting, item, said)
    latest = item.latest
    own_series = item.recurrence_id is None
    return Engagement(
        uid=said.uid,
        recurrence_id=item.recurrence_id,
        status=status(meeting, item, people, start),
        observer=observer(meeting, people, item),
        start=start,
        end=end,
        title=said.title,
        location=said.location,
        join_url=said.join_url,
        sequence=max(said.sequence, latest.invitation.sequence if latest else 0),
        organizer=meeting.organizer or None,
        attendees=_participants(item, people),
        rrule="\n".join(said.recurrence.rrules) or None if own_series else None,
        exdates=_exdates(meeting, said) if own_series else (),
        rdates=_rdates(meeting, said) if own_series else (),
        proposals=tuple(item.proposals),
        flags=_flags(meeting, item, said, start),
    )


def _shown(meeting: Meeting, item: Item) -> Invitation | None:
    """Its own words; for an instance nobody described, those of its series; for a tombstone, the cancellation's."""
    return item.version or _pattern(meeting, item) or item.shown


def _pattern(meeting: Meeting, item: Item) -> Invitation | None:
    """What an instance follows that nobody described: a split of its series, or the series."""
    series = meeting.pattern(item.recurrence_id.key) if item.recurrence_id else None
    return (series.split.said.invitation if series.split else series.version) if series else None


def _times(meeting: Meeting, item: Item, said: Invitation) -> tuple[Moment | None, Moment | None]:
    """An instance nobody described starts where its series or the split before it has it, and lasts as long."""
    if item.version is not None or item.recurrence_id is None:
        return said.start, said.end
    series = _pattern(meeting, item)
    if series is None:
        return said.start or item.recurrence_id, said.end
    return as_patterned(item.recurrence_id, series)


def observer(meeting: Meeting, people: list[Attendee], item: Item) -> bool:
    """Whether none of our mailboxes is asked or asks."""
    involved = meeting.organizer in meeting.own or any(who.address in meeting.own for who in people)
    return not (involved or item.uninvited)


def _participants(item: Item, people: list[Attendee]) -> tuple[Participant, ...]:
    counted = [_participant(who) for who in people]
    known = {who.address for who in people}
    guests = [
        _participant(who, counted=False)
        for address, fact in sorted(item.guests.items())
        for who in fact.invitation.attendees
        if who.address == address and address not in known
    ]
    return tuple(counted + guests)


def _exdates(meeting: Meeting, said: Invitation) -> tuple[Moment, ...]:
    """Without those an instance described later has given back."""
    alive = {key for key, item in meeting.items.items() if item.version is not None and item.cancel is None}
    return tuple(moment for moment in said.recurrence.exdates if canonical_key(moment, said.start) not in alive)


def _rdates(meeting: Meeting, said: Invitation) -> tuple[Moment, ...]:
    sent = {start.key: start for start, _ in said.recurrence.rdates}
    for key, item in meeting.items.items():
        if item.added and item.recurrence_id is not None:
            sent.setdefault(key, item.recurrence_id)
    return tuple(sent[key] for key in sorted(sent))


def _flags(meeting: Meeting, item: Item, said: Invitation, start: Moment | None) -> tuple[str, ...]:
    flags = set(item.flags) | set(said.flags)
    if item.recurrence_id is None or meeting.master is None:
        flags |= meeting.flags
    if start is not None and start.source == "unresolved":
        flags.add("zone_unresolved")
    if item.source is not None and item.version is not None:
        flags |= {f"text_conflict:{kind}" for kind in contradictions(item.source.meetings, item.version)}
    flags |= {f"uninvited_guest:{address}" for address in item.guests}
    flags |= {f"proposal_{flag}" for one in item.proposals for flag in one.flags if one.state == "open"}
    return tuple(sorted(flags))
