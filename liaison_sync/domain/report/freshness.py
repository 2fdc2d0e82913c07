"""Freshness: until when each mailbox was read, what could not be read, and which reports were never mailed."""

from __future__ import annotations

from datetime import timedelta

from liaison_sync.domain.report.blocks import (
    Block,
    Cell,
    Clock,
    Column,
    Day,
    Elapsed,
    Figure,
    Figures,
    Listed,
    Row,
    Say,
    Section,
    Table,
    Text,
    count,
    evidence,
    say,
)
from liaison_sync.domain.report.completeness import sentences
from liaison_sync.domain.report.view import BoxHealth, ReportView

BEHIND = timedelta(minutes=30)
_LONG_AFTER = timedelta(days=1)  # what nobody can tell of an earlier day is then another day's


def lag(view: ReportView, box: BoxHealth) -> timedelta | None:
    """How far a mailbox is behind; None where it was never read to the end."""
    return None if box.read_until is None else max(timedelta(), view.now - box.read_until)


def behind(view: ReportView) -> list[BoxHealth]:
    """Mailboxes whose figures may be incomplete."""
    return [box for box in view.boxes if (late := lag(view, box)) is None or late > BEHIND]


def section(view: ReportView) -> Section:
    quarantined = [key for box in view.boxes for key in box.quarantined]
    blocks: list[Block] = [
        Text((headline(view),)),
        Table("mailboxes", None, _COLUMNS, tuple(_row(view, box) for box in view.boxes)),
        Figures((count("freshness.quarantined", evidence("quarantine", quarantined), tone="late"),)),
    ]
    if said := tuple(sentences(view)):
        blocks.append(Text(said))
    if view.holidays:
        blocks.append(Text(tuple(say(f"holidays.{key}", year=str(year)) for key, year in view.holidays)))
    if view.now - view.as_of > _LONG_AFTER:
        blocks.append(Text((say("freshness.afterwards", at=Day(view.now)),)))
    if view.skipped:
        blocks.append(Text((say("freshness.skipped", weeks=Listed(view.skipped)),)))
    return Section("freshness", tuple(blocks))


def headline(view: ReportView) -> Say:
    """ "Data sampai 06.55; humas@ tertinggal 2 jam." """
    late = behind(view)
    known = [box.read_until for box in view.boxes if box.read_until is not None and box not in late]
    if not view.boxes or (late and not known):
        return say("freshness.nothing_read")
    until = min(known)
    if not late:
        return say("freshness.all", day=Day(until), at=Clock(until))
    return say(
        "freshness.behind", day=Day(until), at=Clock(until), boxes=Listed(tuple(_lagging(view, box) for box in late))
    )


def _lagging(view: ReportView, box: BoxHealth) -> Say:
    late = lag(view, box)
    if late is None:
        return say("freshness.box_never", box=box.address or box.name)
    return say("freshness.box_behind", box=box.address or box.name, lag=_elapsed(late))


def _elapsed(span: timedelta) -> Elapsed:
    return Elapsed(int(span.total_seconds() // 60))


_COLUMNS = (
    Column(say("column.mailbox")),
    Column(say("column.read_until")),
    Column(say("column.state")),
    Column(say("column.quarantined"), numeric=True),
)


def _row(view: ReportView, box: BoxHealth) -> Row:
    late = lag(view, box)
    if box.paused:
        state: Say = say("state.paused")
    elif box.error:
        state = say("state.failing", cause=box.error)
    elif late is None or late > BEHIND:
        state = say("state.behind")
    else:
        state = say("state.well")
    read = box.read_until
    set_aside = evidence("quarantine", box.quarantined, mailbox=box.name)
    quarantined = Figure(
        f"freshness.quarantined.{box.name}", say("column.quarantined"), len(box.quarantined), set_aside
    )
    cells: tuple[Cell, ...] = (box.address or box.name, read, state, quarantined)
    return Row(cells, ("mailbox", box.name))
