"""feedback_request: a meeting has been followed up; each of the partner's participants is asked once how it was.

Followed up is what a person recorded so, and a meeting after which our thanks or its minutes have left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp, Reason, because
from liaison_sync.domain.stops import FEEDBACK, View
from liaison_sync.domain.triggers import minutes_share, thank_you
from liaison_sync.domain.triggers.meeting_about import OFF, about, called_off, concerned, planned
from liaison_sync.domain.triggers.trigger import Trigger
from liaison_sync.domain.view import Meeting
from liaison_sync.domain.workdays import NoWorkingTime

NAME = FEEDBACK
_LETTERS = frozenset({thank_you.NAME, minutes_share.NAME})
_FOLLOWED_UP = frozenset({"followed_up", "closed"})
_HELD = _FOLLOWED_UP | {"held", "minuted"}


def parts(view: Meeting) -> Iterator[Meeting]:
    """The meeting once for each of the partner's participants, with that one alone."""
    for person in view.participants:
        if not person.ours and person.address not in view.absent:
            yield replace(view, participants=(person,))


def asked(uid: str, address: str) -> str:
    """The engagement (a series once, however often it meets) and the contact, whose address stands nowhere in it."""
    return f"{uid}#{sha256(address.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def followed_up(view: Meeting, context: Context) -> datetime | None:
    """When, by the last of our letters after the meeting; None where it was not, or not yet."""
    if view.conduct not in _HELD or view.status in OFF:
        return None
    left = [one.at for one in context.sent if one.trigger in _LETTERS and one.about == about(view)]
    if view.conduct in _FOLLOWED_UP and view.held_at is not None:
        left.append(view.held_at)
    return max(left, default=None)


def watch(view: Meeting, context: Context) -> FollowUp | None:
    policy, ended = context.policy.feedback_request, view.end or view.start
    since, to = followed_up(view, context), concerned(view, context)
    if not policy.enabled or ended is None or since is None or len(to) != 1:
        return None
    late = ended + timedelta(days=policy.late_days)
    try:
        due = context.calendar(view.partner).add_working_days(since, policy.working_days)
    except (NoWorkingTime, OverflowError):
        return None
    if max(due, context.now) >= late:
        return None  # nobody remembers it
    found = planned(
        NAME,
        view,
        subject=asked(view.uid, to[0]),
        step=1,
        to=to,
        audience="partner",
        language=context.language(to[0], view.partner, trigger=NAME),
        due_at=due,
        since=since,
        approval=policy.approval,
        expires_at=late,
        chain=(because("planned_feedback_request", title=view.title, at=since, due=due),),
    )
    return replace(found, thread=None)  # a letter of its own, not one more in the meeting's thread


def over(followup: FollowUp, view: View, context: Context) -> Reason | None:  # noqa: ARG001
    """A correction took the meeting back, or says that they were not there."""
    if not isinstance(view, Meeting):
        return None
    if view.conduct not in _HELD:
        return because("no_longer_held")
    if any(address in view.absent for address in followup.to):
        return because("was_absent")
    return called_off(view)


TRIGGER = Trigger(NAME, "partner", Meeting, watch, over, parts, bulk=True, asks=False)
