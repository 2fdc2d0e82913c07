"""A mailbox listened on is looked at in one write, which asks to go on listening too; nothing is lost by it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from liaison_sync.connections.bell import Bell
from liaison_sync.domain.errors import Transient
from liaison_sync.ports import Cursor, Folder
from liaison_sync.sources.imap import ImapSource
from liaison_sync.sources.imap_ear import FAILURES
from tests.contract.test_hostile_imap import opened
from tests.peers.dovecot import Dovecot
from tests.peers.hostile_imap import Answers, HostileImap
from tests.peers.mail import letter
from tests.peers.proxy import Fault, FaultProxy
from tests.rig import imap

A_LOOK = ["UNSELECT", "LIST", "EXAMINE", "IDLE"]
RUNG = Bell()
RUNG.ring()


class Ears:
    """A mailbox read, quiet and listened on, as the worker's reader keeps it."""

    def __init__(self, source: ImapSource) -> None:
        self.source = source
        source.keep()
        self.folders = source.folders()
        self.cursors: dict[str, Cursor | None] = {one.id: source.changes(one, None).cursor for one in self.folders}
        self.quiet()
        self.listen()

    def quiet(self) -> bool:
        return self.source.folders() == self.folders and not self.source.stale(self.cursors)

    def listen(self, seconds: float = 60, over: Bell = RUNG) -> bool:
        return self.source.listen(self.folders[0], seconds, over)

    def read(self, folder: Folder) -> int:
        page = self.source.changes(folder, self.cursors[folder.id])
        self.cursors[folder.id] = page.cursor
        return len(page.items)


@pytest.fixture
def ears(dovecot: Dovecot) -> Iterator[Ears]:
    dovecot.deliver("humas", [letter(1)])
    dovecot.deliver("humas", [letter(2)], "Arsip")
    source = ImapSource("humas", imap(dovecot.port, "humas"))
    yield Ears(source)
    source.close()


def test_a_look_between_two_spells_of_listening_is_four_commands_and_one_write(dovecot: Dovecot, ears: Ears) -> None:
    before = len(dovecot.said("humas"))
    sent: list[bytes] = []
    wire = ears.source.session().wire
    send = wire.send

    def noted(data: bytes) -> None:
        sent.append(data)
        send(data)

    wire.send = noted  # type: ignore[method-assign]  # what leaves, beside what the server's own log holds
    for _ in range(3):
        assert ears.quiet()
        assert not ears.listen()
    assert [line.split()[0] for line in dovecot.said("humas")[before:]] == A_LOOK * 3
    assert [one.count(b"\r\n") for one in sent] == [len(A_LOOK) + 1] * 3  # DONE comes first


def test_news_anywhere_ends_the_quiet_and_is_read_over_the_same_connection(dovecot: Dovecot, ears: Ears) -> None:
    for folder in ("INBOX", "Arsip", "INBOX"):
        dovecot.deliver("humas", [letter(len(dovecot.said("humas")))], folder)
        assert not ears.quiet()
        assert ears.read(next(one for one in ears.folders if one.id == folder)) == 1
        assert ears.quiet()
        assert not ears.listen()
    assert len(list((dovecot.home / "rawlog/humas").glob("*.in"))) == 1


def test_what_comes_while_we_go_on_listening_is_heard(dovecot: Dovecot, ears: Ears) -> None:
    assert ears.quiet()
    dovecot.deliver("humas", [letter(2)])
    assert ears.listen(20, Bell())


def test_a_connection_cut_at_any_byte_of_a_look_costs_a_new_connection_and_no_news(dovecot: Dovecot) -> None:
    dovecot.deliver("humas", [letter(1)])
    with FaultProxy(dovecot.port) as proxy, ears_over(proxy) as ears:
        began = proxy.passed
        assert ears.quiet()
        assert not ears.listen()
        a_look = proxy.passed - began
    for number, cut in enumerate(range(0, a_look, 97)):
        fault = Fault(times=1)
        with FaultProxy(dovecot.port, fault) as proxy, ears_over(proxy) as ears:
            fault.cut_after = proxy.passed + cut
            dovecot.deliver("humas", [letter(10 + number)])
            assert not ears.quiet(), cut
            with suppress(Transient):  # cut behind the look: its failure is told, and the next pass reads
                assert ears.read(ears.folders[0]) == 1
                continue
            assert ears.read(ears.folders[0]) == 1


@contextmanager
def ears_over(proxy: FaultProxy) -> Iterator[Ears]:
    source = ImapSource("humas", imap(proxy.port, "humas", timeout=5))
    yield Ears(source)
    source.close()


def test_a_server_that_cannot_take_so_much_at_once_is_asked_step_by_step() -> None:
    """It forgets what came with the end of IDLE, and says nothing: not once a minute for ever."""
    lies: Answers = {
        "CAPABILITY": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE UNSELECT LIST-EXTENDED LIST-STATUS\r\n",
        "LIST": b'* LIST () "/" INBOX\r\n* STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 7)\r\n',
    }
    with HostileImap(lies, forgets=True) as server, opened(server, timeout=0.1) as source:
        ears = Ears(source)
        for _ in range(FAILURES):
            assert ears.quiet()  # over a new connection
            assert not ears.listen()
        connections = server.connections
        for _ in range(3):
            assert ears.quiet()
            assert not ears.listen()
        assert server.connections == connections
