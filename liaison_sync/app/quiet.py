"""A mailbox in which nothing happens: one question to its server, or one for each folder where that is the cheapest
there is, and no database at all.

That it was looked at is written for all mailboxes together, and seldom: `record`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import Engine, bindparam, or_, select, update

from liaison_sync.app.service import Mailbox
from liaison_sync.domain.errors import Failure
from liaison_sync.domain.value import dataclass
from liaison_sync.ports import Cursor, Folder, Page, Source
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading, writing

LONGEST = timedelta(hours=1)  # then a whole pass, whatever the server says
_M = s.mailbox.c


@runtime_checkable
class Glancer(Source, Protocol):
    """A `Source` without a cheaper question than what changed: its `stale` names every folder."""

    changes_tell: bool


@dataclass(frozen=True, slots=True)
class Quiet:
    """How a pass left a mailbox that is read to its end: what it listed, what is known of each folder, our token.

    `until`: when something is due without any news.
    """

    folders: Sequence[Folder]
    cursors: dict[str, Cursor | None]
    fence: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Looked:
    """A mailbox looked at `at` and still quiet; `next_try` is what its row says, and is to say."""

    name: str
    fence: int
    at: datetime
    next_try: datetime | None
    then: datetime


def unchanged(mailbox: Mailbox, quiet: Quiet) -> bool:
    """Whether the server tells nothing that was not known then. A failure is for the pass that follows to tell."""
    try:
        with mailbox.lock, mailbox.open() as source:
            if source.folders() != quiet.folders:
                return False
            stale = source.stale(quiet.cursors)
            return not stale or (isinstance(source, Glancer) and not _told(source, quiet, stale))
    except Failure:
        return False


def _told(source: Source, quiet: Quiet, stale: Collection[str]) -> bool:
    """Whether a folder's changes have anything to tell; what they tell is asked for again."""
    known = [(folder, quiet.cursors.get(folder.id)) for folder in quiet.folders if folder.id in stale]
    return any(cursor is None or _has_news(source.changes(folder, cursor)) for folder, cursor in known)


def _has_news(page: Page) -> bool:
    return bool(page.items) or page.more or page.reset


def record(engine: Engine, looked: Iterable[Looked]) -> list[Looked]:
    """Write in one transaction when they were last looked at. Returns those it is written of.

    Not where another worker has read the mailbox since, a person paused it, or somebody asked for it.
    """
    by_name = {one.name: one for one in looked}
    if not by_name:
        return []
    with writing(engine) as connection:
        columns = (_M.name, _M.fence, _M.next_try, _M.paused)
        rows = connection.execute(select(*columns).where(_M.name.in_(by_name)))
        ours = [
            one
            for row in rows
            if (one := by_name[row.name]) and (row.fence, row.next_try) == (one.fence, one.next_try) and not row.paused
        ]
        if ours:
            values: dict[str, Any] = {
                "last_try": bindparam("at"),
                "last_success": bindparam("at"),
                "next_try": bindparam("then"),
            }
            row = update(s.mailbox).where(_M.name == bindparam("key")).values(**values)
            connection.execute(row, [{"key": one.name, "at": one.at, "then": one.then} for one in ours])
    return ours


@dataclass(frozen=True, slots=True)
class Calls:
    """Whom the database calls for: mailbox → the time its next pass was due; and who is paused."""

    due: Mapping[str, datetime | None]
    paused: frozenset[str] = frozenset()


def called(engine: Engine, now: datetime) -> Calls:
    """The mailboxes whose next pass is due by their rows, in one question for all of them."""
    with reading(engine) as connection:
        known = or_(_M.next_try.is_(None), _M.next_try <= now, _M.paused)
        rows = connection.execute(select(_M.name, _M.next_try, _M.paused).where(known)).all()
    due = {row.name: row.next_try for row in rows if not row.paused}
    return Calls(due, frozenset(row.name for row in rows if row.paused))


def failing(engine: Engine) -> dict[str, datetime]:
    """The mailboxes that could not be read, and when each is to be tried again."""
    with reading(engine) as connection:
        query = select(_M.name, _M.next_try).where(_M.failures > 0, _M.next_try.is_not(None))
        return dict(connection.execute(query).all())
