"""The scheduling axis: how a meeting stands by what was written, the first that holds."""

from __future__ import annotations

from typing import Literal

from liaison_sync.domain.invitation import Attendee, Moment
from liaison_sync.domain.itip.meeting import Item, Meeting
from liaison_sync.domain.overrides import older

Status = Literal[
    "proposed", "confirmed", "tentative", "declined_by_us", "declined_by_partner", "countered",
    "cancelled", "tombstone", "unverified", "uninvited",
]  # fmt: skip
_OWN: dict[str, Status] = {"ACCEPTED": "confirmed", "TENTATIVE": "tentative", "DECLINED": "declined_by_us"}
_OBSERVED: dict[str, Status] = {"CONFIRMED": "confirmed", "TENTATIVE": "tentative", "CANCELLED": "cancelled"}
# Rooms and projectors are booked, they do not confirm a meeting.
_PEOPLE = frozenset({"INDIVIDUAL", "GROUP", "UNKNOWN", ""})


def status(meeting: Meeting, item: Item, people: list[Attendee], start: Moment | None) -> Status:
    """`people` are the counted attendees with their newest answers."""
    if not meeting.trusted or (start is not None and start.source == "unresolved"):
        return "unverified"
    ended = _ended(meeting, item)
    if ended:
        return ended
    if any(one.state == "open" and "null" not in one.flags for one in item.proposals):
        return "countered"
    if meeting.organizer in meeting.own:
        return _we_organise(meeting, people)
    ours = [who for who in people if who.address in meeting.own]
    if ours:
        return _we_attend(ours, people)
    said = item.version or meeting.master
    return _OBSERVED.get((said.status or "").upper() if said else "", "proposed")


def _ended(meeting: Meeting, item: Item) -> Status | None:
    if item.cancel is not None:
        known = item.version is not None or meeting.master is not None
        return "cancelled" if known else "tombstone"
    if item.uninvited:
        return "uninvited"
    series = meeting.items.get("")
    if series is None or series is item:
        return None
    if series.cancel is not None and not _after(item, series):
        return "cancelled"
    if _cut_off(meeting, item):
        return "cancelled"
    return "uninvited" if series.uninvited and item.derived else None


def _cut_off(meeting: Meeting, item: Item) -> bool:
    """Whether it goes with an earlier instance, and was not described since, alone or from one on."""
    cut = meeting.cut_before(item.place)
    if cut is None:
        return False
    pattern = meeting.pattern(item.place)
    described = item.source, pattern.split.said if pattern and pattern.split else None
    return all(fact is None or older(fact, cut) for fact in described)


def _after(item: Item, series: Item) -> bool:
    """Whether this instance was described after the series was cancelled."""
    return bool(item.source and series.cancel and item.source.order > series.cancel.order)


def _we_attend(ours: list[Attendee], people: list[Attendee]) -> Status:
    """Of several of ours the one who comes decides; a delegate, or its own, answers for who sent it."""
    listed = {who.address: who for who in people}
    answers = {_resolved(who, listed) for who in ours}
    for partstat in ("ACCEPTED", "TENTATIVE"):
        if partstat in answers:
            return _OWN[partstat]
    return "declined_by_us" if answers == {"DECLINED"} else "proposed"


def _resolved(who: Attendee, listed: dict[str, Attendee]) -> str:
    for _ in listed:
        if who.partstat != "DELEGATED":
            return who.partstat
        sent = next((listed[one] for one in who.delegated_to if one in listed), None)
        if sent is None:
            break
        who = sent
    return "NEEDS-ACTION"


def _we_organise(meeting: Meeting, people: list[Attendee]) -> Status:
    answers = [
        who.partstat
        for who in people
        if who.address not in meeting.own and who.cutype.upper() in _PEOPLE and who.partstat != "DELEGATED"
    ]
    if "ACCEPTED" in answers:
        return "confirmed"
    if answers and set(answers) == {"DECLINED"}:
        return "declined_by_partner"
    return "tentative" if "TENTATIVE" in answers else "proposed"
