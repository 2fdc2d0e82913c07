"""Files of meetings: those of one, what an earlier meeting of its series had, what its mail could add."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, case, exists, func, or_, select

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s

_F, _M, _O, _A = s.meeting_file.c, s.message.c, s.occurrence.c, s.attachment.c
_OWN = tuple(column for column in s.meeting_file.c if column is not _F.words)
_MOST = 40  # attachments of mail that are looked at, of each kind


@dataclass(frozen=True, slots=True)
class File:
    """A file of the occurrence `meeting` that begins at `start`; `message` is the mail it came with, `sender` whose."""

    meeting: str
    sha256: str
    name: str
    type: str
    size: int
    message: str | None
    internal: bool
    at: datetime
    actor: str
    removed_at: datetime | None
    removed_by: str | None
    start: datetime | None
    sender: str
    sender_name: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Exchanged:
    """An attachment of mail in the meeting's thread, or with its partner elsewhere; `taken`: a file of it already."""

    message: str
    thread: str
    sha256: str
    name: str
    size: int
    direction: str
    partner: str | None
    sender: str
    sender_name: str
    at: datetime
    taken: bool


@dataclass(frozen=True, slots=True)
class Files:
    """`here`: the meeting's own, the oldest first; `removed`: those taken away; `before`: what the last meeting of the
    same series that had any still has; `exchanged`: attachments of mail, its own thread's first, then the latest first.
    """

    here: tuple[File, ...] = ()
    removed: tuple[File, ...] = ()
    before: tuple[File, ...] = ()
    exchanged: tuple[Exchanged, ...] = ()

    @property
    def offered(self) -> tuple[Exchanged, ...]:
        """What could be a file of the meeting, each content once."""
        free: dict[str, Exchanged] = {}
        for one in self.exchanged:
            if not one.taken:
                free.setdefault(one.sha256, one)
        return tuple(free.values())


def of_meeting(
    connection: Connection,
    meeting: str,
    thread: str | None = None,
    partner: str | None = None,
    until: datetime | None = None,
) -> Files:
    """The files of an occurrence, and what was exchanged in `thread` and with `partner`: the latest of each, and of
    the thread also the latest `until` then.
    """
    found = sorted(_kept(connection, meeting), key=lambda one: (one.at, one.name, one.sha256))
    own = [one for one in found if one.meeting == meeting]
    earlier = [one for one in found if one.meeting != meeting]
    last = max((one.start for one in earlier if one.start), default=None)
    return Files(
        tuple(one for one in own if one.removed_at is None),
        tuple(one for one in own if one.removed_at is not None),
        tuple(one for one in earlier if one.start == last),
        _exchanged(connection, meeting, thread, partner, until),
    )


def _files() -> Select[Any]:
    """Files with the columns of `File`."""
    joined = s.meeting_file.outerjoin(s.occurrence, _O.key == _F.meeting).outerjoin(s.message, _M.key == _F.message)
    return select(*_OWN, _O.start, _M.sender, _M.sender_name, _M.at.label("sent_at")).select_from(joined)


def _kept(connection: Connection, meeting: str) -> list[File]:
    """All files of the meeting, and those that earlier ones of its series still have."""
    here = s.occurrence.alias("here")
    these = _files().join(here, here.c.uid == _O.uid).where(here.c.key == meeting)
    earlier = and_(_F.removed_at.is_(None), _O.start < here.c.start)
    return [File(*row) for row in connection.execute(these.where(or_(_F.meeting == meeting, earlier)))]


def _exchanged(
    connection: Connection, meeting: str, thread: str | None, partner: str | None, until: datetime | None
) -> tuple[Exchanged, ...]:
    around = [*([_M.thread == thread] if thread else []), *([_M.partner == partner] if partner else [])]
    if not around:
        return ()
    latest = (_M.at.desc(), _A.message, _A.n)
    kinds = [*around, *([_M.at <= until] if until else [])]  # none of which crowds out another
    place = func.row_number().over(partition_by=kinds, order_by=latest).label("place")
    ranked = select(_A.message, _A.n, place).join_from(s.attachment, s.message, _M.key == _A.message)
    near = ranked.where(or_(*around), _A.counted, _A.name != "", ~_M.junk).subquery()
    taken = exists().where(_F.meeting == meeting, _F.sha256 == _A.sha256)
    own = select(_A.message, func.coalesce(_M.thread, ""), _A.sha256, _A.name, _A.size)
    told = own.add_columns(_M.direction, _M.partner, _M.sender, _M.sender_name, _M.at, taken)
    query = told.join_from(s.attachment, s.message, _M.key == _A.message)
    query = query.join(near, and_(near.c.message == _A.message, near.c.n == _A.n)).where(near.c.place <= _MOST)
    own_first = case((_M.thread == thread, 0), else_=1)
    return tuple(Exchanged(*row) for row in connection.execute(query.order_by(own_first, *latest)))


def one(connection: Connection, meeting: str, sha256: str) -> File | None:
    """The file of that meeting, whether it was taken away or not."""
    row = connection.execute(_files().where(_F.meeting == meeting, _F.sha256 == sha256)).first()
    return File(*row) if row else None


def kept(connection: Connection, meeting: str) -> dict[str, bool]:
    """SHA-256 → whether it was taken away, of all a meeting has or had."""
    query = select(_F.sha256, _F.removed_at).where(_F.meeting == meeting)
    return {row.sha256: row.removed_at is not None for row in connection.execute(query)}


def attached(connection: Connection, message: str, digests: Sequence[str]) -> list[Any]:
    """These attachments of a mail in its own order: name, type, size, sha256."""
    query = select(_A.name, _A.type, _A.size, _A.sha256).where(_A.message == message, _A.sha256.in_(digests))
    return list({row.sha256: row for row in connection.execute(query.order_by(_A.n.desc()))}.values())[::-1]


def left_behind(connection: Connection, before: datetime) -> list[File]:
    """What was taken away before then; some at a time."""
    return [File(*row) for row in connection.execute(_files().where(_F.removed_at < before).limit(100))]


def uploads(connection: Connection, but: Collection[str] = ()) -> list[str]:
    """The SHA-256 of all uploaded files but these."""
    found = connection.execute(select(_F.sha256).where(_F.message.is_(None)).distinct()).scalars()
    return sorted(set(found) - set(but))
