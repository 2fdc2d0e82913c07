"""A letter drafted first, its sender killed at every stage: it leaves once, and nobody is left in doubt."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path

import httpx  # noqa: F401 - here, not in each of the lives that are forked
import msal  # noqa: F401
import pytest
from sqlalchemy import Engine

from liaison_sync.app.act import act
from liaison_sync.app.deliver import deliver
from liaison_sync.app.planning import plan
from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox, Sender
from liaison_sync.connections import exchange_wire  # noqa: F401
from liaison_sync.connections.exchange_account import account_of
from liaison_sync.connections.graph_client import client_of
from liaison_sync.delivery.exchange import ExchangeDelivery, ExchangeSenderSettings
from liaison_sync.delivery.graph import GraphDelivery, GraphSenderSettings
from liaison_sync.domain import commands as k
from liaison_sync.domain.partner import Officer
from liaison_sync.domain.policy import Policy, WeOwe
from liaison_sync.ports import Delivery, Source
from liaison_sync.sources.exchange import ExchangeSource
from liaison_sync.sources.graph import GraphSource
from liaison_sync.store import failpoint
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect
from tests.crash.forked import forked
from tests.crash.scenario import BUDI, DIRECTORY, HUMAS, RINA
from tests.peers.ca import Authority
from tests.peers.exchange import FakeExchange
from tests.peers.exchange import access as exchange_access
from tests.peers.exchange import mailbox_settings as exchange_mailbox
from tests.peers.graph import USER, FakeGraph
from tests.peers.graph import access as graph_access
from tests.peers.graph import mailbox_settings as graph_mailbox
from tests.rig import START, Rig, difference, rig, rows, tables

OURS = (
    f"From: <{HUMAS}>\r\nTo: <{RINA}>, <{BUDI}>\r\nSubject: Izin lokasi\r\nMessage-ID: <a1@karsabahari.example>\r\n"
    "Date: Wed, 04 Nov 2026 03:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nMohon kabar.\r\n"
).encode()
STAGES = ("before submit", "drafted", "draft kept", "after submit", "before copy", "after copy")


class Post:
    """One service letters leave through; the thread they go on lies in its Sent folder."""

    drafting: str  # the request that makes a draft, and the one that sends it, as the faults name them
    sending: str

    def __init__(self, fake: FakeGraph | FakeExchange, reads: Callable[[], Source], sends: Callable[[], Delivery]):
        self.fake, self.reads, self.sends = fake, reads, sends
        self._others = frozenset(threading.enumerate())  # what other tests of this process left open

    def hung_up(self) -> None:
        """Waits until the service speaks with nobody: what it is amid, a fork would leave half done for ever."""
        for _ in range(1000):
            if not any("process_request_thread" in one.name for one in {*threading.enumerate()} - self._others):
                return
            time.sleep(0.005)
        raise AssertionError("a connection nobody holds is open")


class OnGraph(Post):
    drafting, sending = f"POST /v1.0/users/{USER}/messages$", "/send$"


class OnExchange(Post):
    drafting, sending = "CreateItem", "SendItem"


@contextmanager
def graph(trust: Authority) -> Iterator[Post]:
    with FakeGraph(trust.issue()) as fake:
        reads = graph_mailbox(fake, trust, calendar=False)
        sends = GraphSenderSettings.model_validate(graph_access(fake, trust))
        yield OnGraph(fake, lambda: GraphSource("humas", reads), lambda: GraphDelivery("humas", sends, patience=(0.0,)))


@contextmanager
def exchange(trust: Authority) -> Iterator[Post]:
    with FakeExchange(trust.issue()) as fake:
        reads = exchange_mailbox(fake, trust, calendar=False)
        sends = ExchangeSenderSettings.model_validate(exchange_access(fake, trust))
        yield OnExchange(
            fake, lambda: ExchangeSource("humas", reads), lambda: ExchangeDelivery("humas", sends, patience=(0.0,))
        )


@pytest.fixture(scope="module", params=[graph, exchange], ids=["graph", "exchange"])
def server(request: pytest.FixtureRequest, authority: Authority) -> Iterator[Post]:
    with request.param(authority) as made:
        made.fake.box.put(OURS, "sentitems")
        yield made
        assert made.fake.wrong == []


@pytest.fixture
def post(server: Post) -> Post:
    again(server)
    return server


def house(engine: Engine, post: Post) -> Rig:
    policy = Policy(organisation="Karsa Bahari", manager=HUMAS, we_owe=WeOwe(enabled=False))
    made = rig(engine, [Mailbox("humas", HUMAS, post.reads)], directory=None, policy=policy)
    own = replace(made.service.own, addresses=tuple(DIRECTORY["own"]["addresses"]))
    own = replace(own, domains=tuple(DIRECTORY["own"]["domains"]))
    sender = Sender(HUMAS, "Humas Karsa Bahari", post.sends)
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


def life(url: str, post: Post, minutes: tuple[int, ...], **armed: str | int) -> int:
    """The service's rounds in a process of their own; its wait status."""

    def work() -> None:
        client_of.cache_clear()
        account_of.cache_clear()
        failpoint.arm(int(armed.get("at", 0)), trace=str(armed.get("trace", "")))
        engine = connect(url)
        rounds(house(engine, post), *minutes)
        engine.dispose()

    def born(child: int) -> None:
        post.fake.client_process = child

    post.hung_up()
    return forked(work, born)


@pytest.fixture(scope="module")
def fresh(stores: Path) -> Callable[[], str]:
    """Gives the URL of a fresh store that knows the partners."""
    numbers = iter(range(10_000))
    one_partner = {**DIRECTORY, "contacts": [{**c, "partner": "pemkot"} for c in DIRECTORY["contacts"]]}
    engine = connect(f"sqlite:///{stores}/template.db")
    rig(engine, directory=one_partner)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()

    def copied() -> str:
        place = stores / f"{next(numbers)}.db"
        shutil.copy(stores / "template.db", place)
        return f"sqlite:///{place}"

    return copied


def judged(url: str, post: Post) -> list[str]:
    """What is wrong with a settled store and with what the service sent."""
    engine = connect(url)
    states = rows(engine, s.outbox.c.id, s.outbox.c.state, s.outbox.c.copy)
    engine.dispose()
    sent = [str(message_from_bytes(content)["X-Liaison-Id"]) for _, content in post.fake.sent]
    problems = [f"{one} left {sent.count(one)} times" for one in set(sent) if sent.count(one) != 1]
    problems += [
        f"{row.id} is {row.state} ({row.copy})" for row in states if (row.state, row.copy) != ("sent", "skipped")
    ]
    problems += [] if len(states) == 1 else [f"{len(states)} letters"]
    problems += [f"draft left: {one.id[:12]}" for one in post.fake.box.items.values() if one.draft]
    return problems


def again(post: Post) -> None:
    """The service as it was before a life."""
    post.fake.sent.clear()
    post.fake.faults.answers.clear()
    post.fake.rewrites_message_id = False
    for id_ in [one.id for one in post.fake.box.items.values() if one.content != OURS]:
        post.fake.box.delete(id_)


def test_killed_at_every_point_the_letter_leaves_once_and_nobody_is_in_doubt(
    post: Post, fresh: Callable[[], str], tmp_path: Path
) -> None:
    trace = tmp_path / "trace"
    url = fresh()
    assert life(url, post, (0, 2, 20, 40), trace=str(trace)) == 0
    assert judged(url, post) == []
    passed = trace.read_text("utf-8").splitlines()
    first = next(n for n, line in enumerate(passed) if line.endswith("before submit"))
    last = next(n for n, line in enumerate(passed) if line.endswith("after copy"))
    assert {line.partition(" ")[2] for line in passed} >= set(STAGES)
    for line in passed[first - 4 : last + 1]:
        if line.endswith(" set") or " insert " in line:
            continue  # undone with its transaction, as if killed before the commit; `test_kill` dies at those too
        again(post)
        url = fresh()
        at, _, name = line.partition(" ")
        assert os.WTERMSIG(life(url, post, (0, 2), at=at)) == signal.SIGKILL, name
        assert life(url, post, (10, 20, 40)) == 0
        assert judged(url, post) == [], f"killed at {name}"


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("request_named", ["drafting", "sending"])
def test_killed_while_the_service_is_at_work_the_letter_leaves_once(
    post: Post, fresh: Callable[[], str], request_named: str, before: bool
) -> None:
    url = fresh()
    post.fake.faults.answers.append((getattr(post, request_named), "kill before" if before else "kill after"))
    assert os.WTERMSIG(life(url, post, (0, 2))) == signal.SIGKILL
    assert life(url, post, (10, 20, 40)) == 0
    assert judged(url, post) == []


def test_a_sender_that_keeps_no_draft_id_is_caught(post: Post, fresh: Callable[[], str]) -> None:
    """The proof that these tests can fail: without the id what left is taken for what did not."""
    from sqlalchemy import update

    from liaison_sync.store.engine import writing

    url = fresh()
    post.fake.rewrites_message_id = True
    post.fake.faults.answers.append((post.sending, "kill after"))
    assert os.WTERMSIG(life(url, post, (0, 2))) == signal.SIGKILL
    engine = connect(url)
    with writing(engine) as connection:
        connection.execute(update(s.outbox).values(provider_id=None))
    engine.dispose()
    assert life(url, post, (10, 20, 40)) == 0
    assert judged(url, post) != []


def test_once_settled_a_further_round_changes_nothing(post: Post, fresh: Callable[[], str]) -> None:
    url = fresh()
    assert life(url, post, (0, 2, 20)) == 0
    engine = connect(url)
    before = tables(engine)
    engine.dispose()
    assert life(url, post, (40,)) == 0
    engine = connect(url)
    told = difference(before, tables(engine))
    engine.dispose()
    assert told.keys() <= {"folder"}  # when a folder was read last
