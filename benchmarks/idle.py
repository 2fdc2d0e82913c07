"""What a mailbox costs in which nothing happens: `python -m benchmarks.idle`. Ratios, each beside its yardstick.

The large folders are scripted on the wire and answer in constant time, so that only our own side is measured.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from liaison_sync.app.poll import poll
from liaison_sync.app.service import Mailbox
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.connections.uid_set import UidSet
from liaison_sync.ports import Cursor
from liaison_sync.sources.imap import ImapSource
from liaison_sync.sources.imap_cursor import Head, State
from liaison_sync.store.engine import connect
from tests.peers.ca import Authority
from tests.peers.dovecot import Dovecot
from tests.peers.hostile_imap import Answers, HostileImap
from tests.peers.mail import letter
from tests.rig import imap, rig

ROUNDS = 300
MAILBOXES = 1_000  # looked at once a minute


def median(work: Callable[[], object]) -> float:
    """Seconds of the clock, the middle of many."""
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def cpu(work: Callable[[], object], times: int) -> float:
    """Seconds of CPU of this process for each."""
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times


def against_status(server: Dovecot) -> str:
    """A pass without news beside one STATUS of one folder, over the same kind of connection."""
    with ImapSource("humas", imap(server.port, "humas")) as source:
        folders = source.folders()
        cursors: dict[str, Cursor | None] = {}
        for one in folders:
            page = source.changes(one, None)
            cursors[one.id] = page.cursor
        session = source.session()

        def look() -> None:
            source.folders()
            assert source.stale(cursors) == []

        items = ["MESSAGES", "UIDNEXT", "UIDVALIDITY", "HIGHESTMODSEQ"]
        source.folders()
        bare = median(lambda: session.run('STATUS "INBOX" (MESSAGES UIDNEXT UIDVALIDITY)', operation="bench"))
        each = median(lambda: session.statuses([one.id for one in folders], items))
        asked = median(lambda: session.run(f'LIST "" "*" RETURN (STATUS ({" ".join(items)}))', operation="bench"))
        ours = median(look)
    n = len(folders)
    beside = (
        ("STATUS of one", bare, "(goal ≤ 2)"),
        (f"STATUS of all {n}", each, ""),
        ("its question", asked, ""),
    )
    return "\n".join(
        f"idle look ÷ {name:<18}{ours / yardstick:.2f}   {goal:<16}{ours * 1e3:.2f} ms, {yardstick * 1e3:.2f} ms"
        for name, yardstick, goal in beside
    )


def by_size() -> str:
    """The same look at a folder of a million and of ten thousand in turn, one message in ten gone from both."""
    with ExitStack() as stack:
        small, large = (_scripted(stack, size) for size in (10_000, 1_000_000))
        taken: list[list[float]] = [[], []]
        for _ in range(ROUNDS):
            for times, work in zip(taken, (small, large), strict=True):
                began = time.perf_counter()
                work()
                times.append(time.perf_counter() - began)
    few, many = map(statistics.median, taken)
    return f"1,000,000 ÷ 10,000 messages   {many / few:.2f}   (goal ≤ 1.2)    {many * 1e3:.2f} ms, {few * 1e3:.2f} ms"


def _scripted(stack: ExitStack, size: int) -> Callable[[], None]:
    draw = random.Random(size)
    alive = UidSet.of(uid for uid in range(1, size * 10 // 9) if draw.random() < 0.9)
    last = alive.ranges[-1][1]
    cursor = State(Head(7, last, len(alive), 0, None, True, last + 1), alive).text()
    told = f"* STATUS INBOX (MESSAGES {len(alive)} UIDNEXT {last + 1} UIDVALIDITY 7)\r\n".encode()
    offered = b"* CAPABILITY IMAP4rev1 AUTH=PLAIN LIST-EXTENDED LIST-STATUS ESEARCH\r\n"
    lies: Answers = {"CAPABILITY": offered, "LIST": b'* LIST () "/" INBOX\r\n' + told}
    server = stack.enter_context(HostileImap(lies, b"* OK hi\r\n"))
    values = {"host": "127.0.0.1", "port": server.port, "tls": "none", "username": "humas", "password": "x"}
    source = stack.enter_context(ImapSource("humas", ImapSettings.model_validate(values)))

    def look() -> None:
        source.folders()
        assert source.stale({"INBOX": cursor}) == []

    return look


def of_a_core(server: Dovecot, folder: Path) -> str:
    """CPU of our own process for a thousand mailboxes a minute: the look alone, and the whole pass with its store."""
    source = ImapSource("humas", imap(server.port, "humas"))
    source.keep()
    box = Mailbox("humas", "humas@kantor.example", lambda: source)
    here = rig(connect(f"sqlite:///{folder}/store.db"), [box])
    assert poll(here.service, box).failure is None
    cursors: dict[str, Cursor | None] = {one.id: source.changes(one, None).cursor for one in source.folders()}
    look = cpu(lambda: (source.folders(), source.stale(cursors)), ROUNDS)
    whole = cpu(lambda: poll(here.service, box), ROUNDS)
    source.close()
    words = f"{look * 1e3:.2f} ms of CPU each; with the store's part {whole * 1e3:.2f} ms"
    shares = f"{look * MAILBOXES / 60:.1%} and {whole * MAILBOXES / 60:.1%}"
    return f"1,000 mailboxes a minute      {shares} of a core   (goal ≤ 1 %)   {words}"


def main() -> None:
    with tempfile.TemporaryDirectory() as home, Dovecot(Authority(Path(home))) as server:
        server.deliver("humas", [letter(number) for number in range(20)])
        for name in ("Arsip", "Tamu"):
            server.deliver("humas", [letter(1)], name)
        print(against_status(server), flush=True)
        print(by_size(), flush=True)
        print(of_a_core(server, Path(home)), flush=True)


if __name__ == "__main__":
    main()
