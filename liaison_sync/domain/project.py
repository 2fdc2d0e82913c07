"""A project: an event or a campaign that groups threads, meetings and partners."""

from __future__ import annotations

from datetime import date, datetime

from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class Project:
    """`starts` and `ends` are days of its own calendar, both counted; `language` is that of its letters, None: any."""

    id: str
    name: str
    code: str = ""
    owner: str | None = None
    starts: date | None = None
    ends: date | None = None
    language: str | None = None
    note: str = ""
    closed_at: datetime | None = None


def problem(one: Project) -> str | None:
    """What is wrong with it, as a key of `projects.problem`: name, dates; None where nothing is."""
    if not one.name.strip():
        return "name"
    return "dates" if one.starts and one.ends and one.ends < one.starts else None
