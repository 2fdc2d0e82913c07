"""REQUEST (RFC 5546 §3.2.2): the organiser creates, reschedules or updates a meeting or one instance of it."""

from __future__ import annotations

from dataclasses import replace

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.invitation import Attendee, Invitation, Moment
from liaison_sync.domain.itip import cancel
from liaison_sync.domain.itip.meeting import Item, Meeting, Note
from liaison_sync.domain.rule_form import normal_rule


def apply(meeting: Meeting, fact: Fact) -> Note:
    """The organiser's facts come in their order, so this one is the newest so far."""
    if (fact.invitation.status or "").upper() == "CANCELLED":
        return cancel.apply(meeting, fact)
    item = meeting.item(fact.recurrence_id)
    revived, stood = item.cancel is not None, item.version is not None or item.derived
    note = _first(meeting, item, fact) if item.version is None else _update(meeting, item, fact)
    item.history.append(fact)
    item.version, item.source = fact.invitation, fact
    if fact.invitation.this_and_future:
        item.flags.add("this_and_future")
        meeting.split(item, fact)
    if revived:
        return _revive(item, note, stood=stood)
    return note


def _first(meeting: Meeting, item: Item, fact: Fact) -> Note:
    new = fact.invitation
    item.base, item.ruled = new.sequence, fact
    item.asked = {who.address: who for who in new.attendees}
    if item.recurrence_id is not None:
        return "APPLIED", "request.instance"
    observer = not _involved(meeting, new)
    return "APPLIED", "request.observer" if observer else "request.new"


def _update(meeting: Meeting, item: Item, fact: Fact) -> Note:
    old, new = item.version, fact.invitation
    assert old is not None  # noqa: S101 - the caller looked
    if (old.sequence, old.dtstamp) == (new.sequence, new.dtstamp):
        return _same_version(item, old, new)
    _note_removal(meeting, item, new)
    if redefines(old, new):
        item.ruled = fact
    moved = reschedules(old, new)
    if new.sequence > old.sequence and moved:
        item.ask_anew(new)
        return "APPLIED", "request.reschedule"
    if moved:
        item.flags.add("rescheduled_without_sequence")
    item.asked = {who.address: _keep_answer(item.asked.get(who.address), who) for who in new.attendees}
    return "APPLIED", "request.update" if new.sequence > old.sequence else "request.minor"


def _same_version(item: Item, old: Invitation, new: Invitation) -> Note:
    """Two bodies of one version: attendee lists shown in part are joined, anything else is a conflict."""
    joined = item.asked | {who.address: _keep_answer(item.asked.get(who.address), who) for who in new.attendees}
    if _same_but_attendees(old, new):
        item.asked = joined
        return "APPLIED", "request.same_version"
    item.asked = {who.address: joined[who.address] for who in new.attendees}
    item.flags.add("conflict")
    return "APPLIED", "request.conflict"


def _revive(item: Item, note: Note, *, stood: bool) -> Note:
    """Where all we know was already newer than the cancellation, nothing was ever cancelled for us."""
    item.cancel = None
    if stood:
        item.flags.add("revived")
    return (note[0], "request.revived")


def _keep_answer(old: Attendee | None, new: Attendee) -> Attendee:
    """An update that moves nothing does not reset an answer (RFC 5546 §3.2.2.1)."""
    if old is None or new.partstat != "NEEDS-ACTION" or old.partstat == "NEEDS-ACTION":
        return new
    return replace(new, partstat=old.partstat, delegated_to=new.delegated_to or old.delegated_to)


def _note_removal(meeting: Meeting, item: Item, new: Invitation) -> None:
    listed = {who.address for who in new.attendees}
    gone = set(item.asked) - listed
    item.removed = (item.removed | gone) - listed
    ours = meeting.own & set(item.asked) or item.uninvited
    item.uninvited = bool(ours) and not meeting.own & listed and not _organised_by_us(meeting, new)


def _involved(meeting: Meeting, new: Invitation) -> bool:
    return _organised_by_us(meeting, new) or any(who.address in meeting.own for who in new.attendees)


def _organised_by_us(meeting: Meeting, new: Invitation) -> bool:
    return bool(new.organizer and new.organizer.address in meeting.own)


def _same_but_attendees(old: Invitation, new: Invitation) -> bool:
    same = {"attendees": (), "ics": "", "digest": "", "method": None}
    return replace(old, **same) == replace(new, **same)  # type: ignore[arg-type]


def redefines(old: Invitation, new: Invitation) -> bool:
    """Whether the set of instances is another one: DTSTART, RRULE or zone changed."""
    recurring = bool(old.recurrence.rrules or new.recurrence.rrules)
    return _other_rules(old, new) or _differ(old.start, new.start, zone_too=recurring)


def reschedules(old: Invitation, new: Invitation) -> bool:
    """Whether people have to answer anew: times or rules changed (RFC 5546 §2.1.4)."""
    if redefines(old, new) or _differ(old.end, new.end):
        return True
    return old.recurrence.rdates != new.recurrence.rdates and _added_dates(old) != _added_dates(new)


def _other_rules(old: Invitation, new: Invitation) -> bool:
    both = old.recurrence, new.recurrence
    if both[0].rrules == both[1].rrules and both[0].exrules == both[1].exrules and not any(one.rrules for one in both):
        return False
    return _rules(old) != _rules(new)


def _rules(of: Invitation) -> tuple[frozenset[frozenset[str]], ...]:
    both = (of.recurrence.rrules, of.recurrence.exrules)
    return tuple(frozenset(normal_rule(rule, of.start) for rule in rules) for rules in both)


def _added_dates(of: Invitation) -> frozenset[str]:
    return frozenset(start.key for start, _ in of.recurrence.rdates)


def _differ(old: Moment | None, new: Moment | None, *, zone_too: bool = False) -> bool:
    if old is None or new is None or old == new:
        return old is not new and old != new
    return old.key != new.key or (zone_too and (old.zone, old.wall) != (new.zone, new.wall))
