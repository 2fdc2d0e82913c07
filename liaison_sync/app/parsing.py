"""Parser processes: untrusted bytes are read away from the writer, with a time and a memory limit.

A message that kills its process or outstays its time is tried again alone, after the others; after three tries it is
quarantined.
"""

from __future__ import annotations

import copyreg
import select
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from multiprocessing.reduction import ForkingPickler
from operator import attrgetter
from threading import Lock, Thread, local
from types import TracebackType
from typing import Any

import zstandard

from liaison_sync.app.parser_process import ParserProcess, context
from liaison_sync.domain.gist import Gist, gist
from liaison_sync.domain.index_words import Words
from liaison_sync.domain.message import Address, Answer, Attachment, Automatic, Defect, Message, Quarantined
from liaison_sync.formats.parsed import Parsed

SECONDS = 5.0  # for one message (I8)
TRIES = 3
_SMALL = 16 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Read:
    """One message read: what it says, its bytes as the store keeps them, and what follows from it alone."""

    sha256: str
    size: int
    zstd: bytes
    parsed: Parsed
    gist: Gist


def read(raw: bytes) -> Read:
    """Parse here and now, without a process around it."""
    from liaison_sync.formats import mime  # needed where mail is read, not where answers are taken

    parsed = mime.parse(raw)
    return Read(parsed.message.sha256, len(raw), _MINE.packed(raw), parsed, gist(parsed.message))


class _Mine(local):
    """Setting up a compressor costs more than most messages; no two threads may share one."""

    def __init__(self) -> None:
        self._any = zstandard.ZstdCompressor(3)
        # Most messages are small: tables to match leave the processor's caches to reading, and pack as well.
        small = zstandard.ZstdCompressionParameters.from_level(3, source_size=_SMALL, hash_log=13, chain_log=12)
        self._small = zstandard.ZstdCompressor(compression_params=small)

    def packed(self, raw: bytes) -> bytes:
        return (self._small if len(raw) <= _SMALL else self._any).compress(raw)


_MINE = _Mine()


def _whole(kind: Any) -> Callable[[Any], tuple[Any, tuple[Any, ...]]]:
    """What takes a frozen dataclass apart: its constructor and what that is given."""
    fields = attrgetter(*kind.__slots__)
    return lambda value: (kind, fields(value))


# What most answers consist of: the way of dataclasses themselves goes through all fields one by one, on both sides.
_ANSWERED = (Read, Parsed, Gist, Words, Message, Address, Attachment, Automatic, Answer, Defect)
for _kind in _ANSWERED:
    ForkingPickler.register(_kind, _whole(_kind))
# By numbers, of which 240 to 255 are an application's own: names are imported anew for every answer.
for _number, _named in enumerate((*_ANSWERED, datetime, timedelta, timezone), 240):
    copyreg.add_extension(_named.__module__, _named.__qualname__, _number)


def _poisoned(raw: bytes, reason: str) -> Read:
    message = Message(sha256=sha256(raw).hexdigest(), size=len(raw), quarantined=Quarantined(reason, ""))
    return Read(message.sha256, message.size, zstandard.compress(raw, 3), Parsed(message, ()), gist(message))


def set_aside(read: Read, reason: str, detail: str) -> Read:
    """The same bytes, and nothing of what was read in them."""
    message = Message(sha256=read.sha256, size=read.size, quarantined=Quarantined(reason, detail))
    return Read(read.sha256, read.size, read.zstd, Parsed(message, ()), gist(message))


class Parsers:
    """A few parser processes. `read_all` keeps the order; the processes start with the first message.

    `seconds` is what one message may take.
    """

    def __init__(self, processes: int, using: Callable[[bytes], Read] = read, *, seconds: float = SECONDS) -> None:
        self._using, self._seconds = using, seconds
        self._context = context()
        self._count = processes
        self._workers: list[ParserProcess[Read]] = []
        self._over = False
        self._lock = Lock()  # mailboxes are polled in threads, and share these processes

    def __enter__(self) -> Parsers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._over = True
            while self._workers:
                self._workers.pop().end()

    def warm(self) -> None:
        """Start the processes while others do something else; returns at once."""
        if self._count and not self._workers:
            Thread(target=self._warm, daemon=True, name="parsers").start()

    def _warm(self) -> None:
        with self._lock:
            if not self._over:
                self._start()

    def _start(self) -> None:
        if not self._workers:
            self._workers = [self._new() for _ in range(self._count)]

    def read_all(self, raws: Sequence[bytes]) -> list[Read]:
        """Every message read or quarantined, in the order given. Safe to call from several threads."""
        with self._lock:
            self._start()
            done, failed = self._round(range(len(raws)), raws)
            for at in failed:  # last, so that the others wait for one try only
                done[at] = self._alone(raws[at])
        return [done[at] for at in range(len(raws))]

    def _round(self, places: Iterable[int], raws: Sequence[bytes]) -> tuple[dict[int, Read], dict[int, str]]:
        """The messages at these places read once: what they say, and why some could not be read."""
        waiting = deque(places)
        done: dict[int, Read] = {}
        failed: dict[int, str] = {}
        while waiting or any(worker.owes for worker in self._workers):
            for worker in self._workers:
                worker.give(waiting, raws)
            self._wait()
            for n, worker in enumerate(self._workers):
                done.update(worker.answers())
                reason = worker.failure()
                if reason:
                    failed[worker.owes.popleft()] = reason
                    waiting.extendleft(reversed(worker.owes))
                    self._replace(n)
        return done, failed

    def _wait(self) -> None:
        """Until one has answered, can take more, or is overdue."""
        lines = select.poll()
        busy = [worker for worker in self._workers if worker.owes]
        for worker in busy:
            lines.register(worker.line, select.POLLIN | (select.POLLOUT if worker.sending else 0))
        until = min(worker.until for worker in busy)
        lines.poll(max(0.0, until - time.monotonic()) * 1000)

    def _alone(self, raw: bytes) -> Read:
        """The tries after the first."""
        reason = ""
        for _ in range(TRIES - 1):
            done, failed = self._round([0], [raw])
            if done:
                return done[0]
            reason = failed[0]
        return _poisoned(raw, reason)

    def _replace(self, n: int) -> None:
        """A new process in place of one that failed."""
        self._workers[n].end()
        self._workers[n] = self._new()

    def _new(self) -> ParserProcess[Read]:
        return ParserProcess(self._context, self._using, self._seconds)
