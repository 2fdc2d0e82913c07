"""`inspect occurrences`: what a calendar file comes to between two instants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from liaison_sync.domain.invitation import Invitation, Moment
from liaison_sync.formats import ical, series
from liaison_sync.formats.instances import as_naive

STEPS = 1_000_000
OCCURRENCES = 30_000


def document(data: Sequence[bytes], start: datetime, end: datetime, *, territory: str = "ID") -> dict[str, Any]:
    """The occurrences of all files that overlap [start, end) (aware), as inspect.md words it; never raises on data."""
    problems: list[str] = []
    budget = series.Budget(STEPS)
    found: list[series.Occurrence] = []
    for group in _series(_invitations(data, territory, problems)):
        expansion = series.expand(group, start, end, budget=series.Budget(series.STEPS, budget))
        problems += expansion.problems
        found += [each for each in expansion.occurrences if not each.cancelled]
        if len(found) > OCCURRENCES:
            problems.append("occurrences_truncated")
            break
    found.sort(key=lambda each: (as_naive(each.start), each.uid))
    return {"occurrences": [_row(each) for each in found[:OCCURRENCES]], "problems": list(dict.fromkeys(problems))}


def _invitations(data: Sequence[bytes], territory: str, problems: list[str]) -> Iterable[Invitation]:
    for each in data:
        calendar = ical.read(each, territory=territory, limits=ical.FEED)
        problems += calendar.problems
        for invitation in calendar.invitations:
            problems += [f"{flag}:{invitation.uid}" for flag in invitation.flags]
            yield invitation


def _series(invitations: Iterable[Invitation]) -> Iterable[list[Invitation]]:
    """By UID; without one each stands for itself."""
    groups: dict[str, list[Invitation]] = {}
    for index, invitation in enumerate(invitations):
        groups.setdefault(invitation.uid or f"\0{index}", []).append(invitation)
    return groups.values()


def _row(occurrence: series.Occurrence) -> dict[str, Any]:
    rid = occurrence.recurrence_id
    return {
        "uid": occurrence.uid,
        "recurrence_id": iso(rid) if rid is not None else None,
        "start": iso(occurrence.start),
        "end": iso(occurrence.end) if occurrence.end is not None else None,
        "all_day": occurrence.all_day,
        "zone": occurrence.zone,
    }


def iso(moment: Moment) -> str:
    """An instant with Z, a date as date, a floating or unresolved time without offset."""
    if moment.utc is not None:
        return moment.utc.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.wall.isoformat()
