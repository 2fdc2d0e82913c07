"""Parser processes: untrusted bytes are read away from the writer, with a time and a memory limit.

A message that kills its process or outstays its time is tried again alone, after the others; after three tries it is
quarantined. Processes that do not even start are no message's fault: nothing is read then, and nothing set aside.
"""

from __future__ import annotations

import copyreg
import select
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from math import ceil
from multiprocessing.reduction import ForkingPickler
from operator import attrgetter
from threading import local
from types import TracebackType
from typing import Any

import zstandard

from liaison_sync.app.parser_pool import ParserPool
from liaison_sync.app.parser_process import ParserProcess, context
from liaison_sync.domain.errors import Transient
from liaison_sync.domain.gist import Gist, gist
from liaison_sync.domain.index_words import Words
from liaison_sync.domain.message import Address, Answer, Attachment, Automatic, Defect, Message, Quarantined
from liaison_sync.domain.value import dataclass
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
        there = context()
        self._pool = ParserPool(processes, lambda: ParserProcess(there, using, seconds))
        self.warm = self._pool.warm

    def __enter__(self) -> Parsers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()

    def read_all(self, raws: Sequence[bytes]) -> list[Read]:
        """Every message read or quarantined, in the order given. Safe to call from several threads.

        Raises Transient where no process starts.
        """
        done, failed = self._round(range(len(raws)), raws)
        for at in failed:  # last, so that the others wait for one try only
            done[at] = self._alone(raws[at])
        return [done[at] for at in range(len(raws))]

    def _round(self, places: Iterable[int], raws: Sequence[bytes]) -> tuple[dict[int, Read], dict[int, str]]:
        """The messages at these places read once: what they say, and why some could not be read."""
        waiting = deque(places)
        done: dict[int, Read] = {}
        failed: dict[int, str] = {}
        ours: list[ParserProcess[Read]] = []
        unborn = 0
        try:
            while waiting or ours:
                self._share_out(waiting, raws, ours)
                for worker in _answering(ours):
                    done.update(worker.answers())
                    if reason := worker.failure():
                        if worker.there:
                            failed[worker.owes.popleft()] = reason
                        elif (unborn := unborn + 1) == TRIES:
                            raise Transient(operation="read", key="parsers_absent")
                        waiting.extendleft(reversed(worker.owes))
                        ours.remove(worker)
                        self._pool.lose(worker)
        finally:
            for worker in ours:
                self._pool.lose(worker)
        return done, failed

    def _share_out(self, waiting: deque[int], raws: Sequence[bytes], ours: list[ParserProcess[Read]]) -> None:
        """Every process of ours has as much before it; one with nothing to do is another reader's."""
        if waiting:
            ours += self._pool.borrow(wait=not ours)
        share = ceil(len(waiting) / len(ours)) if ours else 0
        for worker in ours:
            worker.give(waiting, raws, share)  # even if nothing: what did not fit before goes on its way
        for worker in [one for one in ours if not one.owes]:
            ours.remove(worker)
            self._pool.back(worker)

    def _alone(self, raw: bytes) -> Read:
        """The tries after the first."""
        reason = ""
        for _ in range(TRIES - 1):
            done, failed = self._round([0], [raw])
            if done:
                return done[0]
            reason = failed[0]
        return _poisoned(raw, reason)


def _answering(workers: Sequence[ParserProcess[Read]]) -> tuple[ParserProcess[Read], ...]:
    """The same, as soon as one has answered, can take more, or is overdue."""
    lines = select.poll()
    for worker in workers:
        lines.register(worker.line, select.POLLIN | (select.POLLOUT if worker.sending else 0))
    if workers:
        lines.poll(max(0.0, min(worker.until for worker in workers) - time.monotonic()) * 1000)
    return tuple(workers)
