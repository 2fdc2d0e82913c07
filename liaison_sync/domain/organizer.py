"""Whose meeting a UID is: the first organiser's, until it is cancelled or handed on inside the organisation.

"First" is by DTSTAMP, not by arrival: the answer must be the same in every order of delivery. A DTSTAMP is its writer's
own claim, though: whoever a server of ours has heard a whole day before all others is not displaced by an older stamp.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.itip.meeting import Meeting, Note

DAY = timedelta(days=1)
_AFTER_ALL = datetime(9999, 12, 31, tzinfo=UTC)


def settle(meeting: Meeting, facts: list[Fact], answered: frozenset[str]) -> list[Fact]:
    """Those of `facts` that may speak for this meeting; the others are noted as quarantined.

    `answered` are the organisers our own replies named: whom we have answered nobody else can displace.
    """
    if not facts:
        return []
    voices = {_organizer(fact) for fact in facts}
    meeting.sole_voice = len(voices) == 1
    if len(voices) == 1:
        meeting.organizer = voices.pop()
        return facts
    accepted, past = _line_of_owners(meeting, facts, answered)
    for fact in facts:
        if fact.id in past:
            meeting.notes[fact.id] = ("STALE", f"{fact.method.lower()}.former_organiser")
        elif fact.id not in accepted:
            meeting.notes[fact.id] = _refused(meeting, fact)
    return [fact for fact in facts if fact.id in accepted]


def _refused(meeting: Meeting, fact: Fact) -> Note:
    name = fact.method.lower()
    if meeting.organizer in meeting.own:
        return "NOT_AUTHORISED", f"{name}.we_organise"
    if fact.method != "REQUEST":
        return "NOT_AUTHORISED", f"{name}.not_the_organiser"
    meeting.flags.add("organizer_change")
    return "QUARANTINED", "request.organizer_change"


def _line_of_owners(meeting: Meeting, facts: list[Fact], answered: frozenset[str]) -> tuple[set[str], set[str]]:
    """Ids of the facts of the owner in force, and of former ones whose meeting was cancelled before another began.

    Inside an organisation a meeting is handed on and its SEQUENCE goes on; after a cancellation it starts anew.
    """
    line = sorted(facts, key=lambda fact: (_stamp(fact), fact.order))
    known = [fact for fact in line if _organizer(fact) in meeting.own]
    known = known or [fact for fact in line if _organizer(fact) in answered]
    owner = _organizer(known[0]) if known else _first_voice(line)
    owners, accepted, past = {owner}, set[str](), set[str]()
    cancelled = False
    for fact in line:
        voice = _organizer(fact)
        if voice not in owners and not (_invites(fact) and _may_take_over(meeting, owner, voice, cancelled)):
            continue
        if voice not in owners and cancelled:
            owners, accepted, past = set(), set(), past | accepted
        if _invites(fact):
            owner = voice
            owners.add(voice)
        if fact.recurrence_id is None:
            cancelled = _cancels_all(fact)
        accepted.add(fact.id)
    meeting.organizer = owner
    return accepted, past


def _invites(fact: Fact) -> bool:
    return fact.method in {"REQUEST", "SNAPSHOT"}


def _cancels_all(fact: Fact) -> bool:
    """Not where only somebody's place was taken back: that meeting goes on."""
    said = fact.invitation
    return (said.status or "").upper() == "CANCELLED" or (fact.method == "CANCEL" and not said.attendees)


def _may_take_over(meeting: Meeting, owner: str, voice: str, cancelled: bool) -> bool:
    if owner in meeting.own:
        return voice in meeting.own
    who = meeting.authority
    return cancelled or voice in who.accepted_organizers or who.same_person(voice, owner) or who.within(voice, owner)


def _organizer(fact: Fact) -> str:
    organizer = fact.invitation.organizer
    if organizer and organizer.address:
        return organizer.address
    return fact.mailbox if fact.role == "calendar" else fact.sender


def _first_voice(line: list[Fact]) -> str:
    """Who came first by its own stamp, unless somebody was heard a day or more before it."""
    heard: dict[str, datetime] = {}
    for fact in line:
        voice = _organizer(fact)
        heard[voice] = min(heard.get(voice, fact.received_at), fact.received_at)
    first = _organizer(line[0])
    earliest = min(heard.values())
    if heard[first] - earliest < DAY:
        return first
    return next(_organizer(fact) for fact in line if heard[_organizer(fact)] == earliest)


def _stamp(fact: Fact) -> datetime:
    """Who leaves its stamp out is not for that the first."""
    return fact.invitation.dtstamp or _AFTER_ALL
