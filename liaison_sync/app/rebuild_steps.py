"""What a rebuild goes through, in this order; each step cut into pages that are prepared outside the transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, func, select

from liaison_sync.app.following import followers
from liaison_sync.app.importing import calendar_facts
from liaison_sync.app.quarantine import NotReplayed, replay
from liaison_sync.app.refacting import refact, refolded
from liaison_sync.app.rereading import addresses, next_page, reread
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.thread import keys
from liaison_sync.domain.threading import rethread
from liaison_sync.domain.value import dataclass
from liaison_sync.store import differing, views
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading

_SOME = 50  # files, components, meetings a page
_FEW = 10  # what stands in quarantine may cost its whole time
_M, _I, _Q, _F = s.message.c, s.sighting.c, s.quarantine.c, s.fact.c
_CALENDAR = exists().where(
    s.folder.c.mailbox == _I.mailbox, s.folder.c.folder == _I.folder, s.folder.c.role == "calendar"
)  # its facts are readings at their time, and stay
_FILE = (_I.message.is_(None), _I.state == "stored", _I.sha256.is_not(None), ~_CALENDAR)
_HELD = (_Q.released_at.is_(None), _Q.sha256.is_not(None))


@dataclass(frozen=True, slots=True)
class Page:
    """What is left to be done inside the transaction, where the next page begins, how much this one covers."""

    place: str
    covered: int
    write: Callable[[Connection], Counter[str]]


@dataclass(frozen=True, slots=True)
class Step:
    """`page` prepares what comes after a place (None: nothing does); `total` is how much there is in all."""

    name: str
    page: Callable[[Service, str], Page | None]
    total: Callable[[Connection], int]


def _messages(service: Service, place: str) -> Page | None:
    page = next_page(service, place)
    if not page.keys:
        return None
    return Page(page.keys[-1], len(page.keys), lambda connection: reread(connection, service, page))


# --- calendars imported as bare files -----------------------------------------------------------------------------


def _calendars(service: Service, place: str) -> Page | None:
    with reading(service.engine) as connection:
        digests = _next(connection, _I.sha256, place, _FILE)
        raws = views.raws(connection, digests)
        copies = [
            row
            for condition in views.among(_I.sha256, digests)
            for row in connection.execute(select(s.sighting).where(condition, *_FILE).order_by(_I.received_at))
        ]
        of = addresses(connection, service)
    if not digests:
        return None
    derived: dict[str, list[Fact]] = {f"file:{digest}": [] for digest in raws}
    for row in copies:
        if row.sha256 in raws:
            found = calendar_facts(raws[row.sha256], of.get(row.mailbox, ""), row.received_at)
            derived[f"file:{row.sha256}"] += found
    return Page(digests[-1], len(digests), lambda connection: Counter({"facts": refact(connection, service, derived)}))


# --- what could not be read before --------------------------------------------------------------------------------


def _quarantine(service: Service, place: str) -> Page | None:
    with reading(service.engine) as connection:
        ids = _next(connection, _Q.id, place, _HELD, _FEW)
        digest_of = dict(
            pair
            for condition in views.among(_Q.id, ids)
            for pair in connection.execute(select(_Q.id, _Q.sha256).where(condition)).all()
        )
        raws = views.raws(connection, sorted(set(digest_of.values())))
    if not ids:
        return None
    read = dict(zip(raws, service.parsers.read_all(list(raws.values())), strict=True))
    legible = [id_ for id_ in ids if digest_of[id_] in read and not read[digest_of[id_]].parsed.message.quarantined]
    return Page(ids[-1], len(ids), lambda connection: Counter({"released": _released(connection, service, legible)}))


def _released(connection: Connection, service: Service, ids: Sequence[str]) -> int:
    number = 0
    for id_ in ids:
        found = replay(connection, service, id_, service.clock.now())
        if not isinstance(found, NotReplayed):
            apply(connection, found)
            number += 1
    return number


# --- threads and meetings -----------------------------------------------------------------------------------------


def _threads(service: Service, place: str) -> Page | None:
    with reading(service.engine) as connection:
        components = _next(connection, _M.component, place)
    if not components:
        return None
    return Page(components[-1], len(components), lambda connection: _rethreaded(connection, components))


def _rethreaded(connection: Connection, components: Sequence[str]) -> Counter[str]:
    filed = [
        views.filed(row)
        for condition in views.among(_M.component, components)
        for row in connection.execute(select(*views.FILED).where(condition))
    ]
    members = {one.node.key for one in filed}
    near = views.neighbourhood(connection, {key for one in filed for key in keys(one.node)}, members)
    changes = differing.threads(connection, rethread(near, (), again=members).changes)
    apply(connection, [*changes, *followers(connection, changes)])
    return Counter(threads=sum(isinstance(one, c.ThreadPut | c.ThreadJoined) for one in changes))


def _meetings(service: Service, place: str) -> Page | None:
    with reading(service.engine) as connection:
        uids = _next(connection, _F.uid, place)
    if not uids:
        return None
    return Page(uids[-1], len(uids), lambda connection: Counter(meetings=refolded(connection, service, uids)))


def _next(
    connection: Connection, column: Any, place: str, where: Sequence[ColumnElement[bool]] = (), some: int = _SOME
) -> list[str]:
    query = select(column).where(column > place, *where).distinct().order_by(column).limit(some)
    return list(connection.execute(query).scalars())


def _of(column: Any, *where: ColumnElement[bool]) -> Callable[[Connection], int]:
    query = select(func.count(column.distinct())).where(*where)
    return lambda connection: connection.execute(query).scalar_one()


STEPS = (
    Step("messages", _messages, _of(_M.key)),
    Step("calendars", _calendars, _of(_I.sha256, *_FILE)),
    Step("quarantine", _quarantine, _of(_Q.id, *_HELD)),
    Step("threads", _threads, _of(_M.component)),
    Step("meetings", _meetings, _of(_F.uid)),
)
