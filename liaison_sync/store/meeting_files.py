"""Files of meetings: those of one, what an earlier meeting of its series had, what its mail could add."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Text,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.types import TypeEngine

from liaison_sync.store import schema as s

_F, _M, _O, _A = s.meeting_file.c, s.message.c, s.occurrence.c, s.attachment.c
_OWN = ("meeting", "sha256", "name", "type", "size", "message", "internal", "at", "actor", "removed_at", "removed_by")
_MAIL = (_M.sender, _M.sender_name, _M.at.label("sent_at"))
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
    here = s.occurrence.alias("here")
    told = _files(*_of_mail(null(), null(), null(), null(), null())).join(here, here.c.uid == _O.uid)
    these = told.where(here.c.key == meeting)
    these = these.where(or_(_F.meeting == meeting, and_(_F.removed_at.is_(None), _O.start < here.c.start)))
    mail = _mail(meeting, thread, partner, until)
    rows = connection.execute(these if mail is None else union_all(these, mail)).all()
    found = sorted((_file(row) for row in rows if row.meeting), key=lambda one: (one.at, one.name, one.sha256))
    own = [one for one in found if one.meeting == meeting]
    earlier = [one for one in found if one.meeting != meeting]
    last = max((one.start for one in earlier if one.start), default=None)
    return Files(
        tuple(one for one in own if one.removed_at is None),
        tuple(one for one in own if one.removed_at is not None),
        tuple(one for one in earlier if one.start == last),
        _exchanged([row for row in rows if not row.meeting], thread),
    )


def _files(*more: ColumnElement[Any]) -> Select[Any]:
    joined = s.meeting_file.outerjoin(s.occurrence, _O.key == _F.meeting).outerjoin(s.message, _M.key == _F.message)
    return select(*(_F[name] for name in _OWN), _O.start, *_MAIL, *more).select_from(joined)


def _file(row: Any) -> File:
    return File(*row[: len(fields(File))])


def _of_mail(*values: Any) -> Iterator[ColumnElement[Any]]:
    """What only an attachment of mail has, beside the columns of a file."""
    kinds: dict[str, TypeEngine[Any]] = {
        "thread": Text(),
        "direction": Text(),
        "partner": Text(),
        "taken": Boolean(),
        "n": Integer(),
    }
    for (name, kind), one in zip(kinds.items(), values, strict=True):
        yield cast(one, kind).label(name)


def _mail(meeting: str, thread: str | None, partner: str | None, until: datetime | None) -> Select[Any] | None:
    """Attachments with the columns of a file, which is no meeting's."""
    around = [*([_M.thread == thread] if thread else []), *([_M.partner == partner] if partner else [])]
    if not around:
        return None
    no, never = literal(""), cast(null(), _M.at.type)
    own = (no, _A.sha256, _A.name, _A.type, _A.size, _A.message, false(), _M.at, no, never, no)
    named = [value.label(name) for name, value in zip(_OWN, own, strict=True)]
    taken = exists().where(_F.meeting == meeting, _F.sha256 == _A.sha256)
    more = _of_mail(func.coalesce(_M.thread, ""), _M.direction, _M.partner, taken, _A.n)
    kinds = [*around, *([_M.at <= until] if until else [])]  # none of which crowds out another
    place = func.row_number().over(partition_by=kinds, order_by=(_M.at.desc(), _A.message, _A.n))
    query = select(*named, never.label("start"), *_MAIL, *more, place.label("place"))
    query = query.join_from(s.attachment, s.message, _M.key == _A.message)
    found = query.where(or_(*around), _A.counted, _A.name != "", ~_M.junk).subquery()
    return select(*(one for one in found.c if one.name != "place")).where(found.c.place <= _MOST)


def _exchanged(rows: list[Any], thread: str | None) -> tuple[Exchanged, ...]:
    rows.sort(key=lambda row: (row.thread != thread, -row.at.timestamp(), row.message, row.n))
    return tuple(Exchanged(*(getattr(row, one.name) for one in fields(Exchanged))) for row in rows)


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
