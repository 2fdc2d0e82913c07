"""People our mail does not reach any more: addresses that fail, that turn us away, that fell silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from liaison_sync.domain import overriding
from liaison_sync.domain.report.blocks import Say, say
from liaison_sync.domain.report.problems.problem import Problem
from liaison_sync.domain.report.turns import overdue
from liaison_sync.domain.report.view import ReportView, awaits, by_hand
from liaison_sync.domain.view import Correspondence, Turn

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
                detail = _failed(kind, view.person(address), address)
                yield Problem(kind, _whose(view, address) or turn.partner, detail, ("message", turn.key))


def _whose(view: ReportView, address: str) -> str | None:
    """The partner the directory names; else the one of the matter we wrote there about."""
    contact = view.contacts.get(address)
    if contact is not None and contact.partner:
        return contact.partner
    wrote = (
        one for one in view.threads for turn in one.turns if turn.direction == "out" and address in turn.recipients
    )
    return next((one.partner for one in wrote if one.partner), None)


def _failed(kind: str, who: str, address: str) -> Say:
    if who == address:
        return say(f"problem_detail.{kind}_unnamed", address=address)
    return say(f"problem_detail.{kind}", who=who, address=address)


def vanished(view: ReportView) -> Iterator[Problem]:
    """Wrote to us before, and since the period before nothing, though two letters to them or more wait for an answer.

    At least one of them for longer than policy lets a partner take. A letter is to whom it names first: a copy asks
    nobody for an answer, and whose colleague answered is missed by nobody.
    """
    wrote, before = view.heard.keys(), _spoke_before(view)
    letters: dict[str, list[Turn]] = defaultdict(list)
    for thread in view.threads:
        for turn in _unanswered(view, thread):
            for address in turn.recipients[:1]:
                if address in before and address not in wrote:
                    letters[address].append(turn)
    for address, sent in sorted(letters.items()):
        sent.sort(key=lambda turn: (turn.at, turn.key))
        if len(sent) >= _LETTERS and view.within(sent[-1].at) and _overdue(view, sent[0], before[address]):
            detail = say("problem_detail.vanished", who=view.person(address), count=len(sent))
            yield Problem("vanished", before[address], detail, ("message", sent[-1].key))


def _unanswered(view: ReportView, thread: Correspondence) -> list[Turn]:
    """Our letters since the period before that the partner has not answered."""
    since, found = view.period.before.start, list[Turn]()
    for turn in thread.turns:
        if turn.direction == "in" and by_hand(turn):
            found = []
        elif turn.direction == "out" and awaits(turn) and turn.at >= since:
            found.append(turn)
    return found


def _overdue(view: ReportView, letter: Turn, partner: str | None) -> bool:
    days = overriding.narrowed(view.policy, partner, None).no_reply.working_days
    return overdue(view.calendar(partner), letter.at, days, view.as_of)


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
