"""Communication problems: each with whom it concerns, what shows it, and a proposed step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from liaison_sync.domain.report.blocks import (
    Block,
    Column,
    Figure,
    Figures,
    Row,
    Section,
    Table,
    Text,
    evidence,
    say,
)
from liaison_sync.domain.report.problems.crossing import two_writers
from liaison_sync.domain.report.problems.disappointed import low_score
from liaison_sync.domain.report.problems.doubtful import unverified
from liaison_sync.domain.report.problems.drifting import dormant, slowing
from liaison_sync.domain.report.problems.moving import contradictory, moved_again
from liaison_sync.domain.report.problems.problem import Problem
from liaison_sync.domain.report.problems.promised import promises_overdue
from liaison_sync.domain.report.problems.thin import single_contact
from liaison_sync.domain.report.problems.unreachable import bounced, in_junk, refused, vanished
from liaison_sync.domain.report.problems.waiting_long import unanswered
from liaison_sync.domain.report.view import ReportView

__all__ = ["CHECKS", "KINDS", "Problem", "contradictory", "problems", "section"]

_SHOWN = 15
_OF_A_KIND = 5
_LONGEST = {"unanswered_ours": 3, "unanswered_theirs": 3}  # they have their own tables under whose turn it is

CHECKS: tuple[Callable[[ReportView], Iterator[Problem]], ...] = (
    unverified,
    contradictory,
    low_score,
    bounced,
    refused,
    in_junk,
    moved_again,
    promises_overdue,
    two_writers,
    vanished,
    slowing,
    dormant,
    single_contact,
    unanswered,
)
KINDS = (
    "unanswered_ours",
    "unanswered_theirs",
    "promise_ours",
    "promise_theirs",
    "bounced",
    "refused",
    "vanished",
    "contradictory",
    "low_score",
    "moved_again",
    "two_writers",
    "slowing",
    "dormant",
    "single_contact",
    "unverified",
    "in_junk",
)


def problems(view: ReportView) -> Sequence[Problem]:
    """All of them, in the order of CHECKS."""
    return view.once(_all)


def _all(view: ReportView) -> Sequence[Problem]:
    return [one for check in CHECKS for one in check(view)]


def section(view: ReportView) -> Section:
    found = problems(view)
    if not found:
        return Section("problems", (Text((say("problems.none"),)),))
    blocks: list[Block] = [Figures(tuple(_figure(kind, found) for kind in KINDS if _of(kind, found)))]
    shown = [one for kind in KINDS for one in _of(kind, found)[: _LONGEST.get(kind, _OF_A_KIND)]]
    rows = tuple(_row(view, one) for one in sorted(shown, key=found.index)[:_SHOWN])
    blocks.append(Table("problems", say("table.problems"), _COLUMNS, rows, more=len(found) - len(rows)))
    return Section("problems", tuple(blocks))


def _of(kind: str, found: Sequence[Problem]) -> list[Problem]:
    return [one for one in found if one.kind == kind]


def _figure(kind: str, found: Sequence[Problem]) -> Figure:
    mine = _of(kind, found)
    keys = list(dict.fromkeys(one.about[1] for one in mine))  # one delivery report may name two dead addresses
    listed = evidence(mine[0].about[0], keys)
    return Figure(f"problems.{kind}", say(f"figure.problems.{kind}"), len(keys), listed, tone="late")


_COLUMNS = (Column(say("column.problem")), Column(say("column.partner")), Column(say("column.step")))


def _row(view: ReportView, one: Problem) -> Row:
    return Row((one.detail, view.partner_name(one.partner), say(f"step.{one.kind}")), one.about)
