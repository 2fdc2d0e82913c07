"""Ingest: a page of fetched mail becomes changes, written with the folder's cursor in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, case

from liaison_sync.app import settling
from liaison_sync.app.answers_arriving import answering
from liaison_sync.app.bounces import marks
from liaison_sync.app.expanding import expander
from liaison_sync.app.facts import facts_of
from liaison_sync.app.feedback import told as feedback_told
from liaison_sync.app.following import followers
from liaison_sync.app.parsing import Parsers, Read
from liaison_sync.app.recognising import Recognising, clients_found, recognising, verdict_of
from liaison_sync.app.service import Service
from liaison_sync.app.unsubscribing import by_mail as unsubscribed
from liaison_sync.app.wishing import wished
from liaison_sync.domain import changes as c
from liaison_sync.domain.authority import FoldPolicy
from liaison_sync.domain.fact import Fact
from liaison_sync.domain.filing import Arrival, Recognised, added, filed, said_at
from liaison_sync.domain.gist import Gist
from liaison_sync.domain.identity import Identity, Placed, identity, place, words
from liaison_sync.domain.lengthening import lengthened
from liaison_sync.domain.meetings import Folding, Places, refold
from liaison_sync.domain.message import Message
from liaison_sync.domain.rsvp import all_answered
from liaison_sync.domain.threading import Filed, rethread
from liaison_sync.domain.value import dataclass
from liaison_sync.formats import series
from liaison_sync.store import own_letters, tails, views
from liaison_sync.store import schema as s
from liaison_sync.store.codec import dump

SENT_LABEL = "sent_label"  # what the rule of a copy says that a label, not its folder, shows to be sent by us
# The role of a copy (sighting ⟕ folder): its label tells where its folder, that holds all mail, does not.
ROLE: ColumnElement[str | None] = case((s.sighting.c.rule == SENT_LABEL, "sent"), else_=s.folder.c.role).label("role")


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy as fetched and read, with where it lies; `rule` is kept with its sighting."""

    arrival: Arrival
    read: Read
    rule: str = ""


@dataclass(slots=True)
class _Known:
    """The stored messages that bear the Message-IDs of a page; their texts are read only when in doubt."""

    connection: Connection
    parsers: Parsers
    rows: dict[str, list[Any]]
    fresh: dict[str, dict[str, list[Message]]] = field(default_factory=dict)
    identities: dict[str, Identity] = field(default_factory=dict)  # by SHA-256, of those somebody asked for

    def place(self, message: Message, gist: Gist) -> Placed:
        fresh = self.fresh.setdefault(gist.message_id or gist.key, {})
        rows = self.rows.get(gist.message_id or "", [])
        if any(row.key == gist.key and row.digest == gist.digest for row in rows):
            found = Placed(gist.key)
        elif rows or fresh:
            found = place(self._identity(message), {**self._stored(rows, message, gist), **self._arrived(fresh)})
        else:
            found = Placed(gist.key)
        fresh.setdefault(found.key, []).append(message)
        return found

    def _arrived(self, fresh: Mapping[str, Sequence[Message]]) -> dict[str, list[Identity]]:
        return {key: [self._identity(one) for one in each] for key, each in fresh.items()}

    def _stored(self, rows: Sequence[Any], new: Message, gist: Gist) -> dict[str, list[Identity]]:
        raws = views.raws(self.connection, [row.sha256 for row in rows])
        read = self.parsers.read_all(list(raws.values())) if raws else []
        identities = dict(zip(raws, (identity(one.parsed.message) for one in read), strict=True))
        lost = [row for row in rows if row.sha256 not in identities]
        if not lost:
            return {row.key: [identities[row.sha256]] for row in rows}
        kept = views.bodies(self.connection, [row.n for row in lost])
        told = {row.key: self._as_told(new, words(kept.get(row.n, ""))) for row in lost if row.key == gist.key}
        return {r.key: [identities[r.sha256]] if r.sha256 in identities else told.get(r.key, []) for r in rows}

    def _as_told(self, new: Message, body: str) -> list[Identity]:
        """A message without its bytes, of the same Message-ID, From and Date as `new`: by the new text kept of it."""
        here = self._identity(new)
        return [replace(here, text=body or here.text)]

    def _identity(self, message: Message) -> Identity:
        if message.sha256 not in self.identities:
            self.identities[message.sha256] = identity(message)
        return self.identities[message.sha256]


def ingest(connection: Connection, service: Service, copies: Sequence[Copy], now: datetime) -> list[c.Change]:
    """The changes a page of copies asks for, decided over what the store holds; writes nothing itself."""
    changes, copies = _without_trials(connection, copies)
    known = recognising(connection, service, [copy.read.parsed.message for copy in copies])
    new: dict[str, Recognised] = {}
    facts: list[Fact] = []
    places = _place_all(connection, service, [copy.read for copy in copies])
    stored = views.existing(connection, {one.key for one in places})
    for copy, where in sorted(zip(copies, places, strict=True), key=_written):
        changes += _sighting(copy, where.key, now)
        if copy.read.parsed.message.quarantined:
            continue
        one = _recognised(copy, where, known, service)
        if where.key not in stored:
            new.setdefault(where.key, one)
        facts += _facts(copy, one, service)
    arrived = {key: (one, filed(one, known.directory)) for key, one in new.items()}
    said = [*feedback_told(connection, arrived, now), *wished(connection, arrived, now)]
    said += unsubscribed(connection, arrived, now)
    arrived = settling.arrived(connection, arrived, said)
    threaded, threads = _thread(connection, arrived)
    changes += [*threaded, *clients_found(connection, new.values(), known.directory)]
    changes += followers(connection, threaded, refolded={fact.uid for fact in facts})
    changes += meetings(connection, service, facts, threads, new, now)
    changes += [*answering(connection, new), *said]
    return [*changes, *marks(connection, [found.turn for _, found in arrived.values()])]


def _without_trials(connection: Connection, copies: Sequence[Copy]) -> tuple[list[c.Change], Sequence[Copy]]:
    """Letters `doctor` sent to itself are accounted for, and nothing else."""
    trials = own_letters.trials(connection, [copy.read.parsed.message for copy in copies])
    if not trials:
        return [], copies
    left_out = [one.arrival for n, one in enumerate(copies) if n in trials]
    excluded = [
        c.Sighted(one.mailbox, one.folder, one.locator, "excluded", one.received_at, rule="trial_letter")
        for one in left_out
    ]
    return [*excluded], [one for n, one in enumerate(copies) if n not in trials]


def _written(one: tuple[Copy, Placed]) -> datetime:
    """What answers comes after what it answers."""
    return said_at(one[0].arrival.message, one[0].arrival.received_at)


def _place_all(connection: Connection, service: Service, page: Sequence[Read]) -> list[Placed]:
    ids = {one.gist.message_id for one in page if one.gist.message_id}
    known = _Known(connection, service.parsers, views.bearers(connection, ids))
    return [known.place(one.parsed.message, one.gist) for one in page]


def _sighting(copy: Copy, key: str, now: datetime) -> Iterable[c.Change]:
    arrival, read = copy.arrival, copy.read
    where = (arrival.mailbox, arrival.folder, arrival.locator)
    yield c.RawKept(read.sha256, read.size, read.zstd)
    poison = read.parsed.message.quarantined
    if poison is None:
        yield c.Sighted(*where, "stored", arrival.received_at, read.sha256, key, copy.rule)
        return
    yield c.Sighted(*where, "quarantined", arrival.received_at, read.sha256, rule=copy.rule)
    yield c.Quarantined(quarantine_id(*where), *where, read.sha256, poison.reason, poison.detail, now)


def quarantine_id(mailbox: str, folder: str, locator: str) -> str:
    return "q" + sha256(f"{mailbox}\0{folder}\0{locator}".encode()).hexdigest()[:20]


def _recognised(copy: Copy, where: Placed, known: Recognising, service: Service) -> Recognised:
    message = copy.read.parsed.message
    verdict = verdict_of(message, service)
    invitations = [one for file in copy.read.parsed.calendars for one in file.invitations]
    found = known.recognised(message, copy.arrival.received_at, verdict, invitations)
    answered = all_answered(invitations, found, service.own)
    return Recognised(where.key, copy.arrival, found, verdict, where.alert, answered, copy.read.gist)


def _thread(
    connection: Connection, arrived: Mapping[str, tuple[Recognised, Filed]]
) -> tuple[list[c.Change], dict[str, str]]:
    if not arrived:
        return [], {}
    ends = tails.ends(connection, [found for _, found in arrived.values()])
    longer = lengthened(ends, [found for _, found in arrived.values()])
    rest = {key: found for key, (_, found) in arrived.items() if key not in longer.places}
    near = views.neighbourhood(connection, {key for one in rest.values() for key in one.keys}, rest, ends.links)
    threaded = rethread(near, rest.values())
    places = {**threaded.places, **longer.places}
    rows = [added(one, found, places[key], dump) for key, (one, found) in arrived.items()]
    return [*rows, *threaded.changes, *longer.changes], {key: thread for key, (thread, _) in places.items()}


def _facts(copy: Copy, one: Recognised, service: Service) -> list[Fact]:
    address = next((m.address for m in service.mailboxes if m.name == copy.arrival.mailbox), "")
    return facts_of(
        copy.read.parsed, copy.arrival, one, mailbox=address, own=service.own.addresses, zone=service.policy.zone
    )


def folding(service: Service, now: datetime) -> Folding:
    """What folds need from above."""
    return Folding(
        own=frozenset(service.own.addresses),
        policy=FoldPolicy(service.policy.authentication),
        is_instance=series.is_instance,
        expand=expander(now, service.policy.zone),
        dump=dump,
    )


def meetings(
    connection: Connection,
    service: Service,
    facts: list[Fact],
    threads: Mapping[str, str],
    new: Mapping[str, Recognised],
    now: datetime,
) -> Iterable[c.Change]:
    """The engagements `facts` are about, folded anew where they are known; `threads` and `new` are this page's."""
    if not facts:
        return ()
    known = views.facts(connection, {fact.uid for fact in facts})
    messages = {fact.message for each in known.values() for fact in each} | {fact.message for fact in facts}
    stood = views.places(connection, messages)
    partners = {**stood.partners, **{key: one.recognition.partner for key, one in new.items()}}
    return refold(known, facts, Places({**stood.threads, **threads}, partners), folding(service, now))
