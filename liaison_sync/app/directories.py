"""The directory as ingest asks it: indexed once, and again only where somebody changed it."""

from __future__ import annotations

from liaison_sync.domain.directory import Directory
from liaison_sync.formats.domains import RULES
from liaison_sync.store.views import DirectoryRows, of_rows


class Directories:
    """Remembers the last directory asked for; several threads may share it."""

    def __init__(self) -> None:
        self._last: tuple[DirectoryRows, Directory] | None = None

    def of(self, rows: DirectoryRows) -> Directory:
        """The directory of these rows."""
        last = self._last
        if last is None or last[0] != rows:
            last = self._last = (rows, Directory(*of_rows(rows), RULES))
        return last[1]
