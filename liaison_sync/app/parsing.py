"""Parser processes: untrusted bytes are read away from the writer, with a time and a memory limit.

A message that kills its process or outstays its time is tried again alone, after the others; after three tries it is
quarantined.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing.connection import Connection, wait
from threading import Lock
from types import TracebackType

import zstandard

from liaison_sync.domain.message import Message, Quarantined
from liaison_sync.formats import mime
from liaison_sync.formats.mime import Parsed

SECONDS = 5.0  # for one message (I8)
MEMORY = 1_500 * 1024 * 1024
TRIES = 3
_CHUNK_MESSAGES = 25


@dataclass(frozen=True, slots=True)
class Read:
    """One message read: what it says, and its bytes as the store keeps them."""

    sha256: str
    size: int
    zstd: bytes
    parsed: Parsed


def read(raw: bytes) -> Read:
    """Parse here and now, without a process around it."""
    parsed = mime.parse(raw)
    return Read(parsed.message.sha256, len(raw), zstandard.compress(raw, 3), parsed)


def _poisoned(raw: bytes, reason: str) -> Read:
    digest = sha256(raw).hexdigest()
    message = Message(sha256=digest, size=len(raw), quarantined=Quarantined(reason, ""))
    return Read(digest, len(raw), zstandard.compress(raw, 3), Parsed(message, ()))


def _work(pipe: Connection, using: Callable[[bytes], Read]) -> None:
    # A terminal's Ctrl-C is the parent's to handle; an orphan ends with its pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with suppress(EOFError, BrokenPipeError, OSError):
        while True:
            for raw in pipe.recv():
                pipe.send(using(raw))


class _Worker:
    """A process and the messages it has yet to answer, by their places in the page; it answers one by one."""

    def __init__(
        self, context: multiprocessing.context.BaseContext, using: Callable[[bytes], Read], seconds: float
    ) -> None:
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, using), daemon=True)  # type: ignore[attr-defined]
        self.process.start()
        theirs.close()
        self.seconds = seconds
        self.owes: deque[int] = deque()
        self.until = 0.0

    def give(self, places: Iterable[int], raws: Sequence[bytes]) -> None:
        self.owes.extend(places)
        with suppress(BrokenPipeError, OSError):
            self.pipe.send([raws[at] for at in self.owes])
        self.until = time.monotonic() + self.seconds

    def take(self) -> tuple[int, Read | str]:
        """The next result with its place, or the reason why there is none; waits no longer than it may take."""
        at = self.owes.popleft()
        try:
            if not self.pipe.poll(max(0.0, self.until - time.monotonic())):
                return at, "parser_timeout"
            result: Read = self.pipe.recv()
        except (EOFError, OSError):
            return at, "parser_crashed"
        self.until = time.monotonic() + self.seconds
        return at, result

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


class Parsers:
    """A few parser processes. `read_all` keeps the order; the processes start with the first message.

    `seconds` is what one message may take.
    """

    def __init__(self, processes: int, using: Callable[[bytes], Read] = read, *, seconds: float = SECONDS) -> None:
        self._using, self._seconds = using, seconds
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["liaison_sync.app.parsing"])
        self._count = processes
        self._workers: list[_Worker] = []
        self._lock = Lock()  # mailboxes are polled in threads, and share these processes

    def __enter__(self) -> Parsers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._workers:
            self._workers.pop().end()

    def read_all(self, raws: Sequence[bytes]) -> list[Read]:
        """Every message read or quarantined, in the order given. Safe to call from several threads."""
        with self._lock:
            return self._read_all(raws)

    def _read_all(self, raws: Sequence[bytes]) -> list[Read]:
        if not self._workers:
            self._workers = [self._new() for _ in range(self._count)]
        starts = range(0, len(raws), _CHUNK_MESSAGES)
        waiting: deque[Sequence[int]] = deque(range(at, min(at + _CHUNK_MESSAGES, len(raws))) for at in starts)
        done: dict[int, Read] = {}
        suspects: list[int] = []
        while waiting or any(worker.owes for worker in self._workers):
            for worker in self._workers:
                if waiting and not worker.owes:
                    worker.give(waiting.popleft(), raws)
            for n in self._ready():
                at, result = self._workers[n].take()
                if isinstance(result, Read):
                    done[at] = result
                    continue
                suspects.append(at)
                waiting += self._replace(n)
        for at in suspects:  # last, so that the others wait for one try only
            done[at] = self._alone(raws[at])
        return [done[at] for at in range(len(raws))]

    def _ready(self) -> list[int]:
        """The workers that have answered, or whose time is over; waits until there is one."""
        busy = {worker.pipe: n for n, worker in enumerate(self._workers) if worker.owes}
        until = min(self._workers[n].until for n in busy.values())
        answered = wait(list(busy), max(0.0, until - time.monotonic()))
        late = (n for n in busy.values() if self._workers[n].until <= time.monotonic())
        return sorted({*(n for pipe, n in busy.items() if pipe in answered), *late})

    def _alone(self, raw: bytes) -> Read:
        """The tries after the first."""
        reason = ""
        for _ in range(TRIES - 1):
            self._workers[0].give([0], [raw])
            _, result = self._workers[0].take()
            if isinstance(result, Read):
                return result
            reason = result
            self._replace(0)
        return _poisoned(raw, reason)

    def _replace(self, n: int) -> list[Sequence[int]]:
        """A new process in place of one that failed; what the old one had not come to yet."""
        old = self._workers[n]
        old.end()
        self._workers[n] = self._new()
        return [tuple(old.owes)] if old.owes else []

    def _new(self) -> _Worker:
        return _Worker(self._context, self._using, self._seconds)
