"""What meeting triggers share: the identity of an occurrence and its start, who comes, when it is off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import Audience, FollowUp, Reason, because, derived_id
from liaison_sync.domain.policy import Approval
from liaison_sync.domain.stops import View, human, turns_since
from liaison_sync.domain.triggers.trigger import of_partner
from liaison_sync.domain.view import Meeting, Participant

OFF = frozenset({"cancelled", "tombstone", "uninvited", "declined_by_us", "declined_by_partner"})


def about(meeting: Meeting) -> str:
    """The occurrence and its start: a moved meeting is briefed again."""
    return f"{meeting.key}@{meeting.start.isoformat() if meeting.start else '-'}"


def planned(
    trigger: str,
    view: Meeting,
    *,
    step: int,
    to: tuple[str, ...],
    audience: Audience,
    language: str,
    due_at: datetime,
    since: datetime,
    approval: Approval,
    chain: tuple[Reason, ...],
    expires_at: datetime | None = None,
    subject: str | None = None,
    reply_to: str | None = None,
    cc: tuple[str, ...] = (),
) -> FollowUp:
    """The follow-up of `trigger` about this meeting, which its id, its thread and its partner come from.

    `subject`: what it is about where that is not the occurrence and its start.
    """
    matter = subject or about(view)
    return FollowUp(
        id=derived_id(trigger, matter, step),
        trigger=trigger,
        about=matter,
        step=step,
        partner=view.partner,
        to=to,
        cc=cc,
        audience=audience,
        language=language,
        due_at=due_at,
        since=since,
        approval=approval,
        thread=view.thread,
        meeting=view.key,
        reply_to=reply_to,
        expires_at=expires_at,
        chain=chain,
    )


def our_people(meeting: Meeting, context: Context) -> tuple[str, ...]:
    """The owner first, then our participants who have not declined."""
    coming = (p.address for p in meeting.participants if p.ours and p.partstat != "DECLINED")
    owner = context.owner(meeting.owner, meeting.partner)
    people = dict.fromkeys([*([owner] if owner else []), *coming])
    # A shared mailbox that is invited is not a person to be briefed, unless nobody else is there.
    officers = tuple(address for address in people if address in context.officers or address == owner)
    return officers or tuple(people)


def guests(meeting: Meeting, context: Context) -> tuple[str, ...]:
    """The partner's participants who are asked to come, have not declined, and whom letters may reach."""
    return _written_to(filter(_asked, meeting.participants), meeting, context)


def concerned(meeting: Meeting, context: Context) -> tuple[str, ...]:
    """The same, and who was only told of the meeting: what came of it is for them, too."""
    return _written_to(meeting.participants, meeting, context)


def _written_to(people: Iterable[Participant], meeting: Meeting, context: Context) -> tuple[str, ...]:
    theirs = (one.address for one in people if not one.ours and one.partstat != "DECLINED")
    return of_partner(theirs, meeting.partner, context)


def awaiting(meeting: Meeting, context: Context) -> tuple[str, ...]:
    """Those of them who have not answered our invitation."""
    silent = {p.address for p in meeting.participants if p.partstat == "NEEDS-ACTION"}
    return tuple(address for address in guests(meeting, context) if address in silent)


def _asked(person: Participant) -> bool:
    """NON-PARTICIPANT is copied for information only (RFC 5545 §3.2.16)."""
    return person.role != "NON-PARTICIPANT"


def spoken_of(followup: FollowUp, meeting: Meeting, context: Context, key: str) -> Reason | None:
    """Somebody outside wrote in the meeting's own thread since; the reason is `key`."""
    for turn, _ in turns_since(followup, meeting, context):
        if turn.thread is None or turn.thread != meeting.thread or turn.trust == "low" or turn.junk:
            continue
        if human(turn, in_thread=True) and (turn.sender in followup.to or turn.partner == followup.partner):
            return because(key, who=context.name_of(turn.sender), at=turn.at)
    return None


def called_off(view: Meeting) -> Reason | None:
    return because("meeting_off", status=view.status) if view.status in OFF else None


def off(followup: FollowUp, view: View, context: Context) -> Reason | None:
    """The meeting was called off or moved since the letter was planned."""
    if not isinstance(view, Meeting):
        return None
    moved = about(view) != followup.about
    return called_off(view) or (because("meeting_moved", start=view.start or context.now) if moved else None)
