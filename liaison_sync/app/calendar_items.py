"""One reading of a calendar's item as facts: Graph's and Exchange's in their own form, a feed's as iCalendar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from liaison_sync.app.facts import siblings_by_uid
from liaison_sync.domain.fact import AuthVerdict, Fact, Snapshot
from liaison_sync.domain.invitation import Invitation
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import graph_event, ical
from liaison_sync.formats.graph_event import Item
from liaison_sync.formats.meeting_uid import meeting_uid

_FEED = b"BEGIN:VCALENDAR"
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_INSTANT = timedelta(seconds=1)  # DTSTAMP tells no less


@dataclass(frozen=True, slots=True)
class Whose:
    """`owner` is whose word a calendar is, "" nobody's; `reader` the address of ours that reads it."""

    owner: str
    reader: str


def unreadable(content: bytes, whose: Whose) -> str | None:
    """What keeps a reading from being understood, None where it is; a draft is nobody's meeting yet."""
    found = _read(content, whose).file
    if any(one.uid for one in found.invitations) or found.problems == (graph_event.DRAFT,):
        return None
    return ", ".join(found.problems) or "uid_missing"


def snapshots(
    content: bytes, whose: Whose, at: datetime, earlier: bytes | None = None, *, back: bool = False
) -> list[Fact]:
    """What one reading of an item says, read `at`; of a feed's, after its `earlier` reading. `back`: it was gone."""
    item = _read(content, whose)
    said = item.file.invitations
    if content.startswith(_FEED):
        before = _read(earlier, whose).file.invitations if earlier else ()
        said = tuple(_stamped(said, before, at))
        if back or earlier not in (None, content):  # a reading of its own, though it say what an older one did
            item = replace(item, change_key=at.isoformat())
    together = siblings_by_uid(item.file)
    return [
        Fact(
            mailbox=(whose.owner or whose.reader).lower(),
            message=f"event:{sha256(content).hexdigest()}",
            received_at=at,
            sender=whose.owner.lower(),
            content=_snapshot(one, item.change_key, feed=not whose.owner),
            authentication=AuthVerdict("own", "calendar") if whose.owner else AuthVerdict("none"),
            role="calendar" if whose.owner else "inbox",
            siblings=together[one.uid],
        )
        for one in said
        if one.uid
    ]


def _snapshot(one: Invitation, key: str, *, feed: bool) -> Snapshot:
    uid = meeting_uid(one.uid)
    return Snapshot(uid, replace(one, uid=uid), one.recurrence_id, key, feed)


def _read(content: bytes, whose: Whose) -> Item:
    if content.startswith(_FEED):
        return Item(ical.read(content, limits=ical.FEED))
    return graph_event.read(content, whose.owner)


def _stamped(now: tuple[Invitation, ...], before: tuple[Invitation, ...], at: datetime) -> Iterator[Invitation]:
    """A published component's DTSTAMP is when it was last revised (RFC 5545 §3.8.7.2); many never write another one.

    What says something else than it did under the same stamp is later than it, by our own clock.
    """
    old = {_key(one): one for one in before}
    for one in now:
        last = old.get(_key(one))
        same = last is not None and one.digest == last.digest
        stamp = one.dtstamp or (last.dtstamp if same and last is not None else None) or at
        if last is not None and not same and stamp <= (last.dtstamp or _LONG_AGO):
            stamp = at.replace(microsecond=0)
        yield replace(one, dtstamp=stamp)


def _key(one: Invitation) -> tuple[str, str]:
    return one.uid, one.recurrence_id.key if one.recurrence_id else ""
