"""An attendee's edit: REPLY to the organiser, and a REQUEST to whom he delegates (RFC 6638 §3.2.2, RFC 5546 §3.2.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from liaison_sync.domain.invitation import Attendee, Invitation, Moment
from liaison_sync.domain.itip.outgoing_object import MASTER, Answers, CalendarObject, Item, Outgoing, Part, Party
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.wall_time import excluded_keys

Named = Callable[[Invitation, Moment], Moment | None]  # the start of the instance of a series a moment names, if any


@dataclass(frozen=True, slots=True)
class Answering:
    """What one attendee (an address of ours) did to his copy; `after` is None where he deleted it."""

    before: CalendarObject | None
    after: CalendarObject | None
    organizer: Party
    address: str
    named: Named

    def party(self, of: CalendarObject | None, key: str) -> Party | None:
        """How he stands in an instance: by its own component, else as in the series."""
        item = of and (of.items.get(key) or of.master)
        return item.parties.get(self.address) if item else None


def decide(asked: Answering, answers: Answers) -> None:
    """Add the replies an edit calls for, or the rule by which it calls for none."""
    why = _nothing_to_say(asked)
    if why:
        answers.silent.append((asked.organizer.who.address, why))
        return
    parts, rule = _parts(asked)
    if not parts:
        answers.silent.append((asked.organizer.who.address, rule))
        return
    to = asked.organizer.who.address
    answers.messages.append(Outgoing("REPLY", asked.address, to, True, rule, tuple(parts)))
    answers.messages += _delegations(asked, parts)


def _nothing_to_say(asked: Answering) -> str:
    kept = asked.after or asked.before
    if not asked.organizer.served:
        return "attendee.agent_elsewhere"
    if "@" not in asked.organizer.who.address:
        return "organiser.no_mail_address"
    if kept is None or kept.cancelled or (asked.after is None and asked.before and asked.before.cancelled):
        return "attendee.cancelled"
    known = asked.address in kept.people() or bool(asked.before and asked.address in asked.before.people())
    return "" if known else "attendee.not_listed"


def _parts(asked: Answering) -> tuple[list[Part], str]:
    if asked.after is None:
        return _deleted(asked), "attendee.deleted" if _deleted(asked) else "attendee.already_declined"
    changed = [part for key in asked.after.items if (part := _changed(asked, key))]
    declined = [*_by_exdate(asked), *_dropped(asked)]
    if changed or declined:
        delegated = any(part.answer and part.answer.partstat == "DELEGATED" for part in changed)
        told = "attendee.delegated" if delegated else "attendee.answered"
        return [*changed, *declined], told if changed else "attendee.instance_declined"
    if asked.organizer.force == "REPLY":
        return _anyhow(asked, asked.after), "attendee.forced"
    return [], "attendee.not_its_own"


def _changed(asked: Answering, key: str) -> Part | None:
    """A component on which his answer is another one than before, or another than the series' (§3.2.2.3)."""
    assert asked.after is not None  # noqa: S101 - the caller looked
    item = asked.after.items[key]
    now, was = item.parties.get(asked.address), asked.party(asked.before, key)
    if now is None or item.cancelled or _said(now) == (_said(was) if was else ("NEEDS-ACTION", ())):
        return None
    return Part(key, _sequence(asked, key), answer=now.who)


def _said(party: Party) -> tuple[str, tuple[str, ...]]:
    return party.who.partstat, party.who.delegated_to


def _by_exdate(asked: Answering) -> list[Part]:
    """Instances he took out of his copy of the series: declined, unless they were already (§3.2.2.3)."""
    before, after = asked.before, asked.after
    series = after.master if after else None
    own = series.parties.get(asked.address) if series else None
    if before is None or before.master is None or series is None or own is None or own.who.partstat == "DECLINED":
        return []
    known = {each.key for each in before.master.invitation.recurrence.exdates}
    fresh = [each for each in series.invitation.recurrence.exdates if each.key not in known]
    taken = {each.key: each for one in fresh if (each := _excluded(asked, before.master.invitation, one))}
    return [_decline(asked, each.key, own, each) for each in taken.values() if _attends(asked, each.key)]


def _excluded(asked: Answering, series: Invitation, moment: Moment) -> Moment | None:
    """The instance an EXDATE takes out: one of the series, or one he was invited to by itself."""
    there = bool(asked.before and moment.key in asked.before.items)
    return moment if there else asked.named(series, moment)


def _attends(asked: Answering, key: str) -> bool:
    was = asked.party(asked.before, key)
    item = asked.before.items.get(key) if asked.before else None
    return was is not None and was.who.partstat != "DECLINED" and not (item and item.cancelled)


def _decline(asked: Answering, key: str, party: Party, rid: Moment | None = None) -> Part:
    there = bool(asked.before and key in asked.before.items)
    declined = replace(party.who, partstat="DECLINED", delegated_to=())
    return Part(key, _sequence(asked, key), "before" if there else "after", rid, answer=declined)


def _dropped(asked: Answering) -> list[Part]:
    """Overrides gone from his copy without an EXDATE: the series' answer holds again; without a series, declined."""
    before, after = asked.before, asked.after
    if before is None or after is None:
        return []
    excluded = excluded_keys(after.master.invitation) if after.master else frozenset()
    parts = []
    for key, item in before.items.items():
        was = item.parties.get(asked.address)
        if key == MASTER or key in after.items or key in excluded or was is None or item.cancelled:
            continue
        now = after.master.parties.get(asked.address) if after.master else None
        partstat = now.who.partstat if now else "DECLINED"
        if partstat != was.who.partstat:
            parts.append(Part(key, _sequence(asked, key), "before", answer=replace(was.who, partstat=partstat)))
    return parts


def _deleted(asked: Answering) -> list[Part]:
    """Deleting is declining (RFC 6638 §3.2.2.4): the whole where he has the whole, else each instance he has."""
    before = asked.before
    mine = [(key, item, item.parties[asked.address]) for key, item in _listed(before, asked.address)]
    if not any(party.who.partstat != "DECLINED" for _, _, party in mine):
        return []
    whole = [each for each in mine if each[0] == MASTER]
    return [
        Part(key, item.invitation.sequence, "before", answer=replace(party.who, partstat="DECLINED", delegated_to=()))
        for key, item, party in whole or mine
    ]


def _anyhow(asked: Answering, after: CalendarObject) -> list[Part]:
    return [
        Part(key, _sequence(asked, key), answer=item.parties[asked.address].who)
        for key, item in _listed(after, asked.address)
    ]


def _listed(of: CalendarObject | None, address: str) -> list[tuple[str, Item]]:
    live = of.items.items() if of else ()
    return [(key, item) for key, item in live if address in item.parties and not item.cancelled]


def _sequence(asked: Answering, key: str) -> int:
    """A reply carries the SEQUENCE of the request it answers (RFC 5546 §3.2.3), not one his program has raised."""
    for of in (asked.before, asked.after):
        item = of and (of.items.get(key) or of.master)
        if item:
            return item.invitation.sequence
    return 0


def _delegations(asked: Answering, parts: list[Part]) -> list[Outgoing]:
    """The delegator sends the delegate the request, naming both (RFC 5546 §3.2.2.3)."""
    found: dict[str, list[Part]] = {}
    for part in parts:
        if part.answer is None or part.answer.partstat != "DELEGATED":
            continue
        was = asked.party(asked.before, part.key)
        for delegate in part.answer.delegated_to:
            if was is None or delegate not in was.who.delegated_to:
                found.setdefault(delegate, []).append(replace(part, answer=None))
    return [
        Outgoing(
            "REQUEST", asked.address, delegate, True, "attendee.delegate_invited", tuple(own),
            delegate=Attendee(delegate, delegated_from=(asked.address,), rsvp=True),
        )
        for delegate, own in found.items()
        if delegate not in (asked.address, asked.organizer.who.address)
    ]  # fmt: skip
