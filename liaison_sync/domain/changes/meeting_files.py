"""Changes of the files of a meeting."""

from __future__ import annotations

from datetime import datetime

from liaison_sync.domain.value import dataclass


@dataclass(frozen=True, slots=True)
class MeetingFilePut:
    """A new file of the occurrence `meeting`."""

    meeting: str
    sha256: str
    name: str
    type: str
    size: int
    message: str | None
    internal: bool
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class MeetingFileMarked:
    meeting: str
    sha256: str
    internal: bool


@dataclass(frozen=True, slots=True)
class MeetingFileRemoved:
    """Taken away, or (None) brought back."""

    meeting: str
    sha256: str
    removed_at: datetime | None
    removed_by: str | None


@dataclass(frozen=True, slots=True)
class MeetingFileDropped:
    """Taken away long ago: nothing is kept of it."""

    meeting: str
    sha256: str
