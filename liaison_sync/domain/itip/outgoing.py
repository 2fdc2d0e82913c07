"""Which iTIP messages an edit of a calendar object sends to whom (RFC 5546, RFC 6638 §3.2): one pure decision."""

from __future__ import annotations

from collections.abc import Collection

from liaison_sync.domain.invitation import Attendee
from liaison_sync.domain.itip import outgoing_attendee, outgoing_organiser
from liaison_sync.domain.itip.outgoing_attendee import Answering, Named
from liaison_sync.domain.itip.outgoing_object import Answers, CalendarObject, Decision, Party
from liaison_sync.domain.itip.outgoing_organiser import Edit


def decide(before: CalendarObject | None, after: CalendarObject | None, own: Collection[str], named: Named) -> Decision:
    """The messages that follow from `before` having become `after`; `own` are our addresses, in lower case."""
    ours = frozenset(own)
    if before and after and before.uid != after.uid:  # another meeting altogether
        first, second = decide(before, None, ours, named), decide(None, after, ours, named)
        return Decision(first.messages + second.messages, first.silent + second.silent)
    answers = Answers()
    if any(_several_organisers(each) for each in (before, after)):
        answers.silent.append(("", "nothing.several_organisers"))
    else:
        _decide(before, after, ours, named, answers)
    return answers.done()


def _several_organisers(of: CalendarObject | None) -> bool:
    return of is not None and len({item.organizer.who.address for item in of.items.values() if item.organizer}) > 1


def _decide(
    before: CalendarObject | None, after: CalendarObject | None, ours: frozenset[str], named: Named, to: Answers
) -> None:
    old, new = before.organizer if before else None, after.organizer if after else None
    organizer = new or old
    if organizer is None:
        to.silent.append(("", "nothing.no_organiser"))
    elif _is_ours(organizer, ours):
        outgoing_organiser.decide(_edit(before, after, organizer.who, ours), ours, to)
    elif old and new and _is_ours(old, ours):
        to.silent.append((new.who.address, "organiser.handed_over"))  # the new one invites anew (RFC 5546 §3.2.2.5)
    else:
        _attend(before, after, organizer, ours, named, to)


def _is_ours(organizer: Party, ours: frozenset[str]) -> bool:
    return organizer.who.address in ours or (organizer.who.sent_by or "") in ours


def _edit(before: CalendarObject | None, after: CalendarObject | None, who: Attendee, ours: frozenset[str]) -> Edit:
    old, new = before.organizer if before else None, after.organizer if after else None
    sender = who.address if who.address in ours else who.sent_by or who.address
    if old is None:
        return Edit(None, after, sender)
    if new is None:
        return Edit(before, after, sender, ended="organiser.unscheduled" if after else "organiser.deleted")
    anew = "" if old.who.address == new.who.address else "organiser.taken_over"
    ended = "organiser.cancelled" if after and after.cancelled else ""
    return Edit(before, after, sender, ended=ended, anew=anew)


def _attend(
    before: CalendarObject | None,
    after: CalendarObject | None,
    organizer: Party,
    ours: frozenset[str],
    named: Named,
    to: Answers,
) -> None:
    people = {**(before.people() if before else {}), **(after.people() if after else {})}
    mine = [address for address in people if address in ours]
    if not mine:
        to.silent.append(("", "nothing.not_ours"))
    gone = after is not None and after.organizer is None
    for address in mine:
        left = None if gone and after and address not in after.people() else after
        outgoing_attendee.decide(Answering(before, left, organizer, address, named), to)
