"""Loading what decisions see: whole pictures, a few queries each, never one per message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, bindparam, cast, or_, select, true, type_coerce

from liaison_sync.domain.fact import Fact
from liaison_sync.domain.meetings import Places
from liaison_sync.domain.partner import Alias, Contact, Domain, Partner
from liaison_sync.domain.thread import Node, ThreadAct
from liaison_sync.domain.threading import Decision, Filed, Neighbourhood
from liaison_sync.domain.value import dataclass
from liaison_sync.domain.view import Turn
from liaison_sync.store import schema as s
from liaison_sync.store.codec import load
from liaison_sync.store.columns import OneOf, Several

_JOINS = 50  # of threads into one another, that an old address is followed through


def among(column: ColumnElement[Any], values: Collection[Any]) -> Iterator[ColumnElement[bool]]:
    """That `column` has one of these values, all in one parameter, so that statements are prepared once.

    Nothing where there are none: whoever asks among none need not ask.
    """
    if values:
        given = bindparam("among", list(values), type_=Several(column.type), unique=True)
        yield OneOf(column, given)


def one_of(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """As `among`, for a statement that is made once, as a page has it made anew each time (`rows_of`)."""
    return OneOf(column, bindparam("among", type_=Several(column.type)))


def rows_of(connection: Connection, statement: Select[Any], values: Collection[Any]) -> Sequence[Any]:
    """The rows of a statement made with `one_of`; none where there are no values."""
    return connection.execute(statement, {"among": list(values)}).all() if values else ()


def sightings(connection: Connection, mailbox: str, folder: str, locators: Collection[str]) -> dict[str, str]:
    """Locator → state, of the copies known already in this folder."""
    t = s.sighting.c
    found: dict[str, str] = {}
    for condition in among(t.locator, locators):
        query = select(t.locator, t.state).where(t.mailbox == mailbox, t.folder == folder, condition)
        found.update((row.locator, row.state) for row in connection.execute(query))
    return found


def alive(connection: Connection, mailbox: str, folder: str) -> set[str]:
    """The locators of the copies believed to lie in this folder."""
    t = s.sighting.c
    query = select(t.locator).where(t.mailbox == mailbox, t.folder == folder, t.gone_at.is_(None))
    return set(connection.execute(query).scalars())


def drafts(connection: Connection, mailbox: str, folder: str) -> set[str]:
    """The locators of the copies in this folder that were not finished when they were listed."""
    t = s.sighting.c
    here = (t.mailbox == mailbox, t.folder == folder, t.gone_at.is_(None))
    return set(connection.execute(select(t.locator).where(*here, t.state == "excluded")).scalars())


def buried(connection: Connection, mailbox: str, folder: str, locators: Collection[str]) -> set[str]:
    """Those of these locators that bear a tombstone."""
    t = s.sighting.c
    here = (t.mailbox == mailbox, t.folder == folder, t.gone_at.is_not(None))
    return {
        locator
        for condition in among(t.locator, locators)
        for locator in connection.execute(select(t.locator).where(*here, condition)).scalars()
    }


@dataclass(frozen=True, slots=True)
class Withheld:
    """A copy the server lists and did not hand over: how often we asked, last `at`."""

    locator: str
    received_at: datetime | None
    tries: int
    at: datetime


def withheld(connection: Connection, mailbox: str, folder: str) -> list[Withheld]:
    """The pending copies of a folder."""
    t, q = s.sighting.c, s.quarantine.c
    same = and_(q.mailbox == t.mailbox, q.folder == t.folder, q.locator == t.locator)
    query = (
        select(t.locator, t.received_at, q.tries, q.at)
        .select_from(s.sighting.join(s.quarantine, same))
        .where(t.mailbox == mailbox, t.folder == folder, t.state == "pending", t.gone_at.is_(None))
    )  # asked for an order, SQLite walks all copies of the folder by it
    return sorted((Withheld(*row) for row in connection.execute(query)), key=lambda one: one.locator)


DirectoryRows = tuple[Sequence[Any], Sequence[Any]]


def directory(connection: Connection) -> tuple[list[Partner], list[Contact]]:
    """All partners and contacts."""
    return of_rows(directory_rows(connection))


def directory_rows(connection: Connection) -> DirectoryRows:
    """What `of_rows` makes the directory of: comparing them tells whether anything changed."""
    d, p = s.partner_domain.c, s.partner.c
    columns = (s.partner, d.name.label("domain"), d.since, d.until)
    joined = select(*columns).outerjoin_from(s.partner, s.partner_domain, d.partner == p.id)
    partners = connection.execute(joined.order_by(p.id, d.name)).all()
    return partners, connection.execute(select(*_CONTACT).order_by(s.contact.c.id)).all()


def of_rows(found: DirectoryRows) -> tuple[list[Partner], list[Contact]]:
    """The partners and contacts these rows say."""
    rows, contacts = found
    domains: dict[str, list[Domain]] = defaultdict(list)
    for row in rows:
        if row.domain is not None:
            domains[row.id].append(Domain(row.domain, row.since, row.until))
    partners = [_partner(row, domains[row.id]) for row in {row.id: row for row in rows}.values()]
    return partners, [Contact(*row) for row in contacts]


def contacts_at(connection: Connection, address: str) -> list[Contact]:
    """Every row of the directory for this address (in lower case)."""
    a = s.contact.c
    return [Contact(*row) for row in connection.execute(select(*_CONTACT).where(a.address == address).order_by(a.id))]


def _partner(row: Any, domains: list[Domain]) -> Partner:
    return Partner(
        id=row.id,
        name=row.name,
        parent=row.parent,
        kind=row.kind,
        domains=tuple(domains),
        clients=tuple(row.clients or ()),
        owner=row.owner,
        language=row.language,
        zone=row.zone,
        country=row.country,
        tags=tuple(row.tags or ()),
        aliases=tuple(load(Alias, one) for one in row.aliases or ()),
    )


_CONTACT = tuple(s.contact.c[field.name] for field in fields(Contact))


def filed(row: Any) -> Filed:
    """A message row as threading sees it."""
    node, turn = load(Node, row.node), load(Turn, row.turn)
    return Filed(node, turn, row.thread, row.component, project=row.project)


FILED = (*(s.message.c[name] for name in ("node", "turn", "thread", "component", "project")),)


_LINKS = select(s.link.c.key, s.link.c.component).where(one_of(s.link.c.key))


def links(connection: Connection, keys: Collection[str]) -> dict[str, str]:
    """Key → component, of the keys known."""
    return {row.key: row.component for row in rows_of(connection, _LINKS, keys)}


_WITHIN = select(*FILED).where(one_of(s.message.c.component))


def neighbourhood(
    connection: Connection,
    keys: Collection[str],
    messages: Collection[str] = (),
    known: Mapping[str, str] | None = None,
) -> Neighbourhood:
    """The components that `keys` touch, whole, with what people decided about their threads; `known`: their links.

    `messages` are keys of messages that arrive or are acted on: what people once brought together with them comes too.
    """
    joined = links(connection, keys) if known is None else {key: known[key] for key in keys if key in known}
    acts = {act.id: act for act in acts_naming(connection, messages)}
    named = {key for act in acts.values() for key in (act.message, act.target) if key} | set(messages)
    components = set(joined.values()) | components_of(connection, named)
    found = [filed(row) for row in rows_of(connection, _WITHIN, components)]
    acts |= {act.id: act for act in _acts_within(connection, components)}
    said = decisions(connection, {one.thread for one in found})
    return Neighbourhood(joined, tuple(found), tuple(acts.values()), said)


_ACT = (*(s.thread_act.c[name] for name in ThreadAct.__slots__),)


# What stands, but for what a person only found right as it is (store.thread_acts.KEEP).
ARRANGING = (s.thread_act.c.undone_at.is_(None), s.thread_act.c.kind != "keep")


_NAMING = select(*_ACT).where(or_(one_of(s.thread_act.c.message), one_of(s.thread_act.c.target)), *ARRANGING)
_ACTS_WITHIN = (
    select(*_ACT)
    .join(s.message, s.message.c.key == s.thread_act.c.message)
    .where(one_of(s.message.c.component), *ARRANGING)
)
_COMPONENTS = select(s.message.c.component).where(one_of(s.message.c.key))
_DECIDED = select(*(s.thread.c[name] for name in ("id", "closed", "closed_after", "owner", "snoozed_until"))).where(
    one_of(s.thread.c.id)
)


def acts_naming(connection: Connection, messages: Collection[str]) -> Iterator[ThreadAct]:
    """What people decided, and stands, that names one of these messages."""
    yield from (ThreadAct(*row) for row in rows_of(connection, _NAMING, messages))


def _acts_within(connection: Connection, components: Collection[str]) -> Iterator[ThreadAct]:
    yield from (ThreadAct(*row) for row in rows_of(connection, _ACTS_WITHIN, components))


def components_of(connection: Connection, messages: Collection[str]) -> set[str]:
    """The components these messages stand in."""
    return {row.component for row in rows_of(connection, _COMPONENTS, messages)}


def decisions(connection: Connection, threads: Collection[str]) -> dict[str, Decision]:
    """What people decided about these threads."""
    return {row.id: Decision(*row[1:]) for row in rows_of(connection, _DECIDED, threads)}


def concerned(connection: Connection, message_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Message-ID → the partners a message recognised before concerns, its own first."""
    m = s.message.c
    return {
        row.message_id: (row.partner, *(row.linked or ()))
        for condition in among(m.message_id, message_ids)
        for row in connection.execute(select(m.message_id, m.partner, m.linked).where(condition))
        if row.partner
    }


def decided(connection: Connection, message_ids: Collection[str] | None = None) -> dict[str, str]:
    """Message-ID → partner, as people decided it (None: all of them)."""
    t = s.message_partner.c
    conditions = [true()] if message_ids is None else among(t.message_id, message_ids)
    return {
        row.message_id: row.partner
        for condition in conditions
        for row in connection.execute(select(t.message_id, t.partner).where(condition).order_by(t.message_id))
    }


def clientless(connection: Connection, agencies: Collection[str]) -> list[Any]:
    """Messages of these agencies whose client nobody knows: key, partner, linked, warnings, node."""
    m = s.message.c
    unknown = type_coerce(m.warnings, Text).contains("client_unknown")
    return [
        row
        for condition in among(m.partner, agencies)
        for row in connection.execute(select(m.key, m.partner, m.linked, m.warnings, m.node).where(condition, unknown))
    ]


def facts(connection: Connection, uids: Collection[str]) -> dict[str, list[Fact]]:
    """All facts of these engagements, in the order they were received."""
    found: dict[str, list[Fact]] = defaultdict(list)
    t = s.fact.c
    for condition in among(t.uid, uids):
        for row in connection.execute(select(t.uid, t.document).where(condition).order_by(t.received_at, t.id)):
            found[row.uid].append(load(Fact, row.document))
    return found


def raws(connection: Connection, digests: Sequence[str]) -> dict[str, bytes]:
    """SHA-256 → the bytes as fetched."""
    import zstandard

    return {
        row.sha256: zstandard.decompress(row.zstd)
        for condition in among(s.raw.c.sha256, digests)
        for row in connection.execute(select(s.raw.c.sha256, s.raw.c.zstd).where(condition))
    }


def messages(connection: Connection, conditions: Iterable[ColumnElement[bool]]) -> list[Any]:
    """Whole message rows, oldest first."""
    return list(connection.execute(select(s.message).where(*conditions).order_by(s.message.c.at, s.message.c.key)))


def existing(connection: Connection, keys: Collection[str]) -> set[str]:
    """Which of these messages are stored."""
    return {
        key
        for condition in among(s.message.c.key, keys)
        for (key,) in connection.execute(select(s.message.c.key).where(condition))
    }


def bearers(connection: Connection, message_ids: Collection[str]) -> dict[str, list[Any]]:
    """Message-ID → the stored messages that bear it: key, message_id, sha256, digest, n."""
    found: dict[str, list[Any]] = defaultdict(list)
    m = s.message.c
    for condition in among(m.message_id, message_ids):
        for row in connection.execute(select(m.key, m.message_id, m.sha256, m.digest, m.n).where(condition)):
            found[row.message_id].append(row)
    return found


def bodies(connection: Connection, numbers: Collection[int]) -> dict[int, str]:
    """Message number → the new text kept of it."""
    t = s.message_text.c
    return {
        row.n: row.body
        for condition in among(t.n, numbers)
        for row in connection.execute(select(t.n, t.body).where(condition))
    }


def places(connection: Connection, keys: Collection[str]) -> Places:
    """Where these messages stand."""
    m = s.message.c
    rows = [
        row
        for condition in among(m.key, keys)
        for row in connection.execute(select(m.key, m.thread, m.partner).where(condition))
    ]
    return Places({row.key: row.thread for row in rows}, {row.key: row.partner for row in rows})


def cursors(connection: Connection, mailbox: str) -> dict[str, str | None]:
    """Folder → cursor, of the folders of a mailbox read before, but those gone."""
    f = s.folder.c
    return dict(connection.execute(select(f.folder, f.cursor).where(f.mailbox == mailbox, f.gone.is_(False))).all())


def joined(thread: str) -> Select[str]:
    """The id of a thread and those of all that have become part of it, as a subquery."""
    a = s.thread_alias.c
    found = select(cast(thread, Text).label("id")).cte("joined", recursive=True)
    found = found.union(select(a.alias).join(found, a.thread == found.c.id))
    return select(found.c.id)


def folders(connection: Connection, mailbox: str) -> dict[str, tuple[str, str, str | None]]:
    """Folder → path, role and the rule that keeps it from being read, of the folders of a mailbox but those gone."""
    f = s.folder.c
    query = select(f.folder, f.path, f.role, f.excluded).where(f.mailbox == mailbox, f.gone.is_(False))
    return {row.folder: (row.path, row.role, row.excluded) for row in connection.execute(query)}


def current_threads(connection: Connection, threads: Collection[str]) -> dict[str, str]:
    """Each of these thread ids → the thread it is now, by way of the aliases that joins left behind."""
    here = {thread: thread for thread in threads}
    for _ in range(_JOINS):
        a = s.thread_alias.c
        moved = {
            row.alias: row.thread
            for condition in among(a.alias, set(here.values()))
            for row in connection.execute(select(a.alias, a.thread).where(condition))
        }
        if not moved:
            break
        here = {thread: moved.get(now, now) for thread, now in here.items()}
    return here
