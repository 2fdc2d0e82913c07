"""Listening and looking in turn over one connection: a look asks in its one write to go on listening afterwards.

A server, or something before it, that cannot take so much at once is asked step by step from then on.
"""

from __future__ import annotations

from liaison_sync.domain.value import dataclass

FAILURES = 3  # in a row; one alone is a connection that ended meanwhile


@dataclass(slots=True)
class Ear:
    """`folder`: what was listened on until the look that comes; `asked`: its look has asked to go on."""

    folder: str | None = None
    asked: bool = False
    failures: int = 0

    @property
    def able(self) -> bool:
        """Whether a look may come while the server still listens."""
        return self.failures < FAILURES

    def take(self) -> str | None:
        """What the look that begins is to go on listening on, once."""
        folder, self.folder = self.folder, None
        self.asked = folder is not None and self.able
        return folder if self.asked else None

    def failed(self) -> None:
        self.failures += self.asked
        self.asked = False

    def hears(self) -> None:
        """The server has told the go-ahead."""
        if self.asked:
            self.failures = 0
        self.asked = False
