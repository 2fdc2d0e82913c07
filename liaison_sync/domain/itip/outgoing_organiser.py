"""An organiser's edit: REQUEST and CANCEL to each attendee by what he attends before and after (RFC 6638 §3.2.1)."""

from __future__ import annotations

from dataclasses import replace

from liaison_sync.domain.invitation import Moment
from liaison_sync.domain.itip.outgoing_change import cancel_sequence, redefines, reschedules, sequence, significant
from liaison_sync.domain.itip.outgoing_object import MASTER, Answers, CalendarObject, Item, Outgoing, Part
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.wall_time import excluded_keys


@dataclass(frozen=True, slots=True)
class Edit:
    """What the organiser did. `before` is None where nothing was sent yet, `after` where nothing is left."""

    before: CalendarObject | None
    after: CalendarObject | None
    sender: str
    ended: str = ""  # the rule by which the whole meeting ended, if it did
    anew: str = ""  # the rule by which every attendee hears of it, whatever changed
    raised: frozenset[str] = frozenset()  # the components whose SEQUENCE rises, the same for everybody


def decide(edit: Edit, own: frozenset[str], answers: Answers) -> None:
    """Add what each attendee is sent: those known before first, in their order, then the new ones."""
    people = {**(edit.before.people() if edit.before else {}), **(edit.after.people() if edit.after else {})}
    if not people:
        answers.silent.append(("", "nothing.nobody_invited"))
    edit = replace(edit, raised=_raised(edit))
    for address in people:
        if address in own or address == edit.sender:
            answers.silent.append((address, "organiser.oneself"))
        else:
            _tell(edit, address, answers)


def _tell(edit: Edit, address: str, answers: Answers) -> None:
    was, now = attended(edit.before, address), attended(edit.after, address) if not edit.ended else {}
    if not was and not now:
        answers.silent.append((address, _why_not(edit, address)))
    elif "@" not in address:
        answers.silent.append((address, "organiser.no_mail_address"))
    elif not now:
        answers.messages.append(_uninvite(edit, address, was))
    else:
        answers.messages += _update(edit, address, was, now)


def attended(of: CalendarObject | None, address: str) -> dict[str, Item]:
    """The components an attendee is invited to by messages of ours, without those that are cancelled."""
    if of is None or of.cancelled:
        return {}
    return {
        key: item
        for key, item in of.items.items()
        if not item.cancelled and address in item.parties and item.parties[address].served
    }


def hidden(of: CalendarObject | None, address: str) -> dict[str, Moment]:
    """The instances of the series that this attendee of it does not attend (RFC 6638 §3.2.6)."""
    inside = attended(of, address)
    if of is None or MASTER not in inside:
        return {}
    overrides = ((key, item.invitation.recurrence_id) for key, item in of.items.items() if key not in inside)
    return {key: rid for key, rid in overrides if rid is not None}


def _why_not(edit: Edit, address: str) -> str:
    for each in (edit.after, edit.before):
        party = each.people().get(address) if each else None
        if party and not party.served:
            return "organiser.agent_elsewhere"
    return "organiser.already_cancelled"


def _uninvite(edit: Edit, address: str, was: dict[str, Item]) -> Outgoing:
    rule = edit.ended or "organiser.attendee_removed"
    if MASTER in was:
        parts = _whole(edit, was, {})
    else:
        parts = [_cancel(edit, key, cancelled=bool(edit.ended) or _gone(edit.after, key)) for key in was]
    if not edit.ended and all(part.cancelled for part in parts):
        rule = "organiser.instance_cancelled"
    return Outgoing("CANCEL", edit.sender, address, True, rule, tuple(parts))


def _whole(edit: Edit, was: dict[str, Item], now: dict[str, Item]) -> list[Part]:
    """The series taken away; where it goes on without him, the instances he knew apart are named too, for programs
    that take a CANCEL of the series for the series alone."""
    apart = [] if edit.ended else [key for key in was if key != MASTER and key not in now]
    return [_cancel(edit, key, cancelled=bool(edit.ended)) for key in (MASTER, *apart)]


def _cancel(edit: Edit, key: str, *, cancelled: bool) -> Part:
    before, after = edit.before, edit.after
    if before is None:
        raise ValueError("nothing was sent that could be cancelled")
    there = bool(after and key in after.items)
    return Part(key, cancel_sequence(before, after, key), "after" if there else "before", cancelled=cancelled)


def _gone(after: CalendarObject | None, key: str) -> bool:
    """Whether an instance no longer takes place: cancelled, or taken out of the series."""
    if after is None:
        return True
    if key in after.items:
        return after.items[key].cancelled
    return after.master is None or key in excluded_keys(after.master.invitation)


def _update(edit: Edit, address: str, was: dict[str, Item], now: dict[str, Item]) -> list[Outgoing]:
    after = edit.after
    if after is None:
        return []
    told = _taken(edit, was, now)
    cancelled = [Outgoing("CANCEL", edit.sender, address, True, _taken_rule(told), tuple(told))] if told else []
    keys = {part.key for part in told}
    left = {} if MASTER in keys else {key: item for key, item in was.items() if key not in keys}
    request = _request(edit, address, left, now, keys, above=max((part.sequence for part in told), default=0))
    if told and MASTER not in keys and request.rule == "organiser.unchanged":
        return cancelled
    return [*cancelled, request]


def _taken_rule(parts: list[Part]) -> str:
    return "organiser.instance_cancelled" if all(part.cancelled for part in parts) else "organiser.attendee_removed"


def _taken(edit: Edit, was: dict[str, Item], now: dict[str, Item]) -> list[Part]:
    """What he loses that a REQUEST cannot say: the series itself, cancelled instances, instances he alone knew."""
    if MASTER in was and MASTER not in now:
        return _whole(edit, was, now)
    ended = [] if edit.after is None else [key for key, item in edit.after.items.items() if item.cancelled and key]
    parts = [_cancel(edit, key, cancelled=True) for key in ended if _knew(edit.before, key, was)]
    if MASTER not in now:
        lost = [key for key in was if key not in now and key not in ended]
        parts += [_cancel(edit, key, cancelled=_gone(edit.after, key)) for key in lost]
    return parts


def _knew(before: CalendarObject | None, key: str, was: dict[str, Item]) -> bool:
    """Whether he expected an instance: by its own component, or as one of the series."""
    return key in was or (MASTER in was and before is not None and key not in before.items)


def _request(
    edit: Edit, address: str, was: dict[str, Item], now: dict[str, Item], told: set[str], *, above: int
) -> Outgoing:
    """`above` is the SEQUENCE of the CANCEL sent along: what takes him out of a series must not outdo its instances."""
    before, after = edit.before, edit.after
    if after is None:
        raise ValueError("nothing to invite to")
    out = hidden(after, address)
    rule, weighty = _weigh(edit, address, was, now, set(out) - told)
    series = before.master if before else None
    parts = tuple(
        Part(
            key,
            max(sequence(before, after, key, raised=key in edit.raised), above if MASTER in told else 0),
            without=tuple(out.values()) if key == MASTER else (),
            reset=before is not None and reschedules(before.items.get(key), item, series),
        )
        for key, item in now.items()
    )
    parts += _back_in_line(edit, was, now)
    forced = any(item.parties[address].force == "REQUEST" for item in now.values())
    if forced and not weighty:
        rule = "organiser.forced"
    return Outgoing("REQUEST", edit.sender, address, weighty or forced, rule, parts, later=1 if MASTER in told else 0)


def _back_in_line(edit: Edit, was: dict[str, Item], now: dict[str, Item]) -> tuple[Part, ...]:
    """Overrides he knew, and instances called off, that are as the series again: said as such, since an update of the
    series keeps what was said of its instances."""
    before, after = edit.before, edit.after
    if before is None or after is None or after.master is None or MASTER not in now:
        return ()
    if before.master is None or redefines(before.master, after.master):
        return ()  # the old instances are gone with the old rule
    excluded = excluded_keys(after.master.invitation)
    called_off = {key: item for key, item in before.items.items() if item.cancelled and MASTER in was}
    left = [
        (key, item) for key, item in {**was, **called_off}.items() if key not in after.items and key not in excluded
    ]
    return tuple(
        Part(key, item.invitation.sequence + 1, recurrence_id=item.invitation.recurrence_id) for key, item in left
    )


def _raised(edit: Edit) -> frozenset[str]:
    """Where SEQUENCE must rise; an instance somebody is taken out of is an EXDATE of the series he is sent."""
    before, after = edit.before, edit.after
    if before is None or after is None:
        return frozenset()
    items = after.items.items()
    found = {key for key, item in items if edit.anew or significant(before.items.get(key), item, before.master)}
    if len(after.items) > 1 and any(_shut_out(edit, address) for address in after.people()):
        found.add(MASTER)
    return frozenset(found)


def _shut_out(edit: Edit, address: str) -> bool:
    before, after = edit.before, edit.after
    if after is None or MASTER not in attended(before, address):
        return False
    return any(not after.items[key].cancelled for key in set(hidden(after, address)) - set(hidden(before, address)))


def _weigh(edit: Edit, address: str, was: dict[str, Item], now: dict[str, Item], out: set[str]) -> tuple[str, bool]:
    """The rule of a REQUEST and whether it is significant to this recipient."""
    before = edit.before
    if before is None:
        return edit.anew or "organiser.created", True
    if edit.anew:
        return edit.anew, True
    if not was:
        return "organiser.revived" if before.cancelled else "organiser.attendee_added", True
    if any(significant(was.get(key), item, before.master) for key, item in now.items()):
        return "organiser.rescheduled", True
    if set(was) != set(now) or out != set(hidden(before, address)):
        return "organiser.instances_changed", True
    if any(_looks(was[key]) != _looks(item) for key, item in now.items()):
        return "organiser.changed", False
    return "organiser.unchanged", False


def _looks(item: Item) -> tuple[object, ...]:
    return item.shown, frozenset(item.parties), item.organizer and item.organizer.who.address
