"""A service that asks to be left in peace amid delta and amid sending: for as long as it says, by all, and told why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest
from sqlalchemy import Engine

from liaison_sync.app.act import act
from liaison_sync.app.deliver import Delivered, deliver
from liaison_sync.app.explain import explain
from liaison_sync.app.planning import plan
from liaison_sync.app.poll import poll
from liaison_sync.connections.exchange_account import account_of
from liaison_sync.connections.graph_client import client_of
from liaison_sync.domain import commands as k
from liaison_sync.store import account
from liaison_sync.store import schema as s
from liaison_sync.store.engine import reading
from tests.crash.scenario import BUDI, CITRA, DIRECTORY, HUMAS, RINA
from tests.crash.test_draft_killed import OURS, OnExchange, OnGraph, Post, exchange, graph, house
from tests.peers.ca import Authority
from tests.peers.graph import FakeGraph
from tests.rig import Rig, rig, rows

ANOTHER = OURS.replace(b"a1@", b"a2@").replace(b"Izin lokasi", b"Kontrak").replace(RINA.encode(), CITRA.encode())
ANOTHER = ANOTHER.replace(f", <{BUDI}>".encode(), b"")
TEN = timedelta(minutes=10)


@pytest.fixture(params=[graph, exchange], ids=["graph", "exchange"])
def post(request: pytest.FixtureRequest, authority: Authority) -> Iterator[Post]:
    client_of.cache_clear()
    account_of.cache_clear()
    with request.param(authority) as made:
        made.fake.box.put(OURS, "sentitems")
        made.fake.box.put(ANOTHER, "sentitems")
        yield made
        assert made.fake.wrong == []


@pytest.fixture
def here(engine: Engine, post: Post) -> Rig:
    """Two follow-ups approved and due."""
    contacts = [{**c, "partner": "pemkot" if c["address"] == BUDI else c["partner"]} for c in DIRECTORY["contacts"]]
    rig(engine, directory={**DIRECTORY, "contacts": contacts})
    made = house(engine, post)
    read(made)
    plan(made.service)
    for row in rows(engine, s.followup.c.id):
        act(made.service, k.ApproveFollowUp(row.id), actor=HUMAS)
    made.clock.turn(minutes=1)
    return made


def read(here: Rig) -> datetime | None:
    began = here.clock.now()
    return None if any(poll(here.service, one).failure for one in here.service.mailboxes) else began


def busy(post: Post, *requests: str) -> None:
    """Ten minutes of peace, asked for at the next of these requests."""
    if isinstance(post.fake, FakeGraph):
        post.fake.faults.retry_after = "600"
        post.fake.faults.answers += [(one, 429) for one in requests]
    else:
        post.fake.faults.answers += [(one, ("error", "ErrorServerBusy", 600_000)) for one in requests]


def send(here: Rig) -> Delivered:
    return deliver(here.service, here.clock.now)


def over(post: Post, here: Rig) -> None:
    """The ten minutes pass, by the kernel's clock, and then it is a Tuesday at ten in Jakarta."""
    client_of.cache_clear()
    account_of.cache_clear()
    post.fake.quiet_until = 0.0
    while here.clock.now() < datetime.now(UTC) + TEN:
        here.clock.turn(days=7)


@pytest.mark.parametrize("stage", ["drafting", "sending"])
def test_while_it_wants_peace_no_letter_is_tried_and_afterwards_each_leaves_once(
    here: Rig, post: Post, stage: str
) -> None:
    busy(post, post.drafting if stage == "drafting" else post.sending)
    asked_at = datetime.now(UTC)
    assert send(here).deferred == 1
    (row,) = rows(here.engine, s.outbox.c.id, s.outbox.c.state, s.outbox.c.next_try, s.outbox.c.detail)
    assert row.state == "queued"
    assert row.detail["key"] == "throttled"
    assert TEN - timedelta(seconds=5) < row.next_try - asked_at < TEN + timedelta(seconds=30)
    client_of.cache_clear()  # as after a restart: it stands in the store, not only in this process
    account_of.cache_clear()
    post.fake.asked.clear()
    here.clock.turn(minutes=9)
    assert send(here) == Delivered()
    assert post.fake.asked == []
    with reading(here.engine) as connection:
        assert account.away_until(connection, here.clock.now()) == row.next_try
    for language, why in (("id", "meminta kami memperlambat"), ("en", "asks us to slow down")):
        assert any(why in line for line in explain(here.service, row.id, language))
    over(post, here)
    assert send(here).sent == 2
    subjects = [str(message_from_bytes(content)["Subject"]) for _, content in post.fake.sent]
    assert len(subjects) == len(set(subjects)) == 2
    assert {row.state for row in rows(here.engine, s.outbox.c.state)} == {"sent"}
    assert not any(one.draft for one in post.fake.box.items.values())


def test_a_reading_that_is_stopped_amid_its_pages_goes_on_where_it_was_when_the_time_is_over(
    engine: Engine, post: Post
) -> None:
    here = house(engine, post)
    began = datetime.now(UTC)
    for n in range(40):
        post.fake.box.put(OURS.replace(b"a1@", b"b%d@" % n))
    if isinstance(post.fake, FakeGraph):
        post.fake.manners.page = 10
    busy(post, {OnGraph: r"messages/delta .*skiptoken", OnExchange: "GetItem"}[type(post)])
    first = here.service.mailboxes[0]
    box = replace(first, page_messages=10)
    failed = poll(here.service, box)
    assert failed.failure is not None
    assert failed.failure.key == "throttled"
    assert failed.next_try is not None
    assert TEN - timedelta(seconds=5) < failed.next_try - began < TEN + timedelta(seconds=30)
    (row,) = rows(engine, s.mailbox.c.next_try, s.mailbox.c.error)
    assert (row.next_try, row.error["key"]) == (failed.next_try, "throttled")
    client_of.cache_clear()  # as another process, and after a restart: by hand, or for a look before sending
    account_of.cache_clear()
    post.fake.asked.clear()
    again = poll(here.service, box)
    assert again.failure is not None
    assert (again.failure.key, again.next_try, post.fake.asked) == ("throttled", failed.next_try, [])
    assert rows(engine, s.mailbox.c.failures) == [(1,)]
    over(post, here)
    assert poll(here.service, box).failure is None
    assert len(rows(engine, s.message.c.key)) == 42


def test_a_letter_refused_for_one_of_its_readers_fails_for_all_says_so_and_leaves_no_draft_that_was_sent(
    here: Rig, post: Post
) -> None:
    refusal = "ErrorInvalidRecipients"
    how = (400, refusal) if isinstance(post.fake, FakeGraph) else ("error", refusal, None)
    post.fake.faults.answers.append((post.sending, how))
    done = send(here)
    assert (done.failed, done.sent) == (1, 1)  # the other letter leaves
    (row,) = rows(here.engine, s.outbox.c.id, s.outbox.c.recipients, where=s.outbox.c.state == "failed")
    for language, why, one in (("id", "salah satu alamatnya", "Alamat tidak"), ("en", "one of the addresses", "The a")):
        told = explain(here.service, row.id, language)
        for reader in row.recipients:
            (line,) = [line for line in told if reader["address"] in line and "·" in line]
            assert (why in line) is (len(row.recipients) > 1)
            assert (one in line) is (len(row.recipients) == 1)
    assert len(post.fake.sent) == 1
    assert not any(one.draft for one in post.fake.box.items.values())  # nobody finds a letter to send by hand


def test_a_letter_withdrawn_while_it_waits_for_another_try_leaves_no_draft_behind(here: Rig, post: Post) -> None:
    post.fake.faults.answers.append((post.sending, 500))
    assert send(here).deferred == 1
    (row,) = rows(here.engine, s.outbox.c.about, where=s.outbox.c.state == "queued")
    act(here.service, k.CancelFollowUp(row.about, "keliru"), actor=HUMAS)
    over(post, here)
    send(here)
    assert not any(one.draft for one in post.fake.box.items.values())
    assert len(post.fake.sent) == 1
