"""Action items: what was promised at meetings, by us and by partners, and what of it is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from liaison_sync.domain.report.blocks import (
    Block,
    Column,
    Evidence,
    Figure,
    Figures,
    Row,
    Say,
    Section,
    Share,
    Table,
    count,
    evidence,
    say,
)
from liaison_sync.domain.report.period import Period
from liaison_sync.domain.report.view import Promise, ReportView

_SHOWN = 10


def today(view: ReportView) -> date:
    """The day on which the standing figures are true, where the report is read."""
    return view.calendars.of(zone=view.period.zone).local(view.as_of).date()


def open_items(view: ReportView) -> list[Promise]:
    """Promised and not done, the most urgent first."""
    found = [p for p in view.promises if p.created_at < view.as_of and (p.done_at is None or p.done_at >= view.as_of)]
    return sorted(found, key=lambda p: (p.due or date.max, p.id))


def overdue(view: ReportView) -> list[Promise]:
    """Open, and the deadline has passed."""
    return [p for p in open_items(view) if p.due is not None and p.due < today(view)]


def due_soon(view: ReportView) -> list[Promise]:
    """Open, with a deadline within the time a report looks ahead."""
    return [p for p in open_items(view) if p.due is not None and today(view) <= p.due < today(view) + view.period.ahead]


def done(view: ReportView) -> list[Promise]:
    return [p for p in view.promises if view.within(p.done_at)]


def made(view: ReportView) -> list[Promise]:
    return [p for p in view.promises if view.within(p.created_at)]


def due_in(view: ReportView, period: Period, *, ours: bool) -> list[Promise]:
    """Promised by that side for a day of the period; in a running one, those done and those whose day is over."""
    first, last = period.first, period.after.first - timedelta(days=1)
    mine = (p for p in view.promises if p.ours == ours and p.created_at < view.as_of)
    return [p for p in mine if p.due is not None and first <= p.due <= last and (p.due < today(view) or kept(view, p))]


def kept(view: ReportView, one: Promise) -> bool:
    """Done by its deadline, as the day is counted where the report is read."""
    if one.done_at is None or one.due is None or one.done_at >= view.as_of:
        return False
    return view.calendars.of(zone=view.period.zone).local(one.done_at).date() <= one.due


def _kept(view: ReportView, side: str) -> Figure:
    """How many of a side's promises were kept, of those that fell due."""
    now, then = (due_in(view, period, ours=side == "ours") for period in (view.period, view.period.before))
    label = say(f"figure.actions.kept_{side}" + ("" if now else "_none"), count=len(now))
    before = _share(view, then) if view.compares else None
    return Figure(f"actions.kept_{side}", label, _share(view, now), _evidence(now), before)


def _share(view: ReportView, due: Sequence[Promise]) -> Share | None:
    return Share(sum(kept(view, one) for one in due), len(due)) if due else None


def section(view: ReportView) -> Section:
    blocks: list[Block] = [
        Figures(
            (
                count("actions.made", _evidence(made(view))),
                count("actions.done", _evidence(done(view)), tone="good"),
                count("actions.due_soon", _evidence(due_soon(view))),
                count("actions.overdue", _evidence(overdue(view)), tone="late"),
                count("actions.open", _evidence(open_items(view))),
                _kept(view, "ours"),
                _kept(view, "theirs"),
            )
        )
    ]
    shown = open_items(view)
    if shown:
        rows = tuple(_row(view, one) for one in shown[:_SHOWN])
        blocks.append(Table("actions", say("table.actions"), _COLUMNS, rows, more=len(shown) - len(rows)))
    return Section("actions", tuple(blocks))


def _evidence(items: Sequence[Promise]) -> Evidence:
    return evidence("action", [item.id for item in items])


_COLUMNS = (
    Column(say("column.action")),
    Column(say("column.owner")),
    Column(say("column.due")),
    Column(say("column.state")),
)


def _row(view: ReportView, one: Promise) -> Row:
    owner = view.person(one.owner) if one.owner else None
    return Row((one.text, owner, one.due, _state(view, one)), ("action", one.id))


def _state(view: ReportView, one: Promise) -> Say:
    late = (today(view) - one.due).days if one.due else 0
    if late == 1:
        return say("state.overdue_one")
    return say("state.overdue", days=late) if late > 0 else say("state.open")
