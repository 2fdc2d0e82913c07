"""REPLY (RFC 5546 §3.2.3): an attendee answers for itself, or names a delegate (§4.2.5).

Answers are laid over what the organiser asked and compared with it by SEQUENCE alone; one attendee's own answers are
ordered by that attendee's SEQUENCE and DTSTAMP.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from liaison_sync.domain.authority import Authority
from liaison_sync.domain.fact import Fact, HumanAct, Order
from liaison_sync.domain.invitation import Attendee
from liaison_sync.domain.itip.meeting import Item, Meeting, Note

MAX_DELEGATIONS = 5


def replier(meeting: Meeting, fact: Fact) -> Attendee | None:
    """The one attendee this message answers for, or None where it may speak for nobody it names."""
    if fact.method == "REQUEST":
        return delegator(meeting.authority, fact)
    named = fact.invitation.attendees
    if isinstance(fact.content, HumanAct):  # an officer has read it in the attendee's own letter
        return next((who for who in named if who.address == fact.content.subject), None)
    if fact.role == "calendar":
        return next((who for who in named if who.address == fact.mailbox), None)
    spoken = [who for who in named if meeting.authority.speaks_for(fact, who.address, who.sent_by)]
    itself = [who for who in spoken if meeting.authority.same_person(fact.sender, who.address)]
    spoken = itself or spoken  # whoever may speak for others of its house speaks for itself first
    if len(spoken) != 1:
        return None
    others = [who for who in named if who.address != spoken[0].address]
    linked = set(spoken[0].delegated_to) | set(spoken[0].delegated_from)
    return spoken[0] if all(who.address in linked for who in others) else None


def delegator(who: Authority, fact: Fact) -> Attendee | None:
    """Who hands its place on in its own REQUEST to the delegate (RFC 5546 §3.2.2.3); that says nothing else."""
    passed = (one for one in fact.invitation.attendees if one.partstat == "DELEGATED" and one.delegated_to)
    return next((one for one in passed if who.speaks_for(fact, one.address)), None)


def answers(meeting: Meeting, facts: list[Fact]) -> None:
    """Take each attendee's newest answer to each item."""
    touched: set[str] = set()
    onward: dict[tuple[str, str], Fact] = {}
    for fact in sorted(facts, key=_said):
        who = replier(meeting, fact)
        if who is None:
            meeting.notes[fact.id] = refused(meeting, fact)
            continue
        key = meeting.key(fact.key)
        remember_yes(meeting, key, fact, who)
        newest = meeting.answered.setdefault(key, {})
        earlier = newest.get(who.address)
        if earlier:
            meeting.notes[earlier.id] = _overtaken(earlier, fact, who)
        newest[who.address] = fact
        touched.add(key)
        if key and who.partstat != "DELEGATED":
            _to_the_range(meeting, key, fact, who.address)
            if fact.invitation.this_and_future:
                onward[key, who.address] = fact
    for key in sorted(touched):
        _lay_over(meeting, meeting.answered[key])
    for (key, address), fact in sorted(onward.items()):
        _reach_onward(meeting, key, address, fact)


def _to_the_range(meeting: Meeting, key: str, fact: Fact, address: str) -> None:
    """An answer to the first of a range, before that one alone was moved, stays one to what follows it."""
    item = meeting.items.get(key)
    if item is not None and item.split is not None and item.split.answered_by(fact.invitation.sequence):
        item.split.answers[address] = fact


def _reach_onward(meeting: Meeting, key: str, address: str, fact: Fact) -> None:
    """An answer to all from here on reaches those that follow, whatever becomes of it for this one alone."""
    if meeting.notes[meeting.answered[key][address].id][0] in {"BAD_INSTANCE", "ORPHAN"}:
        return
    item = meeting.items.get(key) or Item(meeting.moment(fact))
    people = attendees(meeting, item) if item.split is None else _followed(meeting, item)
    if all(who.address != address for who in people):
        return
    item.flags.add("this_and_future")
    meeting.onward.append((key, address, fact))
    if fact.invitation.sequence >= (base_of(meeting, item) if item.split is None else item.split.base):
        meeting.notes[fact.id] = ("APPLIED", "reply.applied")


def remember_yes(meeting: Meeting, key: str, fact: Fact, who: Attendee) -> None:
    """A yes ends what one proposed before it, whatever one answers afterwards."""
    before = meeting.accepted.get((key, who.address))
    if who.partstat == "ACCEPTED" and (before is None or before < fact.order):
        meeting.accepted[key, who.address] = fact.order


def _said(fact: Fact) -> tuple[int, datetime, Order, str]:
    """When the attendee said so; a calendar says what held when it was read, whatever stamp its item bears."""
    return fact.order[0], fact.received_at if fact.role == "calendar" else fact.order[1], fact.order, fact.id


def _overtaken(earlier: Fact, fact: Fact, who: Attendee) -> Note:
    """A delegator writes to the organiser and to the delegate: the same word twice, and neither is old."""
    before = own_line(earlier, who.address)
    again = before.partstat == who.partstat == "DELEGATED" and before.delegated_to == who.delegated_to
    if earlier.method == fact.method or not again:
        return "STALE", "reply.stale"
    return "APPLIED", "act.answer" if earlier.method == "ACT" else f"{earlier.method.lower()}.delegated"


def refused(meeting: Meeting, fact: Fact) -> Note:
    """Why nobody is answered for."""
    if not fact.invitation.attendees:
        return "UNPARSEABLE", "reply.no_attendee"
    if not meeting.authority.authentic(fact) and fact.role != "calendar":
        return "LOW_TRUST", "reply.low_trust"
    return "NOT_AUTHORISED", "reply.not_the_attendee"


def _lay_over(meeting: Meeting, facts: dict[str, Fact]) -> None:
    item, problem = _answered_item(meeting, next(iter(facts.values())))
    if item is None:
        meeting.notes.update(dict.fromkeys((fact.id for fact in facts.values()), problem))
        return
    listed = asked_of(meeting, item)
    waiting = dict(sorted(facts.items()))
    progress = True
    while waiting and progress:
        progress = False
        for address in list(waiting):
            if address in listed or address in item.delegates or address in meeting.authority.accepted_guests:
                fact = waiting.pop(address)
                meeting.notes[fact.id] = count(meeting, item, fact, address, listed)
                progress = True
    for address, fact in waiting.items():
        meeting.notes[fact.id] = _stranger(meeting, item, fact, address)
    _forget_if_unanswered(meeting, item)


def _forget_if_unanswered(meeting: Meeting, item: Item) -> None:
    """A stranger's answer to one instance does not make that instance an exception."""
    if item.derived and not (item.answers or item.cancel or item.removed or item.version) and item.recurrence_id:
        meeting.items.pop(item.recurrence_id.key, None)


def _answered_item(meeting: Meeting, fact: Fact) -> tuple[Item | None, Note]:
    item = meeting.known(fact)
    if item is not None and (item.version or item.cancel or item.derived):
        return item, ("APPLIED", "reply.applied")
    master = meeting.master
    if master is None:
        return None, ("ORPHAN", "reply.unknown_meeting")
    if fact.recurrence_id is None or not meeting.is_instance(master, fact.recurrence_id):
        return None, ("BAD_INSTANCE", "reply.not_an_instance")
    item = meeting.item(fact.recurrence_id)
    item.derived = True
    return item, ("APPLIED", "reply.applied")


def asked_of(meeting: Meeting, item: Item) -> dict[str, Attendee]:
    """Whom the organiser asked; an instance nobody described, or without attendees, carries those of its series."""
    series = meeting.pattern(item.recurrence_id.key) if item.recurrence_id else None
    if series is None or (item.version is not None and item.asked):
        return item.asked
    return {who.address: who for who in _followed(meeting, series) if who.address not in item.removed}


def _followed(meeting: Meeting, series: Item) -> list[Attendee]:
    """Who is asked to what follows `series`, as they answered it; the first of a range may since stand for itself."""
    of_all = series.split
    if of_all is None or of_all.said is series.source:
        return attendees(meeting, series)
    same = {who.address: who for who in attendees(meeting, series)} if of_all.alone is None else {}
    sent = [who for address, who in same.items() if address in series.delegates]
    asked = [same.get(address) or answered(who, of_all.answers.get(address)) for address, who in of_all.asked.items()]
    return asked + sent


def base_of(meeting: Meeting, item: Item) -> int:
    """The SEQUENCE below which an answer is too old; an instance nobody described has that of what it follows."""
    series = meeting.pattern(item.place) if item.version is None and item.place else None
    if series is None:
        return item.base
    return series.split.base if series.split else series.base


def count(meeting: Meeting, item: Item, fact: Fact, address: str, listed: dict[str, Attendee]) -> Note:
    """Take this as the answer of `address`, whom the item knows, or say why not."""
    said = own_line(fact, address)
    if fact.invitation.sequence < base_of(meeting, item):
        item.flags.add(f"outdated_answer:{address}:{said.partstat}")
        if item.split is not None and item.split.answers.get(address) is fact and address in item.split.asked:
            return "APPLIED", "reply.applied"  # not to this one, but to all that follow it
        return "OUTDATED_ANSWER", "reply.outdated"
    if address in item.delegates and address not in listed and not said.delegated_from:
        return "UNINVITED_GUEST", "reply.delegate_unproven"
    if said.partstat == "DELEGATED":
        refusal = _delegate(item, fact, address, listed)
        if refusal:
            return refusal
    item.answers[address] = fact
    if fact.method == "ACT":
        return "APPLIED", "act.answer"
    if said.partstat != "DELEGATED":
        return "APPLIED", "reply.applied"
    return "APPLIED", f"{fact.method.lower()}.delegated"


def _delegate(item: Item, fact: Fact, address: str, listed: dict[str, Attendee]) -> Note | None:
    """Add the delegates, or say why not."""
    said = own_line(fact, address)
    chain = _chain(item, listed, address)
    if not said.delegated_to:
        return "NOT_AUTHORISED", "reply.delegate_missing"
    if set(said.delegated_to) & set(chain):
        return "NOT_AUTHORISED", "reply.delegation_loop"
    if len(chain) > MAX_DELEGATIONS:
        return "NOT_AUTHORISED", "reply.delegation_too_deep"
    for delegate in said.delegated_to:
        if delegate not in listed:
            line = next((who for who in fact.invitation.attendees if who.address == delegate), Attendee(delegate))
            item.delegates.setdefault(
                delegate, replace(line, partstat="NEEDS-ACTION", delegated_from=(address,), delegated_to=())
            )
    return None


def _chain(item: Item, listed: dict[str, Attendee], address: str) -> list[str]:
    """`address` and those who delegated to it, nearest first."""
    chain: list[str] = []
    current: str | None = address
    while current and current not in chain:
        chain.append(current)
        who = item.delegates.get(current) or listed.get(current)
        current = who.delegated_from[0] if who and who.delegated_from else None
    return chain


def _stranger(meeting: Meeting, item: Item, fact: Fact, address: str) -> Note:
    if address in item.removed:
        return "OUTDATED_ANSWER", "reply.removed"
    if fact.method == "REQUEST":
        ours = meeting.organizer in meeting.own
        return "NOT_AUTHORISED", "request.we_organise" if ours else "request.not_the_organiser"
    item.guests[address] = fact
    return "UNINVITED_GUEST", "reply.uninvited"


def own_line(fact: Fact, address: str) -> Attendee:
    """What somebody says of itself; raises StopIteration where it is not named."""
    return next(who for who in fact.invitation.attendees if who.address == address)


def attendees(meeting: Meeting, item: Item) -> list[Attendee]:
    """Everybody counted, in the organiser's order, delegates after them, each with the newest valid answer."""
    people = asked_of(meeting, item) | item.delegates
    for address in sorted(meeting.authority.accepted_guests & set(item.answers)):
        people.setdefault(address, replace(own_line(item.answers[address], address), partstat="NEEDS-ACTION"))
    return [answered(who, _newest_answer(meeting, item, address)) for address, who in people.items()]


def _newest_answer(meeting: Meeting, item: Item, address: str) -> Fact | None:
    """Its answer to this instance, or a later one to an earlier instance and all that follow (RFC 5545 §3.2.13)."""
    own = item.answers.get(address)
    onward = [fact for place, who, fact in meeting.onward if who == address and place < item.place]
    if not onward:
        return own
    base = base_of(meeting, item)
    known = [fact for fact in (own, *onward) if fact is not None and fact.invitation.sequence >= base]
    return max(known, key=_said, default=own)


def answered(who: Attendee, fact: Fact | None) -> Attendee:
    """An attendee as the organiser wrote it, with what it said itself."""
    if fact is None:
        return who
    said = own_line(fact, who.address)
    delegated_to = said.delegated_to if said.partstat == "DELEGATED" else ()
    return replace(who, partstat=said.partstat, delegated_to=delegated_to, name=who.name or said.name)
