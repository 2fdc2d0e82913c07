"""Retention: the originals of old mail are let go of where a mailbox keeps them for so many days only.

Once a day, a page at a time, each decided and written in one transaction; it is recorded, and nothing else goes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from liaison_sync.app.service import Mailbox, Service
from liaison_sync.domain import changes as c
from liaison_sync.store import failpoint, retention
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing

PAGE = 300
DAY = timedelta(days=1)


def work(service: Service, *, pages: int | None = 1) -> int:
    """Go on with every mailbox's walk, at most so many pages of each (None: to its end); how many were let go of."""
    return sum(_walked(service, one, pages) for one in service.mailboxes if one.keep_days is not None)


def _walked(service: Service, mailbox: Mailbox, pages: int | None) -> int:
    number, left = 0, pages
    while left is None or left > 0:
        found = _page(service, mailbox)
        if found is None:
            break
        number += found
        left = None if left is None else left - 1
    return number


def _page(service: Service, mailbox: Mailbox) -> int | None:
    """One page; None where the walk of the day is done."""
    now = service.clock.now()
    with reading(service.engine) as connection:
        if _done(retention.walk(connection, mailbox.name), now):
            return None
    with writing(service.engine) as connection:
        place = retention.walk(connection, mailbox.name).get("place", "")
        before = cutoffs(service, now)
        some = retention.old(connection, mailbox.name, before[mailbox.name], place, PAGE)
        held = retention.needed(connection, {one.sha256 for one in some}, before, now)
        free = [one for one in some if one.sha256 not in held]
        changes: list[c.Change] = [c.RawLetGo(one.sha256, one.size, mailbox.name, now) for one in free]
        if changes:
            document = {"originals": len(free), "bytes": sum(one.size for one in free), "days": mailbox.keep_days}
            changes.append(c.Journaled(now, "worker", "mailbox.let_go", f"mailbox:{mailbox.name}", document))
        apply(connection, changes)
        failpoint.hit("originals let go")
        retention.put_walk(connection, mailbox.name, some[-1].sha256 if some else "", None if some else now)
    return len(free) if some else None


def cutoffs(service: Service, now: datetime) -> dict[str, datetime]:
    """Mailbox → what came before then may go, of those that do not keep for ever."""
    return {one.name: now - timedelta(days=one.keep_days) for one in service.mailboxes if one.keep_days is not None}


def _done(walk: dict[str, str], now: datetime) -> bool:
    ended = walk.get("at")
    return ended is not None and now - datetime.fromisoformat(ended) < DAY
