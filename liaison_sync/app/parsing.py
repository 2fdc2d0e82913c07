"""Parser processes: untrusted bytes are read away from the writer, with a time and a memory limit.

A message that kills its process or outstays its time is tried alone; after three tries it is quarantined.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import time
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
            pipe.send([using(raw) for raw in pipe.recv()])


class _Worker:
    def __init__(self, context: multiprocessing.context.BaseContext, using: Callable[[bytes], Read]) -> None:
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_work, args=(theirs, using), daemon=True)  # type: ignore[attr-defined]
        self.process.start()
        theirs.close()
        self.busy: Sequence[bytes] = ()
        self.until = 0.0

    def give(self, chunk: Sequence[bytes]) -> None:
        self.busy, self.until = chunk, time.monotonic() + SECONDS * max(1, len(chunk) // 5)
        with suppress(BrokenPipeError, OSError):
            self.pipe.send(list(chunk))

    def take(self) -> list[Read] | str:
        """The results, or the reason why there are none; waits no longer than the chunk may take."""
        try:
            if not self.pipe.poll(max(0.0, self.until - time.monotonic())):
                return "parser_timeout"
            results: list[Read] = self.pipe.recv()
        except (EOFError, OSError):
            return "parser_crashed"
        return results

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()


class Parsers:
    """A few parser processes. `read_all` keeps the order; the processes start with the first message."""

    def __init__(self, processes: int, using: Callable[[bytes], Read] = read) -> None:
        self._using = using
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
            self._workers = [_Worker(self._context, self._using) for _ in range(self._count)]
        chunks = [raws[at : at + _CHUNK_MESSAGES] for at in range(0, len(raws), _CHUNK_MESSAGES)]
        done: dict[int, Iterable[Read]] = {}
        busy: dict[int, int] = {}  # worker → chunk
        while len(done) < len(chunks):
            idle = (n for n in range(self._count) if n not in busy)
            waiting = range(len(done) + len(busy), len(chunks))
            for n, at in zip(idle, waiting, strict=False):
                self._workers[n].give(chunks[at])
                busy[n] = at
            for n in self._ready(busy):
                at = busy.pop(n)
                done[at] = self._collect(n, chunks[at])
        return [one for at in range(len(chunks)) for one in done[at]]

    def _ready(self, busy: Iterable[int]) -> list[int]:
        """The workers that have answered, or whose time is over; waits until there is one."""
        pipes = {self._workers[n].pipe: n for n in busy}
        until = min(self._workers[n].until for n in pipes.values())
        answered = wait(list(pipes), max(0.0, until - time.monotonic()))
        late = (n for n in pipes.values() if self._workers[n].until <= time.monotonic())
        return sorted({*(n for pipe, n in pipes.items() if pipe in answered), *late})

    def _collect(self, n: int, chunk: Sequence[bytes]) -> Iterable[Read]:
        results = self._workers[n].take()
        if not isinstance(results, str):
            return results
        self._replace(n)
        return [self._alone(n, raw) for raw in chunk]

    def _alone(self, n: int, raw: bytes) -> Read:
        reason = ""
        for _ in range(TRIES):
            self._workers[n].give([raw])
            results = self._workers[n].take()
            if not isinstance(results, str):
                return results[0]
            reason = results
            self._replace(n)
        return _poisoned(raw, reason)

    def _replace(self, n: int) -> None:
        self._workers[n].end()
        self._workers[n] = _Worker(self._context, self._using)
