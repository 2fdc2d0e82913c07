"""Whose turn it is, with whom and for how long, at the end of the period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from liaison_sync.domain import overriding
from liaison_sync.domain.report.blocks import (
    Block,
    Column,
    Day,
    Evidence,
    Figures,
    Hours,
    Row,
    Section,
    Table,
    Value,
    WorkingDays,
    count,
    evidence,
    say,
)
from liaison_sync.domain.report.view import ReportView
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Correspondence
from liaison_sync.domain.workdays import Calendar, NoWorkingTime

_SHOWN = 10
Side = Literal["ours", "theirs"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A thread that waits for `side` since then. `days` and `hours` are worked by that side, `late` beyond policy.

    `patience`: of how many working days the policy lets a partner take, as it holds for this one.
    """

    thread: Correspondence
    side: Side
    since: datetime
    days: int
    hours: float
    late: bool
    patience: int

    @property
    def partner(self) -> str | None:
        return self.thread.partner

    @property
    def waited(self) -> WorkingDays | Hours:
        """For how long: nobody has waited for no days."""
        return WorkingDays(self.days) if self.days else Hours(round(self.hours, 1))


def waiting(view: ReportView) -> Sequence[Waiting]:
    """Threads with a partner whose ball is somebody's, longest first; snoozed ones are nobody's burden until then."""
    return view.once(_all)


def _all(view: ReportView) -> Sequence[Waiting]:
    found = [one for thread in view.threads if (one := _waiting(thread, view)) is not None]
    return sorted(found, key=lambda one: (one.since, one.thread.thread))


def _waiting(thread: Correspondence, view: ReportView) -> Waiting | None:
    whose, since = thread.ball.whose, thread.ball.since
    if whose == "nobody" or since is None or thread.partner is None:
        return None
    if thread.snoozed_until is not None and thread.snoozed_until > view.as_of:
        return None
    calendar = view.calendar(None if whose == "ours" else thread.partner)
    days = calendar.working_days_between(since, view.as_of - datetime.resolution)  # the day that begins then is none
    hours = calendar.working_hours_between(since, view.as_of) if whose == "ours" or not days else 0.0
    rules = overriding.narrowed(view.policy, thread.partner, thread.project)
    patience = rules.no_reply.working_days
    late = hours >= rules.we_owe.working_hours if whose == "ours" else overdue(calendar, since, patience, view.as_of)
    return Waiting(thread, whose, since, days, hours, late, patience)


def doubtful(thread: Correspondence) -> bool:
    """Whether somebody in it may not be who they say they are."""
    return any(turn.trust == "low" for turn in thread.turns)


def titled(thread: Correspondence) -> Value:
    """Its subject, with a warning where somebody in it may pretend."""
    subject: Value = thread.subject or say("no_subject")
    return say("doubtful", subject=subject) if doubtful(thread) else subject


def overdue(calendar: Calendar, since: datetime, days: int, now: datetime) -> bool:
    """To the hour, as reminders fall due."""
    try:
        return calendar.add_working_days(since, days) <= now
    except (NoWorkingTime, OverflowError):
        return False


def found(waits: Sequence[Waiting], side: Side, *, late: bool = False) -> Evidence:
    threads = [one.thread.thread for one in waits if one.side == side and (one.late or not late)]
    return evidence("thread", threads, ball=side, **({"late": "1"} if late else {}))


def section(view: ReportView) -> Section:
    waits = waiting(view)
    blocks: list[Block] = [
        Figures(
            (
                count("turns.ours", found(waits, "ours")),
                count("turns.ours_late", found(waits, "ours", late=True), tone="late"),
                count("turns.theirs", found(waits, "theirs")),
                count("turns.theirs_late", found(waits, "theirs", late=True), tone="late"),
            )
        )
    ]
    blocks += [table for side in ("ours", "theirs") if (table := _table(view, waits, side)) is not None]
    return Section("turns", tuple(blocks))


def _table(view: ReportView, waits: Sequence[Waiting], side: Side) -> Table | None:
    """The longest waits, late ones only where there are any."""
    mine = [one for one in waits if one.side == side and one.late]
    if not mine:
        return None
    rows = tuple(_row(view, one) for one in mine[:_SHOWN])
    return Table(f"waiting_{side}", say(f"table.waiting_{side}"), _COLUMNS, rows, more=len(mine) - len(rows))


_COLUMNS = (
    Column(say("column.subject")),
    Column(say("column.partner")),
    Column(say("column.since")),
    Column(say("column.waited")),
    Column(say("column.owner")),
)


def _row(view: ReportView, one: Waiting) -> Row:
    thread = one.thread
    owner = view.owner(thread.owner, thread.partner)
    return Row(
        (titled(thread), view.partner_name(thread.partner), Day(one.since), one.waited, owner),
        ("thread", thread.thread),
    )
