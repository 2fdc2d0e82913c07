"""What a person may ask for about projects."""

from __future__ import annotations

from datetime import date
from typing import Literal

from liaison_sync.domain.value import dataclass

Scope = Literal["series", "meeting"]


@dataclass(frozen=True, slots=True)
class PutProject:
    """Create a project, or say anew what is known of it; whether it is closed stays as it is."""

    id: str
    name: str
    code: str = ""
    owner: str | None = None
    starts: date | None = None
    ends: date | None = None
    language: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CloseProject:
    """It is over: it stays to be read, and is no longer offered."""

    id: str


@dataclass(frozen=True, slots=True)
class ReopenProject:
    id: str


@dataclass(frozen=True, slots=True)
class JoinProject:
    """`partner` takes part."""

    id: str
    partner: str


@dataclass(frozen=True, slots=True)
class LeaveProject:
    id: str
    partner: str


@dataclass(frozen=True, slots=True)
class GroupThread:
    """This thread, and its meetings, belong to `project`; None: to none."""

    thread: str
    project: str | None


@dataclass(frozen=True, slots=True)
class GroupMeeting:
    """This meeting (an occurrence), or all of its series, belongs to `project`, whatever its thread says.

    `project` None: to none. `as_thread`: no word of its own any more.
    """

    meeting: str
    project: str | None
    scope: Scope = "series"
    as_thread: bool = False


ProjectCommand = PutProject | CloseProject | ReopenProject | JoinProject | LeaveProject | GroupThread | GroupMeeting
