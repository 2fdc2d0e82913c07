"""Communication problems: each with whom it concerns, what shows it, and a proposed step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from liaison_sync.domain.report.blocks import (
    Block,
    Column,
    EvidenceKind,
    Figure,
    Figures,
    Row,
    Say,
    Section,
    Table,
    Text,
    Value,
    WorkingDays,
    evidence,
    say,
)
from liaison_sync.domain.report.turns import waiting
from liaison_sync.domain.report.view import OFF, Met, ReportView
from liaison_sync.domain.view import Turn

_SHOWN = 12
_LONGEST = {"unanswered_ours": 3, "unanswered_theirs": 3}  # they have their own tables under whose turn it is
_REPEATED = 2  # moves of one meeting that make a pattern


@dataclass(frozen=True, slots=True)
class Problem:
    """`kind` is a key (`problem.<kind>`, its step `step.<kind>`); `key` the evidence it opens."""

    kind: str
    partner: str | None
    detail: Value
    about: tuple[EvidenceKind, str]


def unanswered(view: ReportView) -> Iterator[Problem]:
    """Waiting longer than policy allows, for us and for them."""
    for one in waiting(view):
        if one.late:
            subject = one.thread.subject or say("no_subject")
            detail = say(f"problem_detail.unanswered_{one.side}", subject=subject, days=WorkingDays(one.days))
            yield Problem(f"unanswered_{one.side}", one.partner, detail, ("thread", one.thread.thread))


def bounced(view: ReportView) -> Iterator[Problem]:
    """Addresses that failed for good in the period; the delivery report is the evidence."""
    yield from _reported("bounced", view, lambda turn: turn.bounced)


def refused(view: ReportView) -> Iterator[Problem]:
    """Addresses whose server turned our mail away by its policy."""
    yield from _reported("refused", view, lambda turn: turn.refused)


def _reported(kind: str, view: ReportView, named: Callable[[Turn], Sequence[str]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for turn in view.turns:
        for address in named(turn):
            if view.within(turn.at) and address not in seen:
                seen.add(address)
                contact = view.contacts.get(address)
                detail = _failed(kind, view.person(address), address)
                yield Problem(kind, contact.partner if contact else turn.partner, detail, ("message", turn.key))


def _failed(kind: str, who: str, address: str) -> Say:
    if who == address:
        return say(f"problem_detail.{kind}_unnamed", address=address)
    return say(f"problem_detail.{kind}", who=who, address=address)


def contradictory(view: ReportView) -> Iterator[Problem]:
    """The text of an invitation says otherwise than the invitation; past meetings are past worrying about."""
    for meeting in view.meetings:
        kinds = [flag.partition(":")[2] for flag in meeting.flags if flag.startswith("text_conflict:")]
        if kinds and meeting.live and meeting.end >= view.period.start:
            what = say(f"conflict.{kinds[0]}")
            detail = say("problem_detail.contradictory", title=meeting.title or say("no_title"), what=what)
            yield Problem("contradictory", meeting.partner, detail, ("occurrence", meeting.key))


def moved_again(view: ReportView) -> Iterator[Problem]:
    """A meeting moved twice or more, the last time in the period."""
    first: dict[str, Met] = {}
    for meeting in view.meetings:
        first.setdefault(meeting.uid, meeting)
    for meeting in first.values():
        times = len(meeting.moves)
        if times >= _REPEATED and any(view.within(at) for at, _ in meeting.moves) and meeting.status not in OFF:
            detail = say("problem_detail.moved_again", title=meeting.title or say("no_title"), times=times)
            yield Problem("moved_again", meeting.partner, detail, ("occurrence", meeting.key))


def unverified(view: ReportView) -> Iterator[Problem]:
    """Somebody may pretend to be who they are not."""
    for turn in view.turns:
        if turn.trust == "low" and turn.direction == "in" and view.within(turn.at):
            detail = say("problem_detail.unverified", address=turn.sender, subject=turn.subject or say("no_subject"))
            yield Problem("unverified", turn.partner, detail, ("message", turn.key))


def in_junk(view: ReportView) -> Iterator[Problem]:
    """A partner's mail that the mail server took for junk."""
    for turn in view.turns:
        if turn.junk and turn.partner and turn.trust != "low" and turn.automatic is None and view.within(turn.at):
            detail = say("problem_detail.in_junk", who=view.person(turn.sender), subject=turn.subject)
            yield Problem("in_junk", turn.partner, detail, ("message", turn.key))


CHECKS: tuple[Callable[[ReportView], Iterator[Problem]], ...] = (
    unverified,
    contradictory,
    bounced,
    refused,
    in_junk,
    moved_again,
    unanswered,
)
KINDS = (
    "unanswered_ours",
    "unanswered_theirs",
    "bounced",
    "refused",
    "contradictory",
    "moved_again",
    "unverified",
    "in_junk",
)


def problems(view: ReportView) -> list[Problem]:
    return [one for check in CHECKS for one in check(view)]


def section(view: ReportView) -> Section:
    found = problems(view)
    if not found:
        return Section("problems", (Text((say("problems.none"),)),))
    blocks: list[Block] = [Figures(tuple(_figure(kind, found) for kind in KINDS if _of(kind, found)))]
    shown = [one for kind in KINDS for one in _of(kind, found)[: _LONGEST.get(kind, _SHOWN)]]
    rows = tuple(_row(view, one) for one in sorted(shown, key=found.index)[:_SHOWN])
    blocks.append(Table("problems", say("table.problems"), _COLUMNS, rows, more=len(found) - len(rows)))
    return Section("problems", tuple(blocks))


def _of(kind: str, found: Sequence[Problem]) -> list[Problem]:
    return [one for one in found if one.kind == kind]


def _figure(kind: str, found: Sequence[Problem]) -> Figure:
    mine = _of(kind, found)
    listed = evidence(mine[0].about[0], [one.about[1] for one in mine])
    return Figure(f"problems.{kind}", say(f"figure.problems.{kind}"), len(mine), listed, tone="late")


_COLUMNS = (Column(say("column.problem")), Column(say("column.partner")), Column(say("column.step")))


def _row(view: ReportView, one: Problem) -> Row:
    step: Say = say(f"step.{one.kind}")
    return Row((one.detail, view.partner_name(one.partner), step), one.about)
