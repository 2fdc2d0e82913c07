"""One thread as a person reads it: its messages with files and people, what belongs to it, its id now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, literal, select

from liaison_sync.domain.value import dataclass
from liaison_sync.store import schema as s
from liaison_sync.store.borne import borne_name, by_name
from liaison_sync.store.paging import Slice, sliced
from liaison_sync.store.views import among, current_threads, joined

_M = s.message.c
SIZE = 40


@dataclass(frozen=True, slots=True)
class File:
    n: int
    name: str
    type: str
    size: int
    counted: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A message as shown; `rest` is what message_text keeps beside its new text."""

    key: str
    message_id: str | None
    at: datetime
    direction: str
    sender: str
    sender_name: str
    subject: str
    automatic: str | None
    trust: str
    junk: bool
    partner: str | None
    reason: str
    warnings: tuple[str, ...]
    thread: str | None
    wish: str | None  # taken for a wish to be left alone: of which kind
    body: str
    rest: Mapping[str, Any]
    files: tuple[File, ...]
    people: tuple[tuple[str, str, str], ...]  # (role, address, name)
    places: tuple[str, ...]  # mailboxes that hold a copy
    let_go: datetime | None  # when its mailbox let go of the original; None where it is there, or was erased


@dataclass(frozen=True, slots=True)
class Note:
    id: str
    text: str
    actor: str
    at: datetime


def current(connection: Connection, thread: str) -> str | None:
    """The id this thread has now; None where there never was such a thread."""
    there = select(s.thread.c.id)
    found: str | None = connection.execute(there.where(s.thread.c.id == thread)).scalar()
    if found is not None:
        return found
    now = current_threads(connection, {thread})[thread]
    return connection.execute(there.where(s.thread.c.id == now)).scalar()


def messages(connection: Connection, thread: str, *, after: str = "") -> Slice[Said]:
    """The latest messages, newest first; `after` goes back in time."""
    return sliced(
        connection,
        _query().where(_M.thread == thread),
        [(_M.at, True), (_M.key, True)],
        lambda rows: _all(connection, rows),
        after=after,
        size=SIZE,
        counting=select(func.count()).select_from(s.message).where(_M.thread == thread),
    )


def to_answer(connection: Connection, thread: str) -> str | None:
    """The key of the message one would answer: the last a person outside wrote, else the last of all."""
    here = select(_M.key).where(_M.thread == thread, _M.junk.is_(False))
    person = here.where(_M.direction == "in", _M.automatic.is_(None))
    for query in (person, here):
        found = query.order_by(_M.at.desc(), _M.key).limit(1)
        key: str | None = connection.execute(found).scalar()
        if key is not None:
            return key
    return None


def message(connection: Connection, key: str) -> Said | None:
    found = _all(connection, connection.execute(_query().where(_M.key == key)).all())
    return found[0] if found else None


def _query() -> Any:
    names = ("key", "message_id", "at", "direction", "sender", "sender_name", "subject", "automatic", "trust", "junk")
    more = ("partner", "reason", "warnings", "thread")
    t, g, r, w = s.message_text.c, s.let_go.c, s.raw.c, s.wish.c
    columns = [_M[name] for name in (*names, *more)]
    gone = s.let_go.outerjoin(s.raw, r.sha256 == g.sha256)
    joined_ = s.message.outerjoin(s.message_text, t.n == _M.n).outerjoin(gone, g.sha256 == _M.sha256)
    joined_ = joined_.outerjoin(s.wish, (w.message == _M.key) & w.undone_at.is_(None))
    let_go = case((r.sha256.is_(None), g.at)).label("let_go")
    return select(*columns, borne_name(_M.warnings), t.body, t.rest, let_go, w.kind.label("wish")).select_from(joined_)


def _all(connection: Connection, rows: Sequence[Any]) -> list[Said]:
    keys = {row.key for row in rows}
    files: dict[str, list[File]] = defaultdict(list)
    people: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    places: dict[str, set[str]] = defaultdict(set)
    a, p, i = s.attachment.c, s.participant.c, s.sighting.c
    for condition in among(a.message, keys):
        for row in connection.execute(select(s.attachment).where(condition).order_by(a.message, a.n)):
            files[row.message].append(File(row.n, row.name, row.type, row.size, row.counted))
    for condition in among(p.message, keys):
        for row in connection.execute(select(s.participant).where(condition).order_by(p.role.desc(), p.address)):
            people[row.message].append((row.role, row.address, row.name))
    for condition in among(i.message, keys):
        for row in connection.execute(select(i.message, i.mailbox).where(condition)):
            places[row.message].add(row.mailbox)
    return [_said(row, files[row.key], people[row.key], places[row.key]) for row in rows]


def _said(row: Any, files: list[File], people: list[tuple[str, str, str]], places: set[str]) -> Said:
    own = ("warnings", "body", "rest", "files", "people", "places")
    plain = {name: getattr(row, name) for name in Said.__slots__ if name not in own}
    return Said(
        **plain,
        warnings=by_name(row.warnings, row.borne),
        body=row.body or "",
        rest=row.rest or {},
        files=tuple(files),
        people=tuple(people),
        places=tuple(sorted(places)),
    )


def notes(connection: Connection, about: str) -> list[Note]:
    """Internal notes about `thread:ID`, `partner:ID` or `meeting:KEY`, oldest first; of every thread it has joined."""
    n = s.note.c
    kind, _, id_ = about.partition(":")
    these = n.about == about
    if kind == "thread":
        ids = joined(id_).subquery()
        these = n.about.in_(select(literal("thread:") + ids.c.id))
    rows = connection.execute(select(s.note).where(these).order_by(n.at, n.id))
    return [Note(row.id, row.text, row.actor, row.at) for row in rows]


def meetings(connection: Connection, thread: str) -> list[Any]:
    """The engagements of a thread, by start: key, title, start, end, zone, status of each occurrence."""
    e, o = s.engagement.c, s.occurrence.c
    query = select(o.key, e.title, o.start, o.end, o.zone, o.status).join(s.engagement, o.engagement == e.key)
    return list(connection.execute(query.where(e.thread == thread).order_by(o.start, o.key).limit(20)))


def octets(connection: Connection, key: str) -> bytes | None:
    """The bytes of a message as fetched."""
    import zstandard

    query = select(s.raw.c.zstd).join(s.message, _M.sha256 == s.raw.c.sha256).where(_M.key == key)
    packed = connection.execute(query).scalar()
    return zstandard.decompress(packed) if packed is not None else None


def file(connection: Connection, key: str, n: int) -> Any | None:
    """An attachment's row: name, type, size, sha256."""
    a = s.attachment.c
    return connection.execute(select(s.attachment).where(a.message == key, a.n == n)).first()
