"""Writing the letters register: what a message's own Nomor and the numbers it cites come to as rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from liaison_sync.domain.inference import letter_number
from liaison_sync.store import schema as s
from liaison_sync.store.batch import Batch

_PAGE = 500


def gather(batch: Batch, message: str, at: datetime, letter: Any) -> None:
    """Into the batch: `letter` is an OfficialLetter's document, or None."""
    if not letter:
        return
    number = letter.get("number") or ""
    if norm := letter_number(number):
        row = {"message": message, "at": at, "number": number, "norm": norm, "subject": letter.get("subject") or ""}
        batch.add(s.letter, row)
    for cited in letter.get("refers_to") or ():
        if norm := letter_number(cited):
            batch.add(s.letter_reference, {"message": message, "norm": norm, "number": cited})


def fill(connection: Connection) -> None:
    """The register of all stored messages, some at a time (for a migration, or after all was derived anew)."""
    for rows in _pages(connection):
        batch = Batch()
        for row in rows:
            gather(batch, row.key, row.at, (row.rest or {}).get("letter"))
        batch.run(connection)


def _pages(connection: Connection) -> Iterator[Any]:
    t, m, last = s.message_text.c, s.message.c, -1
    joined = s.message_text.join(s.message, m.n == t.n)
    while True:
        query = select(t.n, m.key, m.at, t.rest).select_from(joined).where(t.n > last).order_by(t.n).limit(_PAGE)
        rows = connection.execute(query).all()
        if not rows:
            return
        yield rows
        last = rows[-1].n
