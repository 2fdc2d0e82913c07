"""A Service over real peers, wired by hand as bootstrap would, and the store's rows as values to compare."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine, select

from liaison_sync.app.parsing import Parsers, Read, read
from liaison_sync.app.service import Mailbox, Sender, Service
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.domain import changes as c
from liaison_sync.domain.partner import Own
from liaison_sync.domain.policy import Policy
from liaison_sync.domain.workdays import Calendars
from liaison_sync.formats import directory_file
from liaison_sync.ports import Delivery
from liaison_sync.sources.imap import ImapSource
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import reading, writing
from tests.peers.dovecot import PASSWORD
from tests.ready_store import migrated

START = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)  # a Tuesday, 10.00 in Jakarta
TIMES: Mapping[str, frozenset[str]] = {
    "mailbox": frozenset({"last_try", "last_success", "next_try", "lease_owner", "lease_until", "fence"})
}


@dataclass(slots=True)
class HandClock:
    """A clock that stands still until somebody turns it."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


class Here(Parsers):
    """Parses in this process: for tests of everything but the parser processes. Remembers what it has read."""

    def __init__(self) -> None:
        super().__init__(0)
        self.known: dict[str, Read] = {}

    def read_all(self, raws: Sequence[bytes]) -> list[Read]:
        return [self._once(raw) for raw in raws]

    def _once(self, raw: bytes) -> Read:
        key = sha256(raw).hexdigest()
        if key not in self.known:
            self.known[key] = read(raw)
        return self.known[key]


def imap(port: int, user: str, **changes: object) -> ImapSettings:
    """How to reach a Dovecot account."""
    values = {"host": "127.0.0.1", "port": port, "username": user, "password": SecretStr(PASSWORD), "tls": "none"}
    return ImapSettings.model_validate(values | changes)


def mailbox(port: int, user: str, address: str, **changes: Any) -> Mailbox:
    """A configured mailbox on Dovecot."""
    return Mailbox(user, address, lambda: ImapSource(user, imap(port, user)), **changes)


@dataclass(slots=True)
class Rig:
    """A service and the hands on it."""

    service: Service
    clock: HandClock = field(default_factory=HandClock)

    @property
    def engine(self) -> Engine:
        return self.service.engine

    def but(self, **changes: Any) -> Rig:
        return Rig(replace(self.service, **changes), self.clock)

    def boxes(self) -> dict[str, Mailbox]:
        return {one.name: one for one in self.service.mailboxes}


def rig(
    engine: Engine,
    mailboxes: Iterable[Mailbox] = (),
    *,
    directory: Mapping[str, Any] | None = None,
    parsers: Parsers | None = None,
    policy: Policy | None = None,
    send: Callable[[], Delivery] | None = None,
    address: str = "humas@karsabahari.example",
) -> Rig:
    """A Service over `engine`, migrated and with the partners of a directory document."""
    clock = HandClock()
    migrated(engine)
    own = Own()
    if directory is not None:
        known = directory_file.read(json.dumps(directory))
        own = known.own
        with writing(engine) as connection:
            put: list[c.Change] = [c.PartnerPut(one, START) for one in known.partners]
            apply(connection, [*put, *(c.ContactPut(one, START) for one in known.contacts)])
    service = Service(
        engine=engine,
        clock=clock,
        parsers=parsers or Here(),
        policy=policy or Policy(organisation="Karsa Bahari"),
        calendars=Calendars(),
        own=own,
        mailboxes=tuple(mailboxes),
        sender=Sender(address, "Humas Karsa Bahari", send) if send else None,
    )
    return Rig(service, clock)


def rows(engine: Engine, *columns: Any, where: Any = None) -> list[Any]:
    with reading(engine) as connection:
        query = select(*columns)
        return list(connection.execute(query if where is None else query.where(where)))


def tables(engine: Engine, without: Mapping[str, frozenset[str]] = TIMES) -> dict[str, list[str]]:
    """Every row of every table as text, in an order of its own, but for the columns in `without`."""
    found: dict[str, list[str]] = {}
    with reading(engine) as connection:
        for table in s.metadata.sorted_tables:
            kept = [column for column in table.c if column.name not in without.get(table.name, frozenset())]
            if kept:
                found[table.name] = sorted(repr(tuple(row)) for row in connection.execute(select(*kept)))
    return found


def difference(one: Mapping[str, list[str]], other: Mapping[str, list[str]]) -> dict[str, tuple[list[str], list[str]]]:
    """Table → rows only in `one`, rows only in `other`; empty where they are equal."""
    found = {}
    for name in one.keys() | other.keys():
        left, right = set(one.get(name, ())), set(other.get(name, ()))
        if left != right or len(one.get(name, ())) != len(other.get(name, ())):
            found[name] = (sorted(left - right), sorted(right - left))
    return found
