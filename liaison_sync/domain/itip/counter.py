"""COUNTER and DECLINECOUNTER (RFC 5546 §3.2.7, §3.2.8): another time is proposed; the original stays in force."""

from __future__ import annotations

from dataclasses import replace

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.itip import reply
from liaison_sync.domain.itip.meeting import Item, Meeting, Note, Proposal


def proposals(meeting: Meeting, counters: list[Fact], declines: list[Fact]) -> None:
    """Open what attendees propose, then close what the organiser has answered."""
    for fact in counters:
        meeting.notes[fact.id] = _open(meeting, fact)
        meeting.last_counter = fact.order, fact.id
    meeting.declined = bool(declines)
    for fact in declines:
        meeting.notes[fact.id] = _decline(meeting, fact)
    for item in meeting.items.values():
        item.proposals = [_answered_by_request(item, proposal) for proposal in item.proposals]


def one_more(meeting: Meeting, fact: Fact) -> Item | None:
    """The described item a newest proposal is about, with that proposal laid over; None where all must be folded."""
    item = meeting.known(fact)
    earlier = meeting.last_counter
    if item is None or item.version is None or meeting.declined or (earlier and earlier >= (fact.order, fact.id)):
        return None
    meeting.notes[fact.id] = _open(meeting, fact)
    meeting.last_counter = fact.order, fact.id
    item.proposals = [_answered_by_request(item, proposal) for proposal in item.proposals]
    return item


def _open(meeting: Meeting, fact: Fact) -> Note:
    item = meeting.known(fact)
    if item is None and meeting.master and fact.recurrence_id:
        if not meeting.is_instance(meeting.master, fact.recurrence_id):
            return "BAD_INSTANCE", "counter.not_an_instance"
        item = Item(meeting.moment(fact), derived=True)
    if item is None:
        return "ORPHAN", "counter.unknown_meeting"
    who = reply.replier(meeting, fact) or _proposer(meeting, item, fact)
    if who is None:
        return ("NOT_AUTHORISED" if meeting.authority.authentic(fact) else "LOW_TRUST"), "counter.not_an_attendee"
    address = who if isinstance(who, str) else who.address
    if address not in {known.address for known in reply.attendees(meeting, item)}:
        return "UNINVITED_GUEST", "counter.uninvited"
    meeting.items.setdefault(meeting.key(fact.key), item)
    return _propose(meeting, item, fact, address)


def _proposer(meeting: Meeting, item: Item, fact: Fact) -> str | None:
    """A COUNTER may list everybody (RFC 5546 §3.2.7): then the sender is the one who proposes."""
    known = (who.address for who in reply.attendees(meeting, item))
    return next((address for address in known if meeting.authority.speaks_for(fact, address)), None)


def _propose(meeting: Meeting, item: Item, fact: Fact, address: str) -> Note:
    said = fact.invitation
    flags = tuple(flag for flag, holds in (("null", _is_null(item, meeting, fact)), ("past", _is_past(fact))) if holds)
    # What the organiser answered, it answered to the last of them; what was declined is told after all are known.
    item.proposals = [replace(one, state="superseded") if one.by == address else one for one in item.proposals]
    comment = said.comment or said.description
    opened = Proposal(address, said.start, said.end, comment, said.sequence, flags=flags)
    if _accepted_since(meeting, fact, address):
        item.proposals.append(replace(opened, state="superseded"))
        return "OUTDATED_ANSWER", "counter.outdated"
    item.proposals.append(opened)
    if _answered_by_request(item, opened).state != "open":
        return "OUTDATED_ANSWER", "counter.outdated"
    return "APPLIED", "counter.null" if "null" in flags else "counter.open"


def _accepted_since(meeting: Meeting, fact: Fact, address: str) -> bool:
    """Who later comes to the time as it stands asks for no other one."""
    accepted = meeting.accepted.get((meeting.key(fact.key), address))
    return accepted is not None and accepted[:2] > fact.order[:2]


def _answering(item: Item, meeting: Meeting, fact: Fact) -> Invitation | None:
    """The version a proposal is about: the newest that is not newer than its SEQUENCE."""
    versions = [version.invitation for version in item.history or _series_history(meeting)]
    return next((one for one in reversed(versions) if one.sequence <= fact.invitation.sequence), None)


def _series_history(meeting: Meeting) -> list[Fact]:
    return meeting.items[""].history if "" in meeting.items else []


def _is_null(item: Item, meeting: Meeting, fact: Fact) -> bool:
    said, about = fact.invitation, _answering(item, meeting, fact)
    if about is None or said.start is None:
        return said.start is None
    start = item.recurrence_id if item.version is None and item.recurrence_id else about.start
    same_end = item.version is None or said.end is None or about.end is None or said.end.key == about.end.key
    return start is not None and said.start.key == start.key and same_end


def _is_past(fact: Fact) -> bool:
    said = fact.invitation
    return bool(said.start and said.start.utc and said.dtstamp and said.start.utc < said.dtstamp)


def _decline(meeting: Meeting, fact: Fact) -> Note:
    item = meeting.known(fact)
    named = {who.address for who in fact.invitation.attendees}
    hit = [one for one in item.proposals if not named or one.by in named] if item else []
    hit = [one for one in hit if one.sequence <= fact.invitation.sequence]
    if item is None or not hit:
        return "ORPHAN", "declinecounter.no_proposal"
    exact = [one for one in hit if _same_start(one, fact)]
    closed = exact or hit
    item.proposals = [
        replace(one, state="declined") if one in closed and one.state == "open" else one for one in item.proposals
    ]
    return "APPLIED", "declinecounter.closed"


def _same_start(proposal: Proposal, fact: Fact) -> bool:
    start = fact.invitation.start
    return bool(start and proposal.start and start.key == proposal.start.key)


def _takes(version: Invitation, proposal: Proposal) -> bool:
    """Whether the organiser's version has the proposed times; a proposal may leave its end open."""
    if version.start is None or proposal.start is None or version.start.key != proposal.start.key:
        return False
    return proposal.end is None or version.end is None or version.end.key == proposal.end.key


def _answered_by_request(item: Item, proposal: Proposal) -> Proposal:
    """The organiser's next REQUEST answers it: with the proposed times it was accepted, else superseded."""
    if proposal.state != "open" or "null" in proposal.flags:
        return proposal
    for version in (fact.invitation for fact in item.history):
        if _takes(version, proposal) and version.sequence >= proposal.sequence:
            return replace(proposal, state="accepted")
        if version.sequence > proposal.sequence:
            return replace(proposal, state="superseded")
    return proposal
