"""A mailbox on an Exchange Server, polled into the store: threaded, never doubled, whatever becomes of its states."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox
from liaison_sync.sources.exchange import ExchangeSource
from liaison_sync.store import schema as s
from tests.app.test_graph_poll import DIRECTORY, mail
from tests.house.tree import ROOT
from tests.peers.ca import Authority
from tests.peers.exchange import PATH, USER, FakeExchange, mailbox_settings
from tests.peers.exchange_gate import PASSWORD, SERVICE
from tests.rig import Rig, difference, rig, rows, tables


@pytest.fixture
def fake(authority: Authority) -> Iterator[FakeExchange]:
    with FakeExchange(authority.issue()) as made:
        yield made
        assert made.wrong == []


@pytest.fixture
def here(engine: Engine, fake: FakeExchange, authority: Authority) -> Rig:
    settings = mailbox_settings(fake, authority)
    box = Mailbox("humas", USER, lambda: ExchangeSource("humas", settings), page_messages=5)
    return rig(engine, [box], directory=DIRECTORY, address=USER)


def polled(here: Rig, minutes: float = 5) -> None:
    here.clock.turn(minutes=minutes)
    found = poll(here.service, here.service.mailboxes[0])
    assert found.failure is None, found.failure


def test_mail_is_stored_once_and_threaded_and_a_second_poll_writes_nothing(here: Rig, fake: FakeExchange) -> None:
    for n in range(12):
        fake.box.put(mail(n, reply_to=0 if n % 3 == 0 and n else None))
    polled(here)
    assert len(rows(here.engine, s.message.c.key)) == 12
    assert len(rows(here.engine, s.thread.c.id)) == 9
    before = tables(here.engine)
    fake.asked.clear()
    polled(here)
    assert difference(before, tables(here.engine)).keys() <= {"folder"}
    assert "GetItem" not in fake.asked


def test_states_that_die_cost_a_walk_and_nothing_else(here: Rig, fake: FakeExchange) -> None:
    ids = [fake.box.put(mail(n)) for n in range(12)]
    polled(here)
    before = tables(here.engine)["message"]
    fake.box.forget_states()
    fake.box.delete(ids[0])
    polled(here)
    assert tables(here.engine)["message"] == before
    gone = rows(here.engine, s.sighting.c.locator, where=s.sighting.c.gone_at.is_not(None))
    assert [row.locator for row in gone] == [ids[0]]


def test_what_is_moved_becomes_another_item_and_stays_the_same_message(here: Rig, fake: FakeExchange) -> None:
    ids = [fake.box.put(mail(n)) for n in range(3)]
    polled(here)
    archive = fake.box.add_folder("Arsip", fake.box.known["inbox"])
    moved = fake.box.move(ids[1], archive)
    polled(here)
    assert len(rows(here.engine, s.message.c.key)) == 3
    seen = {row.locator: row.gone_at for row in rows(here.engine, s.sighting.c.locator, s.sighting.c.gone_at)}
    assert seen[moved] is None
    assert seen[ids[1]] is not None
    assert len(seen) == 4


def test_a_throttled_poll_waits_as_long_as_it_is_told(here: Rig, fake: FakeExchange) -> None:
    fake.faults.answers.append(("SyncFolderItems", ("fault", "ErrorServerBusy", 1_800_000)))
    failure = poll(here.service, here.service.mailboxes[0]).failure
    assert getattr(failure, "key", "") == "throttled"
    assert failure is not None
    assert failure.retry_at is not None
    assert failure.retry_at - datetime.now(UTC) > timedelta(minutes=29)


def test_a_message_the_server_cannot_make_waits_and_comes_later(here: Rig, fake: FakeExchange) -> None:
    ids = [fake.box.put(mail(n)) for n in range(3)]
    fake.faults.poison.add(ids[1])
    polled(here)
    assert len(rows(here.engine, s.message.c.key)) == 2
    fake.faults.poison.clear()
    polled(here, minutes=60)
    assert len(rows(here.engine, s.message.c.key)) == 3


def test_the_program_polls_and_examines_a_mailbox_on_an_exchange_server(
    fake: FakeExchange, authority: Authority, tmp_path: Path
) -> None:
    for n in range(3):
        fake.box.put(mail(n))
    config = tmp_path / "liaison.toml"
    config.write_text(
        '[organisation]\nname = "Kantor"\ndomains = ["kantor.example"]\n'
        f'[[mailboxes]]\nname = "humas"\naddress = "{USER}"\n[mailboxes.exchange]\nendpoint = "{fake.url}{PATH}"\n'
        f'user = "{USER}"\nauth = "basic"\nusername = \'{SERVICE}\'\npassword = {{ env = "EWS_PASSWORD" }}\n'
        f'ca_file = "{authority.certificate}"\n'
    )
    env = {**os.environ, "EWS_PASSWORD": PASSWORD, "PYTHONPATH": str(ROOT)}

    def run(*command: str) -> str:
        asked = [sys.executable, "-m", "liaison_sync", *command, "--config", str(config)]
        done = subprocess.run(asked, env=env, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        assert PASSWORD not in done.stdout + done.stderr
        return done.stdout

    run("poll")
    assert "15.2.1544.11" in run("doctor", "--language", "en")
