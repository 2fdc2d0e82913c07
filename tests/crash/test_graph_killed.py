"""A letter sent through Graph, its sender killed at every stage: it leaves once, and nobody is left in doubt."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from sqlalchemy import Engine

from liaison_sync.app.act import act
from liaison_sync.app.deliver import deliver
from liaison_sync.app.planning import plan
from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox, Sender
from liaison_sync.connections.graph_client import client_of
from liaison_sync.delivery.graph import GraphDelivery, GraphSenderSettings
from liaison_sync.domain import commands as k
from liaison_sync.domain.partner import Officer
from liaison_sync.domain.policy import Policy, WeOwe
from liaison_sync.sources.graph import GraphSource
from liaison_sync.store import failpoint
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect
from tests.crash.scenario import BUDI, DIRECTORY, HUMAS, RINA
from tests.peers.ca import Authority
from tests.peers.graph import USER, FakeGraph, access, mailbox_settings
from tests.rig import START, Rig, difference, rig, rows, tables

OURS = (
    f"From: <{HUMAS}>\r\nTo: <{RINA}>, <{BUDI}>\r\nSubject: Izin lokasi\r\nMessage-ID: <a1@karsabahari.example>\r\n"
    "Date: Wed, 04 Nov 2026 03:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nMohon kabar.\r\n"
).encode()
STAGES = ("before submit", "drafted", "draft kept", "after submit", "before copy", "after copy")


@pytest.fixture
def fake(authority: Authority) -> Iterator[FakeGraph]:
    with FakeGraph(authority.issue()) as made:
        made.box.put(OURS, "sentitems")
        yield made
        assert made.wrong == []


def house(engine: Engine, fake: FakeGraph, authority: Authority) -> Rig:
    reads = mailbox_settings(fake, authority, calendar=False)
    sends = GraphSenderSettings.model_validate(access(fake, authority))
    policy = Policy(organisation="Karsa Bahari", manager=HUMAS, we_owe=WeOwe(enabled=False))
    boxes = [Mailbox("humas", HUMAS, lambda: GraphSource("humas", reads))]
    made = rig(engine, boxes, directory=None, policy=policy)
    own = replace(made.service.own, addresses=tuple(DIRECTORY["own"]["addresses"]))
    own = replace(own, domains=tuple(DIRECTORY["own"]["domains"]))
    sender = Sender(HUMAS, "Humas Karsa Bahari", lambda: GraphDelivery("humas", sends, patience=(0.0,)))
    return made.but(officers=(Officer(HUMAS, "Sari Humas", "id"),), own=own, sender=sender)


def rounds(here: Rig, *minutes: int) -> None:
    def look() -> datetime | None:
        began = here.clock.now()
        return None if any(poll(here.service, one).failure for one in here.service.mailboxes) else began

    for minute in minutes:
        here.clock.at = START + timedelta(minutes=minute)
        look()
        plan(here.service)
        f = s.followup.c
        for row in rows(here.engine, f.id, where=f.state == "drafted"):
            act(here.service, k.ApproveFollowUp(row.id), actor=HUMAS)
        deliver(here.service, look)


def life(url: str, fake: FakeGraph, authority: Authority, minutes: tuple[int, ...], **armed: str | int) -> int:
    """The service's rounds in a process of their own; its wait status."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            client_of.cache_clear()
            failpoint.arm(int(armed.get("at", 0)), trace=str(armed.get("trace", "")))
            engine = connect(url)
            rounds(house(engine, fake, authority), *minutes)
            engine.dispose()
            status = 0
        finally:
            os._exit(status)
    fake.client_process = child
    return os.waitpid(child, 0)[1]


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[[], str]:
    """Gives the URL of a fresh store that knows the partners."""
    numbers = iter(range(10_000))
    one_partner = {**DIRECTORY, "contacts": [{**c, "partner": "pemkot"} for c in DIRECTORY["contacts"]]}
    engine = connect(f"sqlite:///{tmp_path}/template.db")
    rig(engine, directory=one_partner)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()

    def copied() -> str:
        place = tmp_path / f"{next(numbers)}.db"
        shutil.copy(tmp_path / "template.db", place)
        return f"sqlite:///{place}"

    return copied


def judged(url: str, fake: FakeGraph) -> list[str]:
    """What is wrong with a settled store and with what the service sent."""
    engine = connect(url)
    states = rows(engine, s.outbox.c.id, s.outbox.c.state, s.outbox.c.copy)
    engine.dispose()
    sent = [str(message_from_bytes(content)["X-Liaison-Id"]) for _, content in fake.sent]
    problems = [f"{one} left {sent.count(one)} times" for one in set(sent) if sent.count(one) != 1]
    problems += [
        f"{row.id} is {row.state} ({row.copy})" for row in states if (row.state, row.copy) != ("sent", "skipped")
    ]
    problems += [] if len(states) == 1 else [f"{len(states)} letters"]
    problems += [f"draft left: {one.id[:12]}" for one in fake.box.items.values() if one.draft]
    return problems


def again(fake: FakeGraph) -> None:
    """The service as it was before a life."""
    fake.sent.clear()
    for id_ in [one.id for one in fake.box.items.values() if one.content != OURS]:
        fake.box.delete(id_)


def test_killed_at_every_point_the_letter_leaves_once_and_nobody_is_in_doubt(
    fake: FakeGraph, authority: Authority, fresh: Callable[[], str], tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    url = fresh()
    assert life(url, fake, authority, (0, 2, 20, 40), trace=str(trace)) == 0
    assert judged(url, fake) == []
    passed = trace.read_text("utf-8").splitlines()
    first = next(n for n, line in enumerate(passed) if line.endswith("before submit"))
    last = next(n for n, line in enumerate(passed) if line.endswith("after copy"))
    assert {line.partition(" ")[2] for line in passed} >= set(STAGES)
    for line in passed[first - 4 : last + 1]:
        again(fake)
        url = fresh()
        at, _, name = line.partition(" ")
        assert os.WTERMSIG(life(url, fake, authority, (0, 2), at=at)) == signal.SIGKILL, name
        assert life(url, fake, authority, (10, 20, 40)) == 0
        assert judged(url, fake) == [], f"killed at {name}"


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("request_line", [f"POST /v1.0/users/{USER}/messages$", "/send$"])
def test_killed_while_the_service_is_at_work_the_letter_leaves_once(
    fake: FakeGraph, authority: Authority, fresh: Callable[[], str], request_line: str, before: bool
) -> None:
    url = fresh()
    fake.faults.answers.append((request_line, "kill before" if before else "kill after"))
    assert os.WTERMSIG(life(url, fake, authority, (0, 2))) == signal.SIGKILL
    assert life(url, fake, authority, (10, 20, 40)) == 0
    assert judged(url, fake) == []


def test_a_sender_that_keeps_no_draft_id_is_caught(
    fake: FakeGraph, authority: Authority, fresh: Callable[[], str]
) -> None:
    """The proof that these tests can fail: without the id what left is taken for what did not."""
    from sqlalchemy import update

    from liaison_sync.store.engine import writing

    url = fresh()
    fake.faults.rewrites_message_id = True
    fake.faults.answers.append(("/send$", "kill after"))
    assert os.WTERMSIG(life(url, fake, authority, (0, 2))) == signal.SIGKILL
    engine = connect(url)
    with writing(engine) as connection:
        connection.execute(update(s.outbox).values(provider_id=None))
    engine.dispose()
    assert life(url, fake, authority, (10, 20, 40)) == 0
    assert judged(url, fake) != []


def test_once_settled_a_further_round_changes_nothing(
    fake: FakeGraph, authority: Authority, fresh: Callable[[], str]
) -> None:
    url = fresh()
    assert life(url, fake, authority, (0, 2, 20)) == 0
    engine = connect(url)
    before = tables(engine)
    engine.dispose()
    assert life(url, fake, authority, (40,)) == 0
    engine = connect(url)
    told = difference(before, tables(engine))
    engine.dispose()
    assert told.keys() <= {"folder"}  # when a folder was read last
