"""Official letters: what came and left with a number, as the register (*buku agenda*) has it."""

from __future__ import annotations

from collections.abc import Sequence

from liaison_sync.domain.report.blocks import (
    Block,
    Column,
    Day,
    Evidence,
    EvidenceKind,
    Figure,
    Figures,
    Row,
    Section,
    Table,
    Text,
    count,
    evidence,
    say,
)
from liaison_sync.domain.report.period import Period
from liaison_sync.domain.report.view import Registered, ReportView
from liaison_sync.domain.view import Direction

_SHOWN = 12
_COLUMNS = tuple(Column(say(f"column.{name}")) for name in ("number", "letter", "way", "partner", "day"))


def registered(view: ReportView, direction: Direction, period: Period | None = None) -> list[Registered]:
    """The numbered letters of the period, one way."""
    return [one for one in view.letters if one.direction == direction and view.within(one.at, period)]


def section(view: ReportView) -> Section:
    found = [*registered(view, "in"), *registered(view, "out")]
    if not found:  # who has no register need not read of one
        return Section("letters", (Text((say("letters.none"),)),) if view.letters else ())
    counted = (_counted(view, "in"), _counted(view, "out"))
    rows = tuple(_row(view, one) for one in sorted(found, key=lambda one: (one.at, one.message))[-_SHOWN:])
    table = Table("letters", say("table.letters"), _COLUMNS, rows, more=len(found) - len(rows))
    blocks: tuple[Block, ...] = (Figures(counted), table)
    return Section("letters", blocks)


def _counted(view: ReportView, direction: Direction) -> Figure:
    before = len(registered(view, direction, view.period.before)) if view.compares else None
    return count(f"letters.{direction}", _evidence(registered(view, direction)), before=before)


def _evidence(letters: Sequence[Registered]) -> Evidence:
    return evidence("message", [one.message for one in letters])


def _row(view: ReportView, one: Registered) -> Row:
    partner = view.partner_name(one.partner) or say("unknown_sender")
    subject = one.subject or say("no_subject")
    about: tuple[EvidenceKind, str] | None = ("thread", one.thread) if one.thread else None
    return Row((one.number, subject, say(f"series.{one.direction}"), partner, Day(one.at)), about)
