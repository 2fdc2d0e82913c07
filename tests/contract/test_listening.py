"""A mailbox's connection is kept between passes and listened on; news is read at once, and nothing depends on it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import func, select

from liaison_sync.app.service import Mailbox
from liaison_sync.connections.bell import Bell
from liaison_sync.ports import Listener
from liaison_sync.sources.imap import ImapSource
from liaison_sync.store import schema as s
from liaison_sync.store.engine import connect, reading
from liaison_sync.worker import loop
from tests.contract.test_hostile_imap import opened
from tests.peers import unprivileged
from tests.peers.dovecot import Dovecot
from tests.peers.hostile_imap import Answers, HostileImap
from tests.peers.mail import letter
from tests.rig import Rig, imap, rig


@pytest.fixture
def running(dovecot: Dovecot, tmp_path: Path) -> Iterator[Rig]:
    """The worker over one mailbox, which is looked at every ten minutes only."""
    dovecot.deliver("humas", [letter(1)])
    box = Mailbox("humas", "humas@kantor.example", lambda: ImapSource("humas", imap(dovecot.port, "humas")), 600)
    here = rig(connect(f"sqlite:///{tmp_path}/store.db"), [box])
    stop = Event()
    worker = Thread(target=loop.run, args=(here.service, stop), kwargs={"pause": 0.05})
    worker.start()
    unprivileged.until(lambda: stored(here) == 1, "the first pass")
    unprivileged.until(lambda: "IDLE" in dovecot.said("humas"), "listening")
    yield here
    stop.set()
    began = time.monotonic()
    worker.join(30)
    assert not worker.is_alive(), time.monotonic() - began


def stored(here: Rig) -> int:
    with reading(here.engine) as connection:
        return connection.execute(select(func.count()).select_from(s.message)).scalar_one()


def test_new_mail_is_read_at_once_over_the_one_connection_there_is(running: Rig, dovecot: Dovecot) -> None:
    for number in (2, 3):
        dovecot.deliver("humas", [letter(number)])
        unprivileged.until(lambda n=number: stored(running) == n, f"letter {number}")  # type: ignore[misc]
    assert len(list((dovecot.home / "rawlog/humas").glob("*.in"))) == 1


def test_a_server_that_went_away_while_we_listened_is_read_again_when_it_is_due(running: Rig, dovecot: Dovecot) -> None:
    dovecot.kill()
    dovecot.deliver("humas", [letter(2)])
    dovecot.start()
    running.clock.turn(minutes=11)
    unprivileged.until(lambda: stored(running) == 2, "the pass that was due")
    with reading(running.engine) as connection:
        assert connection.execute(select(s.mailbox.c.failures)).scalar_one() == 0


def test_what_came_between_the_look_and_the_listening_is_a_hint_by_itself(dovecot: Dovecot) -> None:
    dovecot.maildir("humas")
    with ImapSource("humas", imap(dovecot.port, "humas")) as source:
        folders = source.folders()
        source.stale({folder.id: None for folder in folders})
        assert not source.listen(folders[0], 0.1, Bell())
        dovecot.deliver("humas", [letter(1)])
        began = time.monotonic()
        assert source.listen(folders[0], 60, Bell())
        assert time.monotonic() - began < 30


def test_listening_ends_when_it_is_over_and_where_the_server_cannot(dovecot: Dovecot) -> None:
    dovecot.maildir("humas")
    over = Bell()
    with ImapSource("humas", imap(dovecot.port, "humas")) as source:
        inbox = source.folders()[0]
        threading.Timer(0.2, over.ring).start()
        assert not source.listen(inbox, 600, over)
        assert source.folders()
    with HostileImap() as server, opened(server) as plain:
        assert isinstance(plain, Listener)
        assert not plain.listen(plain.folders()[0], 600, Bell())


def test_an_idle_pass_is_one_question_over_a_kept_connection(dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.deliver("humas", [letter(1)])
    source = ImapSource("humas", imap(dovecot.port, "humas"))
    source.keep()
    box = Mailbox("humas", "humas@kantor.example", lambda: source)
    here = rig(connect(f"sqlite:///{tmp_path}/store.db"), [box])
    loop.once(here.service)
    loop.once(here.service)  # which lets go of the last folder that was opened
    before = len(dovecot.said("humas"))
    for _ in range(3):
        assert loop.once(here.service).polled[0].failure is None
    said = dovecot.said("humas")[before:]
    source.close()
    assert [line.split()[0] for line in said] == ["LIST"] * 3


def test_a_server_whose_counts_never_agree_is_listened_on_all_the_same() -> None:
    """Courier tells UIDNEXT in STATUS, and not when a folder is opened."""
    lies: Answers = {
        "CAPABILITY": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE UNSELECT\r\n",
        "STATUS": b"* STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 7)\r\n",
        "EXAMINE": b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n",
    }
    with HostileImap(lies) as server, opened(server) as source:
        folder = source.folders()[0]
        for _ in range(2):
            source.stale({folder.id: None})
            told = source.listen(folder, 0.01, Bell())
            assert server.said[-1] == "UNSELECT"  # STATUS of an open folder may be an old one
        assert not told
        assert "IDLE" in server.said
