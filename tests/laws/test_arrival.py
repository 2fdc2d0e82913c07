"""Threads and engagements in the store are functions of the set of messages: order, repeats, pages, mailboxes are not.

Each history is written copy by copy through ingest and apply, as polls would, and the rows that result are compared.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from liaison_sync.app.ingest import Copy, ingest
from liaison_sync.app.parsing import read
from liaison_sync.app.service import Mailbox
from liaison_sync.demo import bulk
from liaison_sync.domain.filing import Arrival
from liaison_sync.ports import Source
from liaison_sync.store import schema as s
from liaison_sync.store.apply import apply
from liaison_sync.store.engine import connect, reading, writing
from tests.crash import scenario
from tests.rig import START, Rig, rig

NUMBERS = itertools.count()
SEEDS = (3, 11, 29)


def nowhere() -> Source:
    raise AssertionError("nothing is read from a mailbox here")


def over(url: str, directory: object) -> Rig:
    assert isinstance(directory, dict)
    boxes = [Mailbox(a.partition("@")[0], a, nowhere) for a in bulk.MAILBOXES]
    return rig(connect(url), boxes, directory=directory)


@cache
def letters(seed: int) -> tuple[tuple[bytes, str, datetime], ...]:
    """(bytes, folder role, received) of each message, once."""
    if seed == 0:
        whole = [(put.raw, "sent" if put.folder == "Sent" else "inbox", START) for put in scenario.mails()]
    else:
        mails = bulk.generate(seed, 40, start=datetime(2026, 9, 1, tzinfo=UTC))
        whole = [(m.raw, "sent" if m.outbound else "inbox", m.received_at) for m in mails]
    return tuple({sha256(raw).hexdigest(): (raw, role, at) for raw, role, at in whole}.values())


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated store for each history, copied for each arrival."""
    home = tmp_path_factory.mktemp("arrival")
    for seed in (0, *SEEDS):
        directory = dict(scenario.DIRECTORY) if seed == 0 else bulk.directory(seed)
        made = over(f"sqlite:///{home}/{seed}.db", directory)
        with made.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        made.engine.dispose()
    return home


READ = cache(read)


def arrived(home: Path, seed: int, order: Sequence[tuple[int, str]], cuts: Sequence[int]) -> dict[str, list[str]]:
    """The rows after the messages came in this order (index, mailbox), a page ending at each of `cuts`."""
    path = home / f"run{next(NUMBERS)}.db"
    shutil.copy(home / f"{seed}.db", path)
    boxes = [Mailbox(a.partition("@")[0], a, nowhere) for a in bulk.MAILBOXES]
    made = rig(connect(f"sqlite:///{path}"), boxes)
    directory = scenario.DIRECTORY if seed == 0 else bulk.directory(seed)
    service = made.service
    own = type(service.own)(tuple(directory["own"]["domains"]), tuple(directory["own"]["addresses"]), None)
    service = made.but(own=own).service
    copies = []
    for n, (index, box) in enumerate(order):
        raw, role, at = letters(seed)[index]
        one = READ(raw)
        copies.append(Copy(Arrival(box, role, role, f"1.{n}", at, one.parsed.message), one))
    edges = sorted({0, len(copies), *(cut % (len(copies) + 1) for cut in cuts)})
    for low, high in itertools.pairwise(edges):
        with writing(service.engine) as connection:
            apply(connection, ingest(connection, service, copies[low:high], START))
    found = result(made)
    service.engine.dispose()
    path.unlink()
    return found


def result(made: Rig) -> dict[str, list[str]]:
    """The rows a reader sees; a component's name and a thread's aliases are the store's own matter."""
    apart = {"component"}
    found: dict[str, list[str]] = {}
    with reading(made.engine) as connection:
        for table in (s.message, s.thread, s.engagement, s.occurrence):
            columns = [column for column in table.c if column.name not in apart]
            found[table.name] = sorted(repr(tuple(row)) for row in connection.execute(select(*columns)))
    return found


@cache
def plain(home: Path, seed: int) -> dict[str, list[str]]:
    """Everything in one page, in order, in one mailbox."""
    return arrived(home, seed, [(n, "humas") for n in range(len(letters(seed)))], ())


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_order_repetition_paging_and_mailbox_come_to_the_same(prepared: Path, data: st.DataObject) -> None:
    seed = data.draw(st.sampled_from((0, 0, *SEEDS)))
    count = len(letters(seed))
    order = data.draw(st.permutations(range(count)))
    again = data.draw(st.lists(st.integers(0, count - 1), max_size=8))
    boxes = data.draw(st.lists(st.sampled_from(["humas", "event"]), min_size=1, max_size=7))
    cuts = data.draw(st.lists(st.integers(0, count + 8), max_size=10))
    walk = [(index, boxes[n % len(boxes)]) for n, index in enumerate([*order, *again])]
    assert arrived(prepared, seed, walk, cuts) == plain(prepared, seed)


def test_the_histories_hold_threads_engagements_and_copies(prepared: Path) -> None:
    found = plain(prepared, 0)
    assert len(found["engagement"]) == len(found["occurrence"]) == 1
    assert len(found["thread"]) < len(found["message"])
    assert len(plain(prepared, SEEDS[0])["message"]) > 30
