"""Who acts, when, on what; and how a command is refused."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection

from liaison_sync.app.service import Service
from liaison_sync.domain.value import dataclass


class Refused(Exception):
    """The command cannot be carried out; `refused.<key>` of wording area "console" says why, with `params`."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key, self.params = key, params


@dataclass(frozen=True, slots=True)
class Acting:
    """A person's act inside its transaction; `actor` is their address."""

    connection: Connection
    service: Service
    actor: str
    now: datetime

    @property
    def called(self) -> str:
        """The name colleagues know who acts by, else their address."""
        officer = self.service.officer(self.actor)
        return (officer and officer.name) or self.actor


def derived(prefix: str, *words: str) -> str:
    """An id derived from what the thing is."""
    return prefix + sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:20]
