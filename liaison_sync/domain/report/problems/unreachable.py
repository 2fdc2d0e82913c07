"""People our mail does not reach any more: addresses that fail, that turn us away, that fell silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from liaison_sync.domain.report.blocks import Say, say
from liaison_sync.domain.report.problems.problem import Problem
from liaison_sync.domain.report.view import ReportView, by_hand
from liaison_sync.domain.view import Turn

_LETTERS = 2  # of ours without a word from them


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


def vanished(view: ReportView) -> Iterator[Problem]:
    """Wrote to us before, and since the period before nothing, though two letters of ours or more went to them."""
    wrote = view.heard.keys()
    before = _spoke_before(view)
    letters: dict[str, list[Turn]] = defaultdict(list)
    for turn in view.turns:
        if turn.direction == "out" and by_hand(turn):
            for address in turn.recipients:
                if address in before and address not in wrote:
                    letters[address].append(turn)
    for address, sent in sorted(letters.items()):
        if len(sent) >= _LETTERS and view.within(sent[-1].at):
            detail = say("problem_detail.vanished", who=view.person(address), count=len(sent))
            yield Problem("vanished", before[address], detail, ("message", sent[-1].key))


def _spoke_before(view: ReportView) -> dict[str, str | None]:
    """Who of a partner wrote before the period before, in threads that still live → their partner."""
    since = view.period.before.start
    return {
        turn.sender: turn.partner
        for thread in view.threads
        for turn in thread.turns
        if turn.at < since and turn.direction == "in" and turn.partner and by_hand(turn)
    }


def in_junk(view: ReportView) -> Iterator[Problem]:
    """A partner's mail that the mail server took for junk."""
    for turn in view.turns:
        if turn.junk and turn.partner and turn.trust != "low" and turn.automatic is None and view.within(turn.at):
            subject = turn.subject or say("no_subject")
            detail = say("problem_detail.in_junk", who=view.person(turn.sender), subject=subject)
            yield Problem("in_junk", turn.partner, detail, ("message", turn.key))
