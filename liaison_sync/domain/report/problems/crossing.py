"""Two of us writing to one partner on separate matters within a day, as if we did not know of each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from liaison_sync.domain.report.blocks import say
from liaison_sync.domain.report.problems.problem import Problem
from liaison_sync.domain.report.view import ASKS_NOTHING, ReportView, by_hand
from liaison_sync.domain.view import Turn

_DAY = timedelta(days=1)


def two_writers(view: ReportView) -> Iterator[Problem]:
    """Letters from two addresses of ours to one partner, in two threads, less than a day apart; a pair is told once.

    An answer to an invitation is a click in somebody's calendar and no letter.
    """
    letters: dict[str, list[tuple[Turn, str]]] = defaultdict(list)
    for thread in view.threads:
        for turn in thread.turns:
            letter = turn.direction == "out" and by_hand(turn) and turn.calendar_method not in ASKS_NOTHING
            if letter and thread.partner and view.within(turn.at):
                letters[thread.partner].append((turn, thread.thread))
    for partner, sent in sorted(letters.items()):
        told: set[frozenset[str]] = set()
        sent.sort(key=lambda one: (one[0].at, one[0].key))
        for n, (later, here) in enumerate(sent):
            for earlier, there in sent[max(0, n - 20) : n]:
                pair = frozenset((earlier.sender, later.sender))
                if here != there and len(pair) == 2 and later.at - earlier.at < _DAY and pair not in told:
                    told.add(pair)
                    first, second = view.person(earlier.sender), view.person(later.sender)
                    subject = later.subject or say("no_subject")
                    detail = say("problem_detail.two_writers", first=first, second=second, subject=subject)
                    yield Problem("two_writers", partner, detail, ("message", later.key))
