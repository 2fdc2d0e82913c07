"""Changes of projects, and of what belongs to them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from liaison_sync.domain.project import Project
from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class ProjectPut:
    project: Project
    at: datetime


@dataclass(frozen=True, slots=True)
class ProjectJoined:
    """A partner takes part in a project."""

    project: str
    partner: str


@dataclass(frozen=True, slots=True)
class ProjectLeft:
    project: str
    partner: str


@dataclass(frozen=True, slots=True)
class MessageGrouped:
    """The thread this message stands in belongs to a project, or to none, as a person says."""

    key: str
    project: str | None


@dataclass(frozen=True, slots=True)
class ThreadGrouped:
    """What its messages come to."""

    id: str
    project: str | None


@dataclass(frozen=True, slots=True)
class MeetingGrouped:
    """A person says to which project an occurrence, or a uid with all its series, belongs; None: to none."""

    kind: Literal["uid", "meeting"]
    key: str
    project: str | None
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class MeetingUngrouped:
    """No word of its own any more: it belongs where its series or its thread does."""

    kind: Literal["uid", "meeting"]
    key: str
