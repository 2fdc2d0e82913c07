"""Ties that hang by a thread: a partner we know through one person alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from liaison_sync.domain.directory import valid_on
from liaison_sync.domain.partner import PERSON
from liaison_sync.domain.report.blocks import say
from liaison_sync.domain.report.problems.problem import Problem
from liaison_sync.domain.report.view import ReportView

_LETTERS = 3  # from them in the period: a tie worth a second contact


def single_contact(view: ReportView) -> Iterator[Problem]:
    """A partner that writes much, of which we know one person and nobody else; a role address is nobody to lose."""
    known: dict[str, set[str]] = defaultdict(set)
    today = view.as_of.date()
    for contact in view.contacts.values():
        if contact.partner and valid_on(today, None, contact.until) and not contact.bounced:
            known[contact.partner].add(contact.address)
    for sender, partner in view.heard.items():
        known[partner or ""].add(sender)
    wrote: dict[str, list[str]] = defaultdict(list)
    for turn in view.written("in"):
        if turn.partner and turn.trust != "low":
            wrote[turn.partner].append(turn.sender)
            known[turn.partner].add(turn.sender)
    for partner, senders in sorted(wrote.items()):
        only = next(iter(known[partner]))
        one = view.contacts.get(only)
        alone = (one and one.kind == "role") or _is_person(view, partner, only)
        if len(known[partner]) == 1 and len(senders) >= _LETTERS and not alone:
            detail = say("problem_detail.single_contact", who=view.person(only))
            yield Problem("single_contact", partner, detail, ("partner", partner))


def _is_person(view: ReportView, partner: str, only: str) -> bool:
    """Whether the partner has no colleagues: the directory calls it a person, or it bears the name of its only one."""
    found = view.partners.get(partner)
    if found is None:
        return False
    words = found.name.casefold().split()
    return found.kind == PERSON or set(words) <= set(view.person(only).casefold().replace(",", " ").split())
