"""Meetings that do not stand firm: text and invitation disagree, or they move again and again."""

from __future__ import annotations

from collections.abc import Iterator

from liaison_sync.domain.report.blocks import Listed, Say, say
from liaison_sync.domain.report.problems.problem import Problem
from liaison_sync.domain.report.view import OFF, Met, ReportView

_REPEATED = 2  # moves of one meeting that make a pattern


def contradictory(view: ReportView) -> Iterator[Problem]:
    """The text of an invitation says otherwise than the invitation; past meetings are past worrying about."""
    for meeting in view.meetings:
        what = differing(meeting)
        if what.values and meeting.live and meeting.end >= view.period.start:
            detail = say("problem_detail.contradictory", title=meeting.title or say("no_title"), what=what)
            yield Problem("contradictory", meeting.partner, detail, ("occurrence", meeting.key))


def differing(meeting: Met) -> Listed:
    """What its letter says otherwise than its invitation: the time, the place."""
    kinds = (flag.partition(":")[2] for flag in meeting.flags if flag.startswith("text_conflict:"))
    return Listed(tuple(say(f"conflict.{kind}") for kind in kinds))


def moved_again(view: ReportView) -> Iterator[Problem]:
    """A meeting moved twice or more, the last time in the period, with who moved it."""
    first: dict[str, Met] = {}
    for meeting in view.meetings:
        first.setdefault(meeting.uid, meeting)
    for meeting in first.values():
        times = len(meeting.moves)
        if times >= _REPEATED and any(view.within(at) for at, _ in meeting.moves) and meeting.status not in OFF:
            title = meeting.title or say("no_title")
            detail = say("problem_detail.moved_again", title=title, times=times, by=_by(meeting))
            yield Problem("moved_again", meeting.partner, detail, ("occurrence", meeting.key))


def _by(meeting: Met) -> Say:
    """Who moved it: all of them us, all of them the partner, or both."""
    theirs = sum(1 for one in meeting.movers if one == "in")
    ours = sum(1 for one in meeting.movers if one == "out")
    if not theirs + ours:
        return say("moved_by.unknown")
    if theirs and ours:
        return say("moved_by.both", theirs=theirs, ours=ours)
    return say("moved_by.theirs" if theirs else "moved_by.ours")
