"""Why a follow-up waits for a moment that is known: an absence, a snooze, working time, a failed look."""

from __future__ import annotations

from datetime import datetime, timedelta

from liaison_sync.domain.context import Context
from liaison_sync.domain.followup import FollowUp, Reason, Stage, because
from liaison_sync.domain.holds import moment_of
from liaison_sync.domain.stops import View, turns_since
from liaison_sync.domain.view import Correspondence, Turn
from liaison_sync.domain.workdays import Calendar, NoWorkingTime

_LONGEST_ABSENCE = timedelta(days=366)

Later = tuple[datetime, Reason]


def recipients_calendar(followup: FollowUp, context: Context) -> Calendar:
    return context.calendar(followup.partner if followup.audience == "partner" else None)


def look_failed(context: Context, stage: Stage) -> Later | None:
    """Right before sending, the fresh look must have begun within seconds; without it nothing leaves."""
    rule = context.policy.sending
    if stage != "send":
        return None
    at = context.looked_at
    if at is not None and timedelta() <= context.now - at <= timedelta(seconds=rule.look_seconds):
        return None
    return context.now + timedelta(minutes=rule.retry_minutes), because("look_failed")


def _back(turn: Turn, calendar: Calendar, wait: int) -> datetime | None:
    if turn.return_date is None:
        return calendar.add_working_days(turn.at, wait)
    if turn.return_date - turn.at > _LONGEST_ABSENCE:
        return None
    return calendar.return_on(turn.return_date.date())


def out_of_office(followup: FollowUp, view: View, context: Context) -> Later | None:
    calendar, wait = recipients_calendar(followup, context), context.policy.out_of_office_days
    latest: Later | None = None
    for turn, _ in turns_since(followup, view, context):
        if turn.automatic != "out-of-office" or turn.sender not in followup.to:
            continue
        until = _back(turn, calendar, wait)
        if until and until > moment_of(followup, context) and (latest is None or until > latest[0]):
            latest = until, because("out_of_office", who=context.name_of(turn.sender), until=until)
    return latest


def snoozed(followup: FollowUp, view: View, context: Context) -> Later | None:
    until = view.snoozed_until if isinstance(view, Correspondence) else None
    if until and until > moment_of(followup, context):
        return until, because("thread_snoozed", until=until)
    return None


def quiet_hours(followup: FollowUp, context: Context) -> Later | None:
    """Evenings, weekends and holidays of the recipient's zone ⇒ their next working hour."""
    calendar, moment = recipients_calendar(followup, context), moment_of(followup, context)
    if calendar.is_working(moment):
        return None
    until = calendar.next_working(moment)
    holiday = calendar.holidays.get(calendar.local(moment).date())
    if holiday:
        return until, because("holiday", name=holiday.name, until=until)
    return until, because("quiet_hours", until=until)


def later(followup: FollowUp, view: View, context: Context, stage: Stage) -> Later | None:
    """The latest moment any rule asks for, in working time, with its reason; None: it may go on."""
    try:
        asked = (
            look_failed(context, stage),
            out_of_office(followup, view, context),
            snoozed(followup, view, context),
            quiet_hours(followup, context),
        )
    except NoWorkingTime:
        return context.now + timedelta(days=1), because("no_working_time")
    return max((wish for wish in asked if wish), key=lambda wish: wish[0], default=None)
