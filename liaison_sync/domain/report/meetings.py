"""Meetings: what took place, what is coming, what was called off or moved, and what nobody has recorded yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from liaison_sync.domain.conduct import ASKED_FOR
from liaison_sync.domain.report.blocks import (
    Block,
    Column,
    Evidence,
    Figure,
    Figures,
    Row,
    Section,
    Span,
    Table,
    Value,
    count,
    evidence,
    say,
)
from liaison_sync.domain.report.meeting_numbers import numbers
from liaison_sync.domain.report.period import Period
from liaison_sync.domain.report.view import HELD, OFF, Met, ReportView

_SHOWN = 10


def held_in(view: ReportView, period: Period) -> list[Met]:
    """Took place in the period, as somebody recorded."""
    return [m for m in view.meetings if view.within(m.start, period) and m.outcome in HELD]


def planned_in(view: ReportView, period: Period) -> list[Met]:
    """Every meeting of the period that was not called off, recorded or not; those that did not take place are out."""
    return [m for m in view.meetings if view.within(m.start, period) and _stands(m)]


def _stands(meeting: Met) -> bool:
    return meeting.outcome in HELD or (meeting.live and meeting.outcome != "not_held")


def called_off(view: ReportView, period: Period) -> list[Met]:
    """Would have been in the period, but was cancelled or did not take place."""
    return [
        m
        for m in view.meetings
        if view.within(m.start, period) and m.outcome not in HELD and (m.status in OFF or m.outcome == "not_held")
    ]


def moved_in(view: ReportView, period: Period) -> list[Met]:
    """Moved to another time by news that came in the period; one line for each engagement."""
    found: dict[str, Met] = {}
    for meeting in view.meetings:
        if any(view.within(at, period) for at, _ in meeting.moves):
            found.setdefault(meeting.uid, meeting)
    return list(found.values())


def upcoming(view: ReportView) -> list[Met]:
    """Soon after the period (`Period.ahead`), not called off."""
    return [
        m for m in view.meetings if view.as_of <= m.start < view.as_of + view.period.ahead and m.live and not m.outcome
    ]


def outcome_missing(view: ReportView) -> list[Met]:
    """Over, and nobody has said how it went."""
    grace = timedelta(minutes=view.policy.outcome_missing.minutes_after)
    return [m for m in _recent(view) if m.live and not m.outcome and m.end + grace <= view.as_of]


def minutes_missing(view: ReportView) -> list[Met]:
    """Took place, and has no minutes."""
    return [m for m in _recent(view) if m.outcome in HELD and not m.minuted]


def _recent(view: ReportView) -> list[Met]:
    return [m for m in view.meetings if view.as_of - ASKED_FOR <= m.start < view.as_of]


def section(view: ReportView) -> Section:
    blocks: list[Block] = [
        Figures(
            (
                planned(view),
                _compared(view, "held", held_in),
                _compared(view, "cancelled", called_off),
                _compared(view, "rescheduled", moved_in),
                count("meetings.upcoming", _evidence(upcoming(view))),
                count("meetings.outcome_missing", _evidence(outcome_missing(view)), tone="late"),
                count("meetings.minutes_missing", _evidence(minutes_missing(view)), tone="late"),
            )
        ),
        Figures(tuple(numbers(view))),
    ]
    title = "meetings_running" if view.running else "meetings_held"
    ahead = {one.key for one in upcoming(view)}  # of a period that runs, these stand in the table of what comes
    blocks += _table(view, title, [m for m in planned_in(view, view.period) if m.key not in ahead], stands=True)
    blocks += _table(view, "meetings_upcoming", upcoming(view))
    missing = [*outcome_missing(view), *minutes_missing(view)]
    blocks += _table(view, "meetings_unrecorded", sorted(missing, key=lambda m: (m.start, m.key)), stands=True)
    return Section("meetings", tuple(blocks))


def planned(view: ReportView) -> Figure:
    """The meetings of the week."""
    return _compared(view, "planned", planned_in)


def _compared(view: ReportView, name: str, find: Callable[[ReportView, Period], list[Met]]) -> Figure:
    before = len(find(view, view.period.before)) if view.compares else None
    return count(f"meetings.{name}", _evidence(find(view, view.period)), before=before)


def _evidence(meetings: Sequence[Met]) -> Evidence:
    return evidence("occurrence", [meeting.key for meeting in meetings])


def _table(view: ReportView, id_: str, meetings: Sequence[Met], *, stands: bool = False) -> list[Block]:
    if not meetings:
        return []
    last = Column(say("column.record" if stands else "column.answer"))
    columns = (Column(say("column.when")), Column(say("column.meeting")), Column(say("column.partner")), last)
    rows = tuple(_row(view, meeting, stands=stands) for meeting in meetings[:_SHOWN])
    return [Table(id_, say(f"table.{id_}"), columns, rows, more=len(meetings) - len(rows))]


def _row(view: ReportView, meeting: Met, *, stands: bool) -> Row:
    when = Span(meeting.start, meeting.end, None if meeting.all_day else meeting.zone, meeting.all_day)
    told = stands and (meeting.outcome or meeting.start < view.as_of)
    record: Value = record_of(meeting) if told else say(f"status.{meeting.status}")
    title = meeting.title or say("no_title")
    return Row((when, title, view.partner_name(meeting.partner), record), ("occurrence", meeting.key))


def record_of(meeting: Met) -> Value:
    """What has been recorded of a meeting that is over."""
    if meeting.outcome in HELD:
        return say("record.minuted" if meeting.minuted else "record.no_minutes")
    return say("record.none")
