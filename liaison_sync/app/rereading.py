"""Stored mail read again from its kept bytes, a page at a time: what is derived from it is written where it differs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

from sqlalchemy import Connection, and_, func, select

from liaison_sync.app.facts import facts_of
from liaison_sync.app.following import followers
from liaison_sync.app.ingest import ROLE
from liaison_sync.app.parsing import Read
from liaison_sync.app.recognising import directory_of, recognising, verdict_of
from liaison_sync.app.refacting import refact
from liaison_sync.app.rerecognise import again, component_keys
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.filing import Arrival, Recognised, added, filed, said_at
from liaison_sync.domain.recognise import Recognition
from liaison_sync.domain.threading import Filed, rethread
from liaison_sync.domain.value import dataclass
from liaison_sync.store import differing, retention, views
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.codec import dump
from liaison_sync.store.engine import reading

MESSAGES = 100
BYTES = 16 * 1024 * 1024
_NOBODY = Recognition(None, None, "", "in")
_M, _I = s.message.c, s.sighting.c


@dataclass(frozen=True, slots=True)
class Pages:
    """Messages of a page by key, and every copy of them that could be read, by SHA-256."""

    keys: tuple[str, ...]
    read: Mapping[str, Read]


def next_page(service: Service, after: str) -> Pages:
    """The messages after the key `after`, their bytes read; no keys where none is left. Writes nothing."""
    with reading(service.engine) as connection:
        sized = select(_M.key, func.coalesce(s.raw.c.size, 0)).outerjoin(s.raw, s.raw.c.sha256 == _M.sha256)
        rows = connection.execute(sized.where(_M.key > after).order_by(_M.key).limit(MESSAGES)).all()
        heavy = accumulate(size for _, size in rows)
        chosen = [key for n, ((key, _), sum_) in enumerate(zip(rows, heavy, strict=True)) if n == 0 or sum_ <= BYTES]
        raws = views.raws(connection, sorted(_digests(connection, chosen)))
    read = dict(zip(raws, service.parsers.read_all(list(raws.values())), strict=True))
    return Pages(tuple(chosen), {key: one for key, one in read.items() if not one.parsed.message.quarantined})


def _digests(connection: Connection, chosen: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for column, digest in ((_M.key, _M.sha256), (_I.message, _I.sha256)):
        for condition in views.among(column, chosen):
            found.update(connection.execute(select(digest).where(condition)).scalars())
    return found - {None}


def reread(connection: Connection, service: Service, page: Pages) -> Counter[str]:
    """Write what differs of a page, with its threads and facts; counts what did, and what has no bytes to be read."""
    rows = [
        row
        for condition in views.among(_M.key, page.keys)
        for row in connection.execute(select(s.message).where(condition))
    ]
    legible = [row for row in rows if row.sha256 in page.read]
    let_go = retention.gone(connection, {row.sha256 for row in rows if row.sha256 not in page.read})
    kept = sum(row.sha256 in page.read or row.sha256 not in let_go for row in rows)
    counts = Counter(messages=0, unreadable=kept - len(legible), let_go=len(rows) - kept)
    found = _recognised(connection, service, legible, page.read)
    stood = {row.key: row for row in legible}
    rows_now = [
        added(one, filed_, (stood[key].thread, stood[key].component), dump) for key, (one, filed_) in found.items()
    ]
    news = differing.messages(connection, rows_now)
    if news:
        apply(connection, [*map(c.MessageRederived, news), *_bounced(news, stood)])
        _rethread(connection, [stood[one.key] for one in news], {one.key: found[one.key][1] for one in news})
    counts["messages"] = len(news)
    counts["facts"] = refact(connection, service, _facts(connection, service, legible, page.read))
    return counts


def _recognised(
    connection: Connection, service: Service, rows: Sequence[Any], read: Mapping[str, Read]
) -> dict[str, tuple[Recognised, Filed]]:
    directory = directory_of(connection, service)
    parsed = {row.key: read[row.sha256].parsed for row in rows}
    known = recognising(connection, service, [one.message for one in parsed.values()], directory)
    # What answers comes after what it answers.
    ordered = sorted(rows, key=lambda row: (said_at(parsed[row.key].message, row.received_at), row.key))
    found = (replace(again(row, parsed[row.key], known, service), gist=read[row.sha256].gist) for row in ordered)
    return {one.key: (one, filed(one, directory)) for one in found}


def _bounced(news: Iterable[c.MessageAdded], stood: Mapping[str, Any]) -> Iterable[c.Change]:
    """Addresses known to have failed only now; what was known before has had its say."""
    news = list(news)
    yield from (c.ContactBounced(address) for address in _newly("bounced", news, stood))
    yield from (c.ContactRefused(address) for address in _newly("refused", news, stood))


def _newly(name: str, news: Iterable[c.MessageAdded], stood: Mapping[str, Any]) -> list[str]:
    now = {address for one in news for address in one.turn.get(name, ())}
    return sorted(now - {address for one in news for address in stood[one.key].turn.get(name, ())})


def _rethread(connection: Connection, rows: Sequence[Any], found: Mapping[str, Filed]) -> None:
    wanted = {key for one in found.values() for key in one.keys}
    near = views.neighbourhood(connection, wanted | component_keys(connection, rows), found.keys())
    changes = rethread(near, (), again=found.keys()).changes
    apply(connection, [*changes, *followers(connection, changes)])


# --- facts --------------------------------------------------------------------------------------------------------


def _facts(
    connection: Connection, service: Service, rows: Sequence[Any], read: Mapping[str, Read]
) -> dict[str, list[Fact]]:
    """Message → the facts its copies carry, of the messages every copy of which could be read."""
    copies = _copies(connection, [row.key for row in rows])
    of, sent = addresses(connection, service), _imported_as_sent(connection, [row.key for row in rows])
    found: dict[str, list[Fact]] = {}
    for row in rows:
        each = copies.get(row.key, [])
        if all(copy.sha256 in read for copy in each):
            imported = "sent" if row.key in sent else "inbox"
            found[row.key] = [
                fact
                for copy in each
                for fact in _of_copy(service, row.key, copy, copy.role or imported, read[copy.sha256], of)
            ]
    return found


def _copies(connection: Connection, messages: Collection[str]) -> dict[str, list[Any]]:
    """The copies of each message with their role (None: it was imported), the first received first."""
    here = s.sighting.outerjoin(s.folder, and_(s.folder.c.mailbox == _I.mailbox, s.folder.c.folder == _I.folder))
    columns = (_I.message, _I.mailbox, _I.folder, _I.locator, _I.sha256, _I.received_at, ROLE)
    found: dict[str, list[Any]] = defaultdict(list)
    for condition in views.among(_I.message, messages):
        query = select(*columns).select_from(here).where(condition, _I.state == "stored")
        for row in connection.execute(query.order_by(_I.received_at, _I.mailbox, _I.folder, _I.locator)):
            found[row.message].append(row)
    return found


def _imported_as_sent(connection: Connection, messages: Collection[str]) -> set[str]:
    """The messages whose facts say that they were sent; of imported mail nothing else does."""
    f = s.fact.c
    return {
        row.message
        for condition in views.among(f.message, messages)
        for row in connection.execute(select(f.message, f.document).where(condition))
        if row.document.get("role") == "sent"
    }


def addresses(connection: Connection, service: Service) -> dict[str, str]:
    """Mailbox → address, of those configured and those that once were."""
    once = dict(connection.execute(select(s.mailbox.c.name, s.mailbox.c.address)).all())
    return once | {one.name: one.address for one in service.mailboxes}


def _of_copy(service: Service, key: str, copy: Any, role: str, read: Read, addresses: Mapping[str, str]) -> list[Fact]:
    parsed = read.parsed
    arrival = Arrival(copy.mailbox, copy.folder, role, copy.locator, copy.received_at, parsed.message)
    one = Recognised(key, arrival, _NOBODY, verdict_of(parsed.message, service))
    address = addresses.get(copy.mailbox, "")
    return facts_of(parsed, arrival, one, mailbox=address, own=service.own.addresses, zone=service.policy.zone)
