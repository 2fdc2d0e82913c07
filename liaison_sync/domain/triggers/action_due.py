"""action_due: an action item is due the next working day (step 1), or is overdue (step 2, weekly).

To its owner: one of us, or the partner's person. Where nobody knows that person's address, our owner is told instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import Audience, FollowUp, Reason, because
from liaison_sync.domain.stops import View
from liaison_sync.domain.triggers.meeting_about import planned
from liaison_sync.domain.triggers.trigger import Trigger, of_partner
from liaison_sync.domain.view import ActionItem, Meeting
from liaison_sync.domain.workdays import Calendar, NoWorkingTime

NAME = "action_due"
_WEEK = timedelta(days=7)
_NOON = time(12)


def parts(view: Meeting) -> Iterator[Meeting]:
    """The meeting once for each of its open action items with a deadline, with that item alone."""
    for item in view.actions:
        if not item.done and item.due is not None:
            yield replace(view, actions=(item,))


def deadline(item: ActionItem) -> date | None:
    return item.due.date() if item.due else None


def about(item: ActionItem, week: date | None = None) -> str:
    """The item and its deadline; an overdue one also the ISO week."""
    named = f"{item.id}@{deadline(item)}"
    return named if week is None else "{}@{}-W{:02}".format(named, *week.isocalendar()[:2])


def _noon(day: date, calendar: Calendar) -> datetime:
    return datetime.combine(day, _NOON, calendar.tz)


def _times(day: date, calendar: Calendar, context: Context) -> tuple[int, datetime, datetime]:
    """Which reminder is next (0 before the deadline, n in the n-th week after it), when, and until when it is news.

    Raises NoWorkingTime, and OverflowError at the ends of the calendar.
    """
    before = calendar.opening_before(_noon(day, calendar), context.policy.action_due.working_days_before)
    today, morrow = calendar.local(context.now).date(), day + timedelta(days=1)
    if today <= day:
        return 0, before, datetime.combine(morrow, time(), calendar.tz)
    week = (today - morrow).days // 7
    due = calendar.return_on(morrow + week * _WEEK)
    return week + 1, due, due + _WEEK


def _reader(item: ActionItem, view: Meeting, context: Context) -> tuple[Audience, tuple[str, ...]]:
    owner = context.owner(view.owner, view.partner)
    known = item.owner if "@" in item.owner else _address(item.owner, view)
    if item.ours:
        person = known if known and context.is_ours(known) else owner
        return "internal", (person,) if person else ()
    theirs = of_partner([known], view.partner, context) if known else ()
    return ("partner", theirs) if theirs else ("internal", (owner,) if owner else ())


def _address(name: str, view: Meeting) -> str | None:
    """The address of the one participant of that name."""
    found = {p.address for p in view.participants if p.name and p.name.casefold() == name.strip().casefold()}
    return found.pop() if len(found) == 1 else None


def watch(view: Meeting, context: Context) -> FollowUp | None:
    policy, item = context.policy.action_due, next(iter(view.actions), None)
    day = deadline(item) if item else None
    if not policy.enabled or item is None or day is None or item.done:
        return None
    audience, to = _reader(item, view, context)
    theirs = audience == "partner"
    calendar = context.calendar(view.partner if theirs else None)
    try:
        week, due, expires = _times(day, calendar, context)
    except (NoWorkingTime, OverflowError):
        return None
    if week > policy.weeks:
        return None
    lead = context.lead(to[0]) if week > 1 and to and not theirs else None
    return planned(
        NAME,
        view,
        subject=about(item, calendar.local(due).date() if week else None),
        step=2 if week else 1,
        to=to,
        cc=(lead,) if lead and lead not in to else (),
        audience=audience,
        language=context.language(to[0] if to else None, view.partner if theirs else None, trigger=NAME),
        due_at=due,
        since=due - _WEEK,
        approval=policy.partner_approval if theirs else policy.approval,
        expires_at=expires,
        chain=(because("planned_action_due", text=item.text, deadline=day, week=week, due=due),),
    )


def over(followup: FollowUp, view: View, context: Context) -> Reason | None:  # noqa: ARG001
    if not isinstance(view, Meeting):
        return None
    id_, _, told = followup.about.partition("@")
    item = next((one for one in view.actions if one.id == id_), None)
    if item is None or item.done:
        return because("action_done")
    if deadline(item) is None or not told.startswith(str(deadline(item))):
        return because("deadline_moved")
    return None


TRIGGER = Trigger(NAME, "internal", Meeting, watch, over, parts)
