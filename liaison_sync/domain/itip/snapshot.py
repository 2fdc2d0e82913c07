"""Calendar snapshots of an attendee's mailbox: its own answer, and whether the meeting still stands in the calendar."""

from __future__ import annotations

from liaison_sync.domain.fact import Fact, Snapshot
from liaison_sync.domain.itip.meeting import Meeting, Note


def as_answers(facts: list[Fact]) -> list[Fact]:
    """Snapshots in which the mailbox owner has answered; they speak for nobody else."""
    return [fact for fact in facts if _own_partstat(fact) not in (None, "NEEDS-ACTION")]


def _own_partstat(fact: Fact) -> str | None:
    content = fact.content
    if not isinstance(content, Snapshot) or content.invitation is None:
        return None
    return next((who.partstat for who in content.invitation.attendees if who.address == fact.mailbox), None)


def renamed(note: Note) -> Note:
    """A snapshot is applied as a request or an answer would be; its verdict says where it came from."""
    kind, rule = note
    if rule.startswith("snapshot."):
        return note
    if kind == "APPLIED":
        return kind, "snapshot.answer" if rule.startswith("reply.") else "snapshot.organiser"
    return "NOTED" if rule.startswith("reply.") else kind, "snapshot.sighting"


def existence(meeting: Meeting, facts: list[Fact]) -> None:
    """The newest reading of each calendar says whether the item is still there; gone is not cancelled."""
    newest: dict[tuple[str, str, str], Fact] = {}
    for fact in sorted(facts, key=lambda fact: (fact.received_at, fact.id)):
        newest[fact.mailbox, _kind(fact), meeting.key(fact.key)] = fact
    for fact in newest.values():
        item = meeting.known(fact)
        if item and isinstance(fact.content, Snapshot) and fact.content.invitation is None:
            item.flags.add("left_calendar")
            meeting.notes[fact.id] = ("NOTED", "snapshot.left_calendar")


def _kind(fact: Fact) -> str:
    """A feed that an address of ours reads is not that address's own calendar."""
    return "FEED" if isinstance(fact.content, Snapshot) and fact.content.feed else "SNAPSHOT"
