"""Arrival: which of our letters came back from everybody they were written to. Such a letter was never said.

The report itself moves nothing (it is automatic mail); it tells that our own letter moved nothing either.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liaison_sync.domain.view import Turn


def returned(turns: Sequence[Turn]) -> dict[str, datetime]:
    """Key of a letter of ours that reached nobody → when the last of its readers was reported lost."""
    reports = sorted((t for t in turns if lost_to(t)), key=lambda t: (t.at, t.key))
    if not reports:
        return {}
    letters = sorted((t for t in turns if t.direction == "out"), key=lambda t: (t.at, t.key))
    lost: dict[str, set[str]] = {}
    found: dict[str, datetime] = {}
    for report in reports:
        for letter in _about(report, letters):
            gone = lost.setdefault(letter.key, set())
            gone |= _readers_lost(letter, report)
            if gone and gone >= set(_readers(letter)):
                found.setdefault(letter.key, report.at)
    return found


def lost_to(report: Turn) -> tuple[str, ...]:
    """Whom a report says our letter will never reach; those stored before this was kept name dead addresses alone."""
    return (report.undelivered or report.bounced) if report.automatic == "bounce" else ()


def _readers(letter: Turn) -> list[str]:
    return [address for address in letter.recipients if address not in letter.to_us]


def _readers_lost(letter: Turn, report: Turn) -> set[str]:
    """A lone reader may have been lost further on, under the address their mail is passed on to."""
    readers = _readers(letter)
    if len(readers) == 1 and report.bounce_of:
        return set(readers)
    return set(readers) & set(lost_to(report))


def _about(report: Turn, letters: Sequence[Turn]) -> list[Turn]:
    """The letter a report names; else, address by address, the latest one before it."""
    if report.bounce_of:
        return [one for one in letters if one.message_id == report.bounce_of]
    before = [one for one in letters if one.at <= report.at]
    latest = {address: one for one in before for address in _readers(one)}
    return list({one.key: one for address in lost_to(report) if (one := latest.get(address))}.values())
