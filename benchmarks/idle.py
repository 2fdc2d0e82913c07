"""What a mailbox costs in which nothing happens: `python -m benchmarks.idle`. Ratios, each beside its yardstick.

The large folders are scripted on the wire and answer in constant time, so that only our own side is measured.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import event

from liaison_sync.app.service import Mailbox
from liaison_sync.bootstrap import MachineClock
from liaison_sync.connections.imap_client import ImapSettings
from liaison_sync.connections.uid_set import UidSet
from liaison_sync.ports import Cursor
from liaison_sync.sources.imap import ImapSource
from liaison_sync.sources.imap_cursor import Head, State
from liaison_sync.store.engine import connect
from liaison_sync.worker.loop import run
from tests.peers.ca import Authority
from tests.peers.dovecot import Dovecot
from tests.peers.hostile_imap import Answers, HostileImap
from tests.peers.mail import letter
from tests.peers.proxy import Fault, FaultProxy
from tests.rig import imap, rig

ROUNDS = 300
LAG = 0.02  # seconds: a server in another city
MAILBOXES = 1_000  # looked at once a minute
QUIET = 3  # transactions in two rounds of looks: what the worker writes for all mailboxes together
MANY, EVERY = 100, 6  # mailboxes, seconds: as many looks
SECONDS = 60  # measured, once everything is read and quiet


def fastest(*works: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Seconds of the clock that the fastest tenth stays under, all in turn: what it costs, and not the neighbours."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for times, work in zip(taken, works, strict=True):
            began = time.perf_counter()
            work()
            times.append(time.perf_counter() - began)
    return [sorted(times)[rounds // 10] for times in taken]


def against_status(server: Dovecot) -> str:
    """A look at a quiet mailbox, beside STATUS over the same connection: on this machine, and on a line with a way."""
    lines = []
    with FaultProxy(server.port, Fault(lag=LAG)) as far:
        for user, port in (("event", server.port), ("humas", server.port), ("humas", far.port)):
            with ImapSource(user, imap(port, user)) as source:
                lines += _beside_status(source, far=port == far.port)
    return "\n".join(lines)


def _beside_status(source: ImapSource, *, far: bool) -> list[str]:
    folders = source.folders()
    cursors: dict[str, Cursor | None] = {one.id: source.changes(one, None).cursor for one in folders}
    session = source.session()

    def look() -> None:
        assert source.folders() == folders
        assert source.stale(cursors) == []

    items = ["MESSAGES", "UIDNEXT", "UIDVALIDITY", "HIGHESTMODSEQ"]
    look()
    ours, one, all_of_them, asked = fastest(
        look,
        lambda: session.run(f'STATUS "INBOX" ({" ".join(items)})', operation="bench"),
        lambda: session.statuses([one.id for one in folders], items),
        lambda: session.run(f'LIST "" "*" RETURN (SPECIAL-USE STATUS ({" ".join(items)}))', operation="bench"),
        rounds=ROUNDS // 10 if far else ROUNDS,
    )
    goal = "(goal ≤ 2)"
    beside = [(f"STATUS of the same {len(folders)}", all_of_them, goal)]
    beside += [("STATUS of one", one, goal if far else ""), ("its own question", asked, "")]
    where = f"{len(folders)} folders, {LAG * 1e3:.0f} ms away" if far else f"{len(folders)} folders"
    return [
        f"look at {where} ÷ {name:<22}{ours / yardstick:.2f}   {said:<12}{ours * 1e3:.2f} ms, {yardstick * 1e3:.2f} ms"
        for name, yardstick, said in beside
    ]


def by_size() -> str:
    """The same look at a folder of a million and of ten thousand in turn, one message in ten gone from both."""
    with ExitStack() as stack:
        (small, _), (large, bare) = (_scripted(stack, size) for size in (10_000, 1_000_000))
        few, many, one = fastest(small, large, bare)
    return (
        f"1,000,000 ÷ 10,000 messages   {many / few:.2f}   (goal ≤ 1.2)    {many * 1e3:.2f} ms, {few * 1e3:.2f} ms\n"
        f"1,000,000 messages ÷ STATUS   {many / one:.2f}   (goal ≤ 2)      {many * 1e3:.2f} ms, {one * 1e3:.2f} ms"
    )


def _scripted(stack: ExitStack, size: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """The look, and one STATUS over the same connection."""
    draw = random.Random(size)
    alive = UidSet.of(uid for uid in range(1, size * 10 // 9) if draw.random() < 0.9)
    last = alive.ranges[-1][1]
    cursor = State(Head(7, last, len(alive), 0, None, True, last + 1), alive).text()
    told = f"* STATUS INBOX (MESSAGES {len(alive)} UIDNEXT {last + 1} UIDVALIDITY 7)\r\n".encode()
    offered = b"* CAPABILITY IMAP4rev1 AUTH=PLAIN LIST-EXTENDED LIST-STATUS ESEARCH\r\n"
    lies: Answers = {"CAPABILITY": offered, "LIST": b'* LIST () "/" INBOX\r\n' + told, "STATUS": told}
    server = stack.enter_context(HostileImap(lies, b"* OK hi\r\n"))
    values = {"host": "127.0.0.1", "port": server.port, "tls": "none", "username": "humas", "password": "x"}
    source = stack.enter_context(ImapSource("humas", ImapSettings.model_validate(values)))

    def look() -> None:
        source.folders()
        assert source.stale({"INBOX": cursor}) == []

    question = 'STATUS "INBOX" (MESSAGES UIDNEXT UIDVALIDITY)'
    return look, lambda: source.session().run(question, operation="bench")


def of_a_core(folder: Path) -> str:
    """CPU of our own process for a thousand mailboxes a minute: the worker as it runs, less what it costs with none.

    A hundred mailboxes are looked at every six seconds instead, over connections that are kept and listened on.
    """
    users = tuple(f"kotak{number}" for number in range(MANY))
    with Dovecot(Authority(folder), users) as server:
        for user in users:
            server.deliver(user, [letter(1)])
        none = _worker(folder / "none", [])
        boxes = [
            Mailbox(user, f"{user}@kantor.example", partial(ImapSource, user, imap(server.port, user)), EVERY)
            for user in users
        ]
        many = _worker(folder / "many", boxes)
    each = (many.cpu - none.cpu) / many.looks
    share = each * MAILBOXES / 60
    return (
        f"1,000 mailboxes a minute      {share:.2%} of a core   (goal ≤ 1 %)   {each * 1e3:.2f} ms of CPU for a look, "
        f"{many.looks} looks; with no mailbox {none.cpu / SECONDS:.2%}\n"
        f"written meanwhile             {many.writes} transactions in {SECONDS} s ({none.writes} with no mailbox)"
    )


@dataclass(frozen=True, slots=True)
class _Cost:
    cpu: float
    looks: int
    writes: int


def _worker(folder: Path, boxes: list[Mailbox]) -> _Cost:
    """SECONDS of the worker once all is read: CPU, looks, and transactions that wrote."""
    folder.mkdir()
    here = rig(connect(f"sqlite:///{folder}/store.db"), boxes)
    service = replace(here.service, clock=MachineClock())
    stop, writes = Event(), list[str]()
    worker = Thread(target=run, args=(service, stop))
    worker.start()
    event.listen(here.engine, "before_cursor_execute", lambda *said: writes.append(said[2]))
    _settle(writes)
    began = time.process_time()
    time.sleep(SECONDS)
    cpu = time.process_time() - began
    stop.set()
    worker.join()
    return _Cost(cpu, max(1, len(boxes) * SECONDS // EVERY), writes.count("BEGIN IMMEDIATE"))


def _settle(writes: list[str]) -> None:
    """Until hardly anything is written any more, however busy the machine is."""
    while True:
        writes.clear()
        time.sleep(2 * EVERY)
        if writes.count("BEGIN IMMEDIATE") <= QUIET:
            writes.clear()
            return


def main() -> None:
    with tempfile.TemporaryDirectory() as home, Dovecot(Authority(Path(home))) as server:
        server.deliver("humas", [letter(number) for number in range(20)])
        for name in ("Arsip", "Tamu"):
            server.deliver("humas", [letter(1)], name)
        print(against_status(server), flush=True)
        print(by_size(), flush=True)
    with tempfile.TemporaryDirectory() as home:
        print(of_a_core(Path(home)), flush=True)


if __name__ == "__main__":
    main()
