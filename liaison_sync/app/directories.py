"""The directory as ingest asks it: indexed once, and again only where somebody changed it."""

from __future__ import annotations

from liaison_sync.domain.directory import Directory
from liaison_sync.domain.partner import Contact, Partner
from liaison_sync.formats.domains import RULES


class Directories:
    """Remembers the last directory asked for; several threads may share it."""

    def __init__(self) -> None:
        self._last: tuple[list[Partner], list[Contact], Directory] | None = None

    def of(self, partners: list[Partner], contacts: list[Contact]) -> Directory:
        """The directory of these rows."""
        last = self._last
        if last is None or last[:2] != (partners, contacts):
            last = self._last = (partners, contacts, Directory(partners, contacts, RULES))
        return last[2]
