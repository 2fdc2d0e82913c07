"""What people asked for in their mail: which of it stands, with its evidence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.views import among


@dataclass(frozen=True, slots=True)
class WishRow:
    """A wish nobody has undone; `message` is the key of the mail that says it."""

    message: str
    address: str
    kind: str
    said: str
    at: datetime


def standing(connection: Connection, addresses: Collection[str]) -> list[WishRow]:
    """The wishes of these addresses, the latest first."""
    w = s.wish.c
    columns = (w.message, w.address, w.kind, w.said, w.at)
    return [
        WishRow(*row)
        for condition in among(w.address, addresses)
        for row in connection.execute(
            select(*columns).where(condition, w.undone_at.is_(None)).order_by(w.at.desc(), w.message)
        )
    ]


def known(connection: Connection, message: str) -> bool:
    """Whether this mail, or letter of ours, was ever the evidence of a wish, undone or not."""
    return connection.execute(select(s.wish.c.message).where(s.wish.c.message == message)).first() is not None


def noted(connection: Connection, message: str) -> WishRow | None:
    """The wish that stands by this mail."""
    w = s.wish.c
    columns = (w.message, w.address, w.kind, w.said, w.at)
    row = connection.execute(select(*columns).where(w.message == message, w.undone_at.is_(None))).first()
    return WishRow(*row) if row else None
