"""Facts read anew: what a message says of meetings now, in place of what it was once understood to say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from liaison_sync.app.ingest import folding
from liaison_sync.app.service import Service
from liaison_sync.domain import changes as c
from liaison_sync.domain.fact import Fact, HumanAct
from liaison_sync.domain.meetings import folded, refold
from liaison_sync.store import differing, views
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.codec import dump, load

_F = s.fact.c


def refact(connection: Connection, service: Service, derived: Mapping[str, Sequence[Fact]]) -> int:
    """Put the facts `derived` from each message in place of those stored for it; returns how many differ.

    A fact that is as it was keeps when it came and what it did then: its verdict is history. People's words about a
    fact go over to the one that takes its place.
    """
    stored = _stored(connection, derived)
    gone: list[Any] = []
    arrived: list[Fact] = []
    changed: list[c.Change] = []
    heirs: dict[str, str] = {}
    for message, facts in derived.items():
        old = {row.id: row for row in stored.get(message, ())}
        new = _as_received(facts, old)
        missing = [row for id_, row in old.items() if id_ not in new]
        fresh = [fact for id_, fact in new.items() if id_ not in old]
        gone += missing
        arrived += fresh
        heirs |= _heirs(missing, fresh)
        changed += _reworded(new, old)
    if not (gone or arrived or changed):
        return 0
    _write(connection, service, gone, arrived, changed, heirs)
    return len(gone) + len(arrived) + len(changed)


def _stored(connection: Connection, messages: Collection[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for condition in views.among(_F.message, messages):
        for row in connection.execute(select(s.fact).where(condition).order_by(_F.received_at, _F.id)):
            found[row.message].append(row)
    return found


def _as_received(facts: Iterable[Fact], old: Mapping[str, Any]) -> dict[str, Fact]:
    """By id, the first copy's; one that is known came when it first came."""
    found: dict[str, Fact] = {}
    for fact in facts:
        known = old.get(fact.id)
        found.setdefault(fact.id, replace(fact, received_at=known.received_at) if known else fact)
    return found


def _heirs(gone: Sequence[Any], fresh: Sequence[Fact]) -> dict[str, str]:
    """Old id → the new fact that says the same component of the same message."""
    by_place: dict[tuple[str, ...], str] = {}
    for fact in fresh:
        by_place.setdefault(_place(fact), fact.id)
    olds = ((row.id, _place(load(Fact, row.document))) for row in gone)
    return {id_: by_place[place] for id_, place in olds if place in by_place}


def _place(fact: Fact) -> tuple[str, ...]:
    return fact.uid, fact.key, fact.method, fact.mailbox, fact.role


def _reworded(new: Mapping[str, Fact], old: Mapping[str, Any]) -> Iterator[c.FactPut]:
    """Facts under the same id that say more, or less, than they did."""
    for id_, fact in new.items():
        row = old.get(id_)
        if row is not None and dump(fact) != row.document:
            yield c.FactPut(
                id_,
                fact.uid,
                row.received_at,
                fact.mailbox,
                fact.message,
                dump(fact),
                row.verdict,
                row.rule,
                row.before,
                row.after,
            )


def _write(
    connection: Connection,
    service: Service,
    gone: Sequence[Any],
    arrived: Sequence[Fact],
    changed: Sequence[Any],
    heirs: Mapping[str, str],
) -> None:
    """Drop, add, let people's words follow, and fold every meeting touched."""
    uids = {row.uid for row in gone} | {fact.uid for fact in arrived} | {one.uid for one in changed}
    words = list(_words(connection, uids, heirs))
    dropped = [row.id for row in gone] + [one.id for one in changed] + [old for old, _ in words]
    apply(connection, [*(c.FactDropped(id_) for id_ in dropped), *changed])
    known = views.facts(connection, uids)
    how = folding(service, service.clock.now())
    places = _places(connection, [*(fact for each in known.values() for fact in each), *arrived])
    fresh = [*arrived, *(word for _, word in words)]
    apply(connection, [one for one in refold(known, fresh, places, how) if isinstance(one, c.FactPut)])
    refolded(connection, service, uids)


def _words(connection: Connection, uids: Collection[str], heirs: Mapping[str, str]) -> Iterator[tuple[str, Fact]]:
    """(its id, as it is to be) of each word of a person about a fact that has an heir."""
    for each in views.facts(connection, uids).values():
        for fact in each:
            said = fact.content
            if isinstance(said, HumanAct) and said.subject in heirs:
                yield fact.id, replace(fact, content=replace(said, subject=heirs[said.subject]))


def refolded(connection: Connection, service: Service, uids: Collection[str]) -> int:
    """Fold these meetings anew from their facts, writing those that differ; returns how many do."""
    known = views.facts(connection, uids)
    places = _places(connection, [fact for each in known.values() for fact in each])
    how = folding(service, service.clock.now())
    folds = [folded(uid, known[uid], places, how) for uid in sorted(known)]
    folds += [c.EngagementFolded(uid, (), ()) for uid in sorted(set(uids) - known.keys())]
    news = differing.meetings(connection, folds)
    apply(connection, news)
    return len(news)


def _places(connection: Connection, facts: Iterable[Fact]) -> Any:
    return views.places(connection, {fact.message for fact in facts if fact.message})
