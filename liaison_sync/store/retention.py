"""Originals of mail that a mailbox keeps no longer: which are old enough, which something still needs, which are gone.

What is let go of is the octets alone: message, thread, sighting and the octets' SHA-256 and size stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.views import among

_I, _M, _R, _G = s.sighting.c, s.message.c, s.raw.c, s.let_go.c
_OPEN = ("planned", "drafted", "approved", "queued", "in_flight", "held", "postponed", "failed", "ambiguous")
AFTER_MEETING = timedelta(days=30)  # until when its outcome and minutes are still worked on


@dataclass(frozen=True, slots=True)
class Original:
    """Octets as fetched, by SHA-256; `size` in bytes."""

    sha256: str
    size: int


def old(connection: Connection, mailbox: str, before: datetime, after: str, limit: int) -> list[Original]:
    """Originals of mail this mailbox received before then, whose digest comes `after` that one, in their order."""
    query = (
        select(_R.sha256, _R.size)
        .join(s.sighting, _I.sha256 == _R.sha256)
        .where(_I.mailbox == mailbox, _I.state == "stored", _I.message.is_not(None))
        .where(_I.received_at < before, _R.sha256 > after)
    )
    return [Original(*row) for row in connection.execute(query.distinct().order_by(_R.sha256).limit(limit))]


def old_count(connection: Connection, mailbox: str, before: datetime) -> tuple[int, int]:
    """How many originals `old` would tell in all, and their size in bytes."""
    here = (_I.mailbox == mailbox, _I.state == "stored", _I.message.is_not(None), _I.received_at < before)
    each = select(_R.sha256, _R.size).join(s.sighting, _I.sha256 == _R.sha256).where(*here).distinct().subquery()
    number, size = connection.execute(select(func.count(), func.sum(each.c.size))).one()
    return number, size or 0


def needed(connection: Connection, digests: Collection[str], before: Mapping[str, datetime], now: datetime) -> set[str]:
    """Those of these originals that something needs: a newer copy, or one kept for ever (`before`: mailbox → until
    when it lets go), quarantine, an open follow-up, a meeting not long past, a file of a meeting, a draft.
    """
    of = _messages(connection, digests)
    keys = {key for each in of.values() for key in each}
    held = _by_messages(connection, keys, now)
    found = {digest for digest, each in of.items() if each & held}
    return found | _copies(connection, digests, before) | _by_digest(connection, digests)


def _messages(connection: Connection, digests: Collection[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for column, key in ((_I.sha256, _I.message), (_M.sha256, _M.key)):
        for condition in among(column, digests):
            for digest, message in connection.execute(select(column, key).where(condition, key.is_not(None))):
                found[digest].add(message)
    return found


def _copies(connection: Connection, digests: Collection[str], before: Mapping[str, datetime]) -> set[str]:
    found = set()
    for condition in among(_I.sha256, digests):
        for row in connection.execute(select(_I.sha256, _I.mailbox, _I.state, _I.received_at).where(condition)):
            until = before.get(row.mailbox)
            if row.state != "stored" or until is None or row.received_at is None or row.received_at >= until:
                found.add(row.sha256)
    return found


def _by_digest(connection: Connection, digests: Collection[str]) -> set[str]:
    q, f, d = s.quarantine.c, s.meeting_file.c, s.draft.c
    found: set[str] = set()
    for condition in among(q.sha256, digests):
        found.update(connection.execute(select(q.sha256).where(condition, q.released_at.is_(None))).scalars())
    for condition in among(f.sha256, digests):
        found.update(connection.execute(select(f.sha256).where(condition)).scalars())
    begun = [str(one) for one in connection.execute(select(d.document).where(d.outbox.is_(None))).scalars()]
    return found | {digest for digest in digests if any(digest in text for text in begun)}


def _by_messages(connection: Connection, keys: Collection[str], now: datetime) -> set[str]:
    """The messages that what is under way goes back to, by themselves or by their thread."""
    thread = {
        row.key: row.thread
        for condition in among(_M.key, keys)
        for row in connection.execute(select(_M.key, _M.thread).where(condition))
    }
    u, f, d = s.followup.c, s.meeting_file.c, s.draft.c
    held: set[str] = set()
    for condition in among(u.about, keys):
        held.update(connection.execute(select(u.about).where(condition, u.state.in_(_OPEN))).scalars())
    for column in (f.message, d.message):
        for condition in among(column, keys):
            held.update(connection.execute(select(column).where(condition)).scalars())
    busy = _busy_threads(connection, {one for one in thread.values() if one}, now)
    return held | {key for key, one in thread.items() if one in busy} | _of_meetings(connection, keys, now)


def _busy_threads(connection: Connection, threads: Collection[str], now: datetime) -> set[str]:
    u, e, o = s.followup.c, s.engagement.c, s.occurrence.c
    found: set[str] = set()
    for condition in among(u.thread, threads):
        found.update(connection.execute(select(u.thread).where(condition, u.state.in_(_OPEN))).scalars())
    for condition in among(e.thread, threads):
        here = select(e.thread).join(s.occurrence, o.engagement == e.key).where(condition, _not_long_past(now))
        found.update(connection.execute(here.distinct()).scalars())
    return found


def _of_meetings(connection: Connection, keys: Collection[str], now: datetime) -> set[str]:
    t, o, u = s.fact.c, s.occurrence.c, s.followup.c
    pursued = and_(u.meeting == o.key, u.state.in_(_OPEN))
    joined = s.fact.join(s.occurrence, o.uid == t.uid).outerjoin(s.followup, pursued)
    return {
        message
        for condition in among(t.message, keys)
        for message in connection.execute(
            select(t.message)
            .select_from(joined)
            .where(condition, or_(_not_long_past(now), u.id.is_not(None)))
            .distinct()
        ).scalars()
    }


def _not_long_past(now: datetime) -> Any:
    o = s.occurrence.c
    return func.coalesce(o.end, o.start) >= now - AFTER_MEETING


def gone(connection: Connection, digests: Collection[str]) -> set[str]:
    """Those of these originals that were let go of, and did not come again."""
    return {
        digest
        for condition in among(_G.sha256, digests)
        for digest in connection.execute(
            select(_G.sha256).outerjoin(s.raw, _R.sha256 == _G.sha256).where(condition, _R.sha256.is_(None))
        ).scalars()
    }


def counted(connection: Connection) -> dict[str, int]:
    """Mailbox → originals that were let go of by its rule."""
    return dict(connection.execute(select(_G.mailbox, func.count()).group_by(_G.mailbox)).all())


def since_when(connection: Connection, key: str) -> datetime | None:
    """When the original of a message was let go of; None where it is there, or was never."""
    query = select(_G.at).join(s.message, _M.sha256 == _G.sha256).outerjoin(s.raw, _R.sha256 == _G.sha256)
    return connection.execute(query.where(_M.key == key, _R.sha256.is_(None))).scalar()


def walk(connection: Connection, mailbox: str) -> dict[str, Any]:
    """How far the mailbox has been looked through: {"place", "at"} of the present walk, and of the last one's end."""
    return connection.execute(select(s.mailbox.c.keeping).where(s.mailbox.c.name == mailbox)).scalar() or {}


def put_walk(connection: Connection, mailbox: str, place: str, at: datetime | None) -> None:
    """The walk goes on after `place`; `at` where it came to its end."""
    document = {"place": place, **({"at": at.isoformat()} if at else {})}
    connection.execute(update(s.mailbox).where(s.mailbox.c.name == mailbox).values(keeping=document))
