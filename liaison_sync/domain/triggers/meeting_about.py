"""What meeting triggers share: the identity of an occurrence and its start, who comes, when it is off."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import Audience, FollowUp, Reason, because, derived_id
from liaison_sync.domain.policy import Approval
from liaison_sync.domain.stops import View
from liaison_sync.domain.view import Meeting

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
) -> FollowUp:
    """The follow-up of `trigger` about this meeting, which its id, its thread and its partner come from."""
    return FollowUp(
        id=derived_id(trigger, about(view), step),
        trigger=trigger,
        about=about(view),
        step=step,
        partner=view.partner,
        to=to,
        audience=audience,
        language=language,
        due_at=due_at,
        since=since,
        approval=approval,
        thread=view.thread,
        meeting=view.key,
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


def off(followup: FollowUp, view: View, context: Context) -> Reason | None:
    """The meeting was called off or moved since the letter was planned."""
    if not isinstance(view, Meeting):
        return None
    if view.status in OFF:
        return because("meeting_off", status=view.status)
    if about(view) != followup.about:
        return because("meeting_moved", start=view.start or context.now)
    return None
