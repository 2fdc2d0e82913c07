"""Partners drifting away: silent beyond their own rhythm, or slower to answer than they used to be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from statistics import median_low

from liaison_sync.domain import overriding
from liaison_sync.domain.report.blocks import Day, Hours, say
from liaison_sync.domain.report.problems.problem import Problem
from liaison_sync.domain.report.responses import Response, middle, responses, responses_in
from liaison_sync.domain.report.view import ReportView
from liaison_sync.domain.rhythm import patience, silent_days

PAST = timedelta(weeks=12)  # what a partner's answers are compared with
_NOW, _BEFORE = 2, 3  # answers that make a median worth comparing
_SLOWER, _LEAST = 2.0, 8.0  # times, and working hours


def dormant(view: ReportView) -> Iterator[Problem]:
    """Silent for longer than their own median gap makes patient, by the rule that holds for them in this matter.

    Whoever waits for us is not silent.
    """
    busy = {one.partner for one in view.threads if one.ball.whose == "ours"}
    busy |= {one.partner for one in view.meetings if one.live and one.start > view.as_of}
    for partner, heard in sorted(view.rhythms.items(), key=lambda one: (one[1].at, one[0])):
        if heard.days is None or partner in busy or partner not in view.partners:
            continue
        rule = overriding.narrowed(view.policy, partner, heard.project).dormant
        silent = silent_days(heard.at, view.as_of, view.calendar(partner))
        if rule.enabled and silent > patience(heard.days, rule):
            days = (view.as_of - heard.at).days
            detail = say("problem_detail.dormant", day=Day(heard.at), days=days, usual=max(1, round(heard.days)))
            yield Problem("dormant", partner, detail, ("message", heard.last))


def slow_now(view: ReportView) -> dict[str, list[Response]]:
    """Partner → its answers of the period, where they are many and slow enough to ask how it was before.

    Of two answers both are slow: the mean of a quick and a late one says nothing of a partner.
    """
    found: dict[str, list[Response]] = {}
    for one in responses(view):
        if one.side == "theirs" and one.partner and view.within(one.at):
            found.setdefault(one.partner, []).append(one)
    return {partner: each for partner, each in found.items() if len(each) >= _NOW and _least(each) >= _LEAST}


def _least(each: Sequence[Response]) -> float:
    """Half of the answers and more took so long."""
    return median_low(one.hours for one in each)


def slowing(view: ReportView) -> Iterator[Problem]:
    """Their median answer of the period takes twice as long as that of the twelve weeks before."""
    for partner, now in sorted(slow_now(view).items()):
        then, took = _before(view, partner), middle(now)
        if len(then) < _BEFORE:
            continue
        usual = middle(then)
        if took is not None and usual is not None and _least(now) >= _SLOWER * max(usual, 0.5):
            detail = say("problem_detail.slowing", now=Hours(took), usual=Hours(usual))
            yield Problem("slowing", partner, detail, ("message", now[-1].message))


def _before(view: ReportView, partner: str) -> Sequence[Response]:
    """Its answers in the twelve weeks before the period."""
    since, until = view.period.start - PAST, view.period.start
    mine = (one for thread in view.past if thread.partner == partner for one in responses_in(thread, view, since))
    return [one for one in mine if one.side == "theirs" and one.at < until]
